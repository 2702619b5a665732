"""Races for money, each with its control that shows the race without the guard.

Two guards stand behind each other: the ledger lock (so that the second reads what the first
spent, and gets a sentence with amounts) and the CHECK on the balance. The control takes them away
one after the other. The hook is a patch of this file; production has no switch for it.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from lotsen.core.errors import Conflict
from tests.concurrency.race import meeting, race
from tests.factories.vouchers import Cast, make_cast, make_contract, make_grant, make_vouchers
from vouchers import services
from vouchers.models import Voucher
from vouchers.queries import balances, totals
from vouchers.queries.verify import verify
from vouchers.services import booking, redemption

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_contracts() -> tuple[Cast, list[UUID]]:
    """300 € for two agreed contracts of one person each."""
    cast = make_cast()
    make_grant(cast, 300_00)
    contracts = [make_contract(cast) for _ in range(2)]
    for contract in contracts:
        services.agree_contract(contract_id=contract.pk, actor=cast.office)
    return cast, [contract.pk for contract in contracts]


def issue(cast: Cast, contract: UUID) -> Callable[[], Any]:
    return lambda: services.issue_vouchers(contract_id=contract, actor=cast.office, notify=False)


@pytest.fixture
def read_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both wait for each other after reading the budget: the worst moment."""
    monkeypatch.setattr(totals, "available_cents", meeting(totals.available_cents))


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the ledger nor the rows of the vouchers are locked."""
    monkeypatch.setattr(booking, "lock_ledger", lambda: None)
    monkeypatch.setattr(redemption, "hold_vouchers", lambda ids: None)


@pytest.fixture
def no_check() -> None:
    """Gone with the copy of the database that this test spoils."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vouchers_balance DROP CONSTRAINT budget_not_overdrawn")


@pytest.mark.usefixtures("read_together")
def test_two_issues_for_the_last_300_euros(two_contracts: tuple[Cast, list[UUID]]) -> None:
    cast, contracts = two_contracts
    results = race(*(issue(cast, contract) for contract in contracts))
    [loser] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(loser, Conflict)
    assert "Das Budget reicht nicht: verfügbar 0,00" in str(loser)
    assert (balances().available, balances().committed) == (0, 300_00)
    assert Voucher.objects.count() == 1
    assert verify().problems == []


@pytest.mark.usefixtures("read_together", "no_lock")
def test_control_without_the_lock_the_check_of_the_database_still_holds(
    two_contracts: tuple[Cast, list[UUID]],
) -> None:
    cast, contracts = two_contracts
    results = race(*(issue(cast, contract) for contract in contracts))
    [loser] = [result for result in results if isinstance(result, Exception)]
    assert "Das Budget reicht nicht mehr" in str(loser) or "schon vergeben" in str(loser)
    assert balances().available == 0


@pytest.mark.usefixtures("read_together", "no_lock", "no_check")
def test_control_without_lock_and_check_the_budget_is_overspent() -> None:
    """Two Kommunen, so that not even the voucher number stands in the way."""
    casts = [make_cast(), make_cast()]
    make_grant(casts[0], 300_00)
    contracts = [make_contract(cast) for cast in casts]
    for cast, contract in zip(casts, contracts, strict=True):
        services.agree_contract(contract_id=contract.pk, actor=cast.office)
    results = race(*(issue(c, k.pk) for c, k in zip(casts, contracts, strict=True)))
    assert not [result for result in results if isinstance(result, Exception)]
    assert balances().available == -300_00


@pytest.fixture
def voucher() -> tuple[Cast, Voucher]:
    cast = make_cast()
    make_grant(cast, 300_00)
    return cast, make_vouchers(cast)[0]


def redeem(cast: Cast, voucher: Voucher, key: str) -> Callable[[], Any]:
    return lambda: services.redeem_day(
        voucher_id=voucher.pk,
        day_number=1,
        seminar_day_on=date(2026, 3, 2),
        actor=cast.trainer,
        idempotency_key=key,
    )


@pytest.fixture
def read_days_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redemption, "_day_balances", meeting(redemption._day_balances))


@pytest.fixture
def no_voucher_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the ledger's lock the voucher rows, locked second, would still keep them apart."""
    monkeypatch.setattr(redemption, "hold_vouchers", lambda ids: None)


@pytest.mark.usefixtures("read_days_together")
def test_a_voucher_day_is_redeemed_once(voucher: tuple[Cast, Voucher]) -> None:
    cast, paper = voucher
    results = race(*(redeem(cast, paper, f"act {n}") for n in range(2)))
    [loser] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(loser, Conflict)
    assert "schon abgerechnet" in str(loser)
    assert (balances().committed, balances().due) == (200_00, 100_00)
    paper.refresh_from_db()
    assert paper.redeemed_days == 1


@pytest.mark.usefixtures("read_days_together")
def test_the_same_act_at_the_same_time_is_one_booking(voucher: tuple[Cast, Voucher]) -> None:
    cast, paper = voucher
    results = race(*(redeem(cast, paper, "one act") for _ in range(2)))
    assert [result.cents for result in results] == [100_00, 100_00]
    assert results[0].entry == results[1].entry
    assert balances().due == 100_00


@pytest.mark.usefixtures("read_days_together", "no_lock", "no_voucher_lock")
def test_control_without_the_lock_the_day_guard_still_holds(voucher: tuple[Cast, Voucher]) -> None:
    cast, paper = voucher
    results = race(*(redeem(cast, paper, f"act {n}") for n in range(2)))
    [loser] = [result for result in results if isinstance(result, Exception)]
    assert "Dieser Tag des Gutscheins ist schon abgerechnet" in str(loser)
    assert balances().due == 100_00


@pytest.mark.usefixtures("read_days_together", "no_lock", "no_voucher_lock")
def test_control_without_lock_and_guard_a_day_is_paid_twice(voucher: tuple[Cast, Voucher]) -> None:
    cast, paper = voucher
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vouchers_voucherbalance DROP CONSTRAINT voucher_day_taken_once")
    results = race(*(redeem(cast, paper, f"act {n}") for n in range(2)))
    assert not [result for result in results if isinstance(result, Exception)]
    assert balances().due == 200_00
    assert any("mehr als einmal abgerechnet" in problem for problem in verify().problems)
