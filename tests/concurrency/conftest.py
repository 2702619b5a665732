"""The served programme, and the guards that control tests take away."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.concurrency.directory import Town, make_town
from tests.concurrency.live import Site, serve
from vouchers.services import booking


@pytest.fixture
def site(transactional_db: None) -> Iterator[Site]:
    with serve() as served:
        yield served


@pytest.fixture
def town(site: Site) -> Town:
    return make_town(site)


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bookings do not wait for each other."""
    monkeypatch.setattr(booking, "lock_ledger", lambda: None)


@pytest.fixture
def without_check(transactional_db: None) -> None:
    """The database lets the budget be overspent; gone with the copy that this test spoils."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vouchers_balance DROP CONSTRAINT budget_not_overdrawn")
