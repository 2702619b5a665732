"""One committed world and one site for all tests of a module that only look at pages.

Import `scene`, `site` and `look` into the module and mark it with `django_db`, not transactional:
what the tests themselves write is never seen by the site. Building the world for each test would
take longer than looking at the page.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from lotsen.core.roles import Role
from tests.access.scene import Scene, build_scene
from tests.browser.conftest import Visit, open_window
from tests.conftest import restore_database

Looking = Callable[[Role | None], Visit]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """The small world with one of everything, committed, so that the site's thread sees it."""
    with django_db_blocker.unblock():
        yield build_scene()
        restore_database()


@pytest.fixture(scope="module")
def site(scene: Scene) -> Iterator[str]:
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def look(browser: Browser, scene: Scene, site: str) -> Iterator[Looking]:
    """`look(role)`: the window in which somebody acts as `role`; opened once per module."""
    windows: dict[Role | None, Visit] = {}

    def window_of(role: Role | None) -> Visit:
        if role not in windows:
            signed_in = scene.world.client(scene.world.own[role]) if role else Client()
            windows[role] = open_window(browser, site, signed_in)
        windows[role].complaints.clear()
        return windows[role]

    yield window_of
    for window in windows.values():
        window.context.close()
