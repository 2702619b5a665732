"""Every address × every role × a foreign organisation, opened for real."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from lotsen.core.access import READING, declared_access
from lotsen.core.roles import ALL_ROLES, Role
from tests.access.table import EVERYBODY, SIGNED_IN, TABLE, Row
from tests.access.world import World

pytestmark = pytest.mark.django_db

REFUSED, NOT_FOUND, TO_SIGN_IN = 403, 404, 302


def addresses(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, object]]:
    """(full name, view) of every address of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from addresses(entry, inner)
        else:
            yield f"{prefix}{entry.name}", entry.callback


VIEWS = dict(addresses())


def roles_of(row: Row) -> frozenset[Role]:
    if row.roles == EVERYBODY:
        return frozenset()
    return (
        ALL_ROLES if row.roles == SIGNED_IN else frozenset(Role(role) for role in row.roles.split())
    )


def test_every_address_is_in_the_table() -> None:
    assert set(VIEWS) - set(TABLE) == set()
    assert set(TABLE) - set(VIEWS) == set()


@pytest.mark.parametrize("name", sorted(TABLE))
def test_declaration_is_what_the_table_says(name: str) -> None:
    declared = declared_access(VIEWS[name])
    assert declared is not None
    assert declared.roles == roles_of(TABLE[name])


@pytest.mark.parametrize("name", sorted(TABLE))
def test_who_is_let_in(world: World, name: str) -> None:
    row = TABLE[name]
    path = reverse(name, kwargs=world.samples[row.sample] if row.sample else {})
    stranger = Client().get(path)
    if row.roles == EVERYBODY:
        assert stranger.status_code in {200, 302, 404}
    else:
        assert stranger.status_code == TO_SIGN_IN
        assert stranger["Location"].startswith("/konto/anmelden/")
    for role in Role:
        status = world.client(world.own[role]).get(path).status_code
        if row.roles == EVERYBODY or role in roles_of(row):
            assert status < 500, (role, status)
            assert status != REFUSED, role
        else:
            assert status == REFUSED, (role, status)


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.foreign))
def test_foreign_things_do_not_exist(world: World, name: str) -> None:
    row = TABLE[name]
    path = reverse(name, kwargs=world.samples[row.sample])
    for role in row.foreign.split():
        client = world.client(world.foreign[Role(role)])
        assert client.get(path).status_code == NOT_FOUND, role
        declared = declared_access(VIEWS[name])
        for method in set(declared.writes if declared else ()) - set(READING):
            assert client.generic(method, path).status_code == NOT_FOUND, (role, method)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_other_methods_are_refused(world: World, name: str) -> None:
    row = TABLE[name]
    path = reverse(name, kwargs=world.samples[row.sample] if row.sample else {})
    declared = declared_access(VIEWS[name])
    assert declared is not None
    role = next(iter(sorted(declared.roles)), Role.HR)
    for method in {"POST", "PUT", "PATCH", "DELETE"} - set(declared.writes):
        assert world.client(world.own[Role(role)]).generic(method, path).status_code == 405
