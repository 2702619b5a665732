"""django-allauth's sign-in pages under German addresses, each with its access declared.

Only what we use is routed: no registration, no change of the address by the user.
"""

from functools import wraps
from typing import Any

from allauth.account import views
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from lotsen.core.access import View, public, signed_in

page = public()


def anyone(view: View) -> View:
    """A form for everybody."""
    return public(writes=("POST",))(_honest(view))


def member(view: View) -> View:
    """A form for those who are signed in."""
    return signed_in(writes=("POST",))(_honest(view))


def _honest(view: View) -> View:
    """A form that is shown again was refused: 422 as everywhere, where django-allauth says 200."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


urlpatterns = [
    path("anmelden/", anyone(views.login), name="account_login"),
    path("anmelden/code/", anyone(views.request_login_code), name="account_request_login_code"),
    path(
        "anmelden/code/eingeben/",
        anyone(views.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path("abmelden/", anyone(views.logout), name="account_logout"),
    path("gesperrt/", page(views.account_inactive), name="account_inactive"),
    path("bestaetigen/", member(views.reauthenticate), name="account_reauthenticate"),
    path("passwort/aendern/", member(views.password_change), name="account_change_password"),
    path("passwort/festlegen/", member(views.password_set), name="account_set_password"),
    path("passwort/vergessen/", anyone(views.password_reset), name="account_reset_password"),
    path(
        "passwort/vergessen/gesendet/",
        page(views.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        anyone(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "passwort/neu/fertig/",
        page(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        "adresse-bestaetigen/",
        page(views.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^adresse-bestaetigen/(?P<key>[-:\w]+)/$",
        anyone(views.confirm_email),
        name="account_confirm_email",
    ),
]
