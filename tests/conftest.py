"""Traps and fixtures for the whole suite.

Transactional tests get a fresh copy of the migrated database afterwards instead of Django's
TRUNCATE: the append-only guards refuse it, and the copy keeps what migrations put in.
"""

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase

from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor

TEMPLATE_SUFFIX = "_pristine"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """After migrating, keep a pristine copy and let transactional tests start from it."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _copy_database(_database(), _database() + TEMPLATE_SUFFIX)
    TransactionTestCase._fixture_teardown = lambda self: restore_database()  # type: ignore[attr-defined]


def _database() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def restore_database() -> None:
    """What tests have committed is gone; what migrations put in is there."""
    _copy_database(_database() + TEMPLATE_SUFFIX, _database())


def _copy_database(source: str, target: str) -> None:
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source]
        )
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}" STRATEGY FILE_COPY')


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits and cached pages of one test must not reach the next."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def hr(db: None) -> Actor:
    return make_actor(Role.HR)


@pytest.fixture
def office(db: None) -> Actor:
    return make_actor(Role.OFFICE)


@pytest.fixture
def ministry(db: None) -> Actor:
    return make_actor(Role.MINISTRY)


@pytest.fixture
def provider(db: None) -> Actor:
    return make_actor(Role.PROVIDER)
