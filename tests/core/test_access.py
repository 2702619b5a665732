"""The access decorators: who may come in, which methods, and no writing on reading pages."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lotsen.accounts.models import Organisation, User
from lotsen.core.access import WriteOnRead, access, public, signed_in
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor

pytestmark = pytest.mark.django_db


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ja")


def write(request: HttpRequest) -> HttpResponse:
    Organisation.objects.create(kind="office", name="neu")
    return HttpResponse("geschrieben")


def request_of(actor: Actor | None, method: str = "get") -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    request: HttpRequest = getattr(RequestFactory(), method)("/seite/")
    request.actor = actor  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    if actor is not None and actor.user_id is not None:
        request.user = User.objects.get(pk=actor.user_id)
    return request


def test_right_role_may_enter_and_another_may_not() -> None:
    view = access(Role.HR)(ok)
    assert view(request_of(make_actor(Role.HR))).status_code == 200
    with pytest.raises(PermissionDenied):
        view(request_of(make_actor(Role.PROVIDER)))


def test_signed_out_visitor_is_sent_to_the_sign_in_page_and_back() -> None:
    response = access(Role.HR)(ok)(request_of(None))
    assert response.status_code == 302
    assert response["Location"] == "/konto/anmelden/?next=/seite/"


def test_person_without_a_valid_role_is_refused() -> None:
    request = request_of(make_actor(Role.HR))
    request.actor = None  # type: ignore[attr-defined]
    with pytest.raises(PermissionDenied):
        signed_in()(ok)(request)


def test_public_view_is_open() -> None:
    assert public()(ok)(request_of(None)).status_code == 200


def test_method_that_is_not_declared_is_refused() -> None:
    assert public()(ok)(request_of(None, "post")).status_code == 405
    assert public(writes=("POST",))(ok)(request_of(None, "post")).status_code == 200


def test_reading_page_cannot_write() -> None:
    with pytest.raises(WriteOnRead):
        public(writes=("POST",))(write)(request_of(None))


@pytest.mark.parametrize(
    "sql",
    [
        "WITH gone AS (DELETE FROM accounts_organisation RETURNING id) SELECT count(*) FROM gone",
        "SELECT id FROM accounts_organisation FOR NO KEY UPDATE",
        "CREATE TEMP TABLE t (x int)",
        " \n update accounts_organisation SET name = 'x'",
    ],
)
def test_reading_page_cannot_write_by_the_back_door(sql: str) -> None:
    def sneak(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(sql)
        return HttpResponse("geschrieben")

    with pytest.raises(WriteOnRead):
        public()(sneak)(request_of(None))


def test_declared_method_may_write() -> None:
    assert public(writes=("POST",))(write)(request_of(None, "post")).status_code == 200


def test_access_without_roles_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="needs roles"):
        access()
