"""The world that guards are attacked in, once per module."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.deferred import fire_deferred
from tests.vouchers.money_rows import add_money_rows
from tests.vouchers.removal import Catalogue, undone
from tests.vouchers.world import World, build_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Tests of the module run inside its transaction and undo what they do."""
    with django_db_blocker.unblock(), undone():
        world = build_world()
        add_money_rows(world)
        fire_deferred()
        yield world


@pytest.fixture(scope="module")
def catalogue(world: World) -> Catalogue:
    return Catalogue()
