"""Acts that grant money or send it need a fresh sign-in: a screen left open is not enough.

`@fresh_login` stands below `@access`. Who has a password is asked for it again; who signs in by
mail code only signs in anew. A page opened freshly may still be sent for a while, so that nothing
typed is lost. The demonstration does without: its sign-ins are one click.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lotsen.core.access import READING
from lotsen.core.drafts import KEPT

View = Callable[..., HttpResponse]
FRESH_SECONDS = 5 * 60
SENDING_SECONDS = 15 * 60


def fresh_login(view: View) -> View:
    """Let only those in who proved within five minutes who they are.

    Fifteen to send a form; its check page belongs to that, although it is read like any other.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        opens = request.method in READING and KEPT not in request.GET
        limit = FRESH_SECONDS if opens else SENDING_SECONDS
        if settings.DEMO_MODE or seconds_since_sign_in(request) < limit:
            return view(request, *args, **kwargs)
        return _ask_again(request)

    return checked


def seconds_since_sign_in(request: HttpRequest) -> float:
    """Age of the last password or code of this session; endless when none is known."""
    if not request.user.is_authenticated:
        return float("inf")
    records = get_authentication_records(request, request.user)
    return time.time() - records[-1]["at"] if records else float("inf")


def _ask_again(request: HttpRequest) -> HttpResponse:
    path = request.get_full_path()
    if request.user.is_authenticated and request.user.has_usable_password():
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': path})}")
    logout(request)
    messages.info(request, "Bitte melden Sie sich für diesen Schritt noch einmal an.")
    return redirect_to_login(path)
