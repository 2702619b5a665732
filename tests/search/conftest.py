"""The search is asked in the world of the access tests."""

from tests.access.conftest import world

__all__ = ["world"]  # a fixture
