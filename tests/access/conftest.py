"""The walks of this folder read thousands of pages and look at nothing but their bytes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.access.scene import Scene, build_scene
from tests.access.world import World, build_world
from tests.deferred import fire_deferred


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: object) -> Iterator[World]:
    """Built once for a module, rolled back at its end: the tests there only read."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_copies_of_contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client keeps a copy of every template context: a third of the time here."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kwargs: None)


@pytest.fixture
def _demonstration(settings: Any) -> None:
    """The demonstration has a form of its own."""
    settings.DEMO_MODE = True


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """Built once, rolled back at the end; every request here is taken back as well."""
    with django_db_blocker.unblock(), transaction.atomic():
        scene = build_scene()
        fire_deferred()
        yield scene
        transaction.set_rollback(True)
