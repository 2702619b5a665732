"""Races around corrections, each with its control that shows the race without the lock.

A day is reversed while its provider claims it, or by two people at once after its year was closed;
the same reclaim is decided, or the same day proposed, by two people at once. The ledger lock makes
the second one read what the first did; behind it the database still refuses what would count twice.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict
from lotsen.core.roles import Role
from tests.concurrency.race import meeting, race
from tests.factories.accounts import make_actor
from tests.factories.corrections import pay_out, redeem_all
from tests.factories.money import close_year
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from tests.vouchers.removal import Catalogue
from vouchers import services
from vouchers.models import ClaimLine, JournalEntry, Reclaim, Voucher
from vouchers.queries import balances
from vouchers.queries.claims import claimable_days
from vouchers.queries.corrections import obstacle_to_reversal
from vouchers.queries.reclaims import paid_days
from vouchers.queries.verify import verify
from vouchers.services import booking, claims, reclaiming, repaying, reversing
from vouchers.services.claims import submit_claim
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim
from vouchers.services.repaying import record_repayment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast)
    return cast


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking, "lock_ledger", lambda: None)


def losers(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


# --- Reversing while claiming ---------------------------------------------------------------------


@pytest.fixture
def day(cast: Cast) -> JournalEntry:
    return redeem_all(cast, make_vouchers(cast)[0], [1])[0].entry


@pytest.fixture
def both_have_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office has seen no claim, the provider has seen the day: the worst moment."""
    looked = meeting(lambda: None)

    def after(function: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            looked()
            return result

        return waiting

    monkeypatch.setattr(reversing, "obstacle_to_reversal", after(obstacle_to_reversal))
    monkeypatch.setattr(claims, "claimable_days", after(claimable_days))


def reverse_and_claim(cast: Cast, entry: JournalEntry) -> list[Any]:
    return race(
        lambda: services.reverse_day(entry_id=entry.pk, reason="Irrtum", actor=cast.office),
        lambda: submit_claim(
            provider=cast.provider, submission_key="form", actor=cast.trainer, notify=False
        ),
    )


@pytest.mark.usefixtures("both_have_looked")
def test_a_reversed_day_stands_in_no_claim(cast: Cast, day: JournalEntry) -> None:
    """Reversed first, it cannot be claimed; claimed first, the reversal refuses it there."""
    lost = losers(reverse_and_claim(cast, day))
    assert JournalEntry.objects.filter(reverses=day).exists()
    assert not ClaimLine.objects.filter(active=True).exists()
    assert [str(error) for error in lost if "kein Tag ausgewählt" not in str(error)] == []
    assert ClaimLine.objects.exists() != bool(lost)
    assert balances().due == 0
    assert verify().problems == []


@pytest.mark.usefixtures("both_have_looked", "no_lock")
def test_control_without_lock_and_guard_a_reversed_day_is_claimed(
    cast: Cast, day: JournalEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line that the reversal saw is the one that was there when it looked: none."""
    Catalogue().remove_all(["ledger_entry_opens.claimed_day_stays"], spare="")
    monkeypatch.setattr(reversing, "claim_line_of", lambda day: None)
    assert losers(reverse_and_claim(cast, day)) == []
    assert JournalEntry.objects.filter(reverses=day).exists()
    assert ClaimLine.objects.filter(active=True).exists()
    assert balances().due == 0


# --- A day of a closed year, reversed by two people -----------------------------------------------

JANUARY = datetime(2026, 1, 13, 9)


@pytest.fixture
def carried(cast: Cast) -> JournalEntry:
    """Two days were redeemed in 2025 and went on to 2026 unpaid; this is the first."""
    with clock.at(datetime(2025, 12, 15, 9)):
        make_grant(cast)
        first, _ = redeem_all(cast, make_vouchers(cast)[0], [1, 2])
    with clock.at(JANUARY):
        close_year(cast, 2025)
    return first.entry


@pytest.fixture
def both_find_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reversing, "obstacle_to_reversal", meeting(obstacle_to_reversal))


def reverse_twice(cast: Cast, entry: JournalEntry) -> list[Any]:
    def by(actor: Actor, reason: str) -> Callable[[], Any]:
        def act() -> Any:
            with clock.at(JANUARY):
                return services.reverse_day(entry_id=entry.pk, reason=reason, actor=actor)

        return act

    return race(by(cast.office, "Irrtum"), by(make_actor(Role.OFFICE), "Nicht dagewesen"))


@pytest.fixture
def no_voucher_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Locked second, the row of the voucher would still keep them apart."""
    monkeypatch.setattr(reversing, "hold_vouchers", lambda ids: None)


@pytest.mark.usefixtures("both_find_it_open")
def test_a_carried_day_is_taken_back_once(cast: Cast, carried: JournalEntry) -> None:
    [loser] = losers(reverse_twice(cast, carried))
    assert isinstance(loser, Conflict)
    assert "schon storniert: Buchung 2026/" in str(loser)
    assert (balances(year=2026).due, balances(year=2026).committed) == (100_00, 200_00)
    assert verify().problems == []


@pytest.mark.usefixtures("both_find_it_open", "no_lock", "no_voucher_lock")
def test_control_without_the_locks_the_constraints_still_hold(
    cast: Cast, carried: JournalEntry
) -> None:
    [loser] = losers(reverse_twice(cast, carried))
    assert "schon gebucht" in str(loser) or "schon storniert" in str(loser)
    assert balances(year=2026).due == 100_00


@pytest.mark.usefixtures("both_find_it_open", "no_lock", "no_voucher_lock")
def test_control_without_locks_and_constraints_the_day_comes_back_twice(
    cast: Cast, carried: JournalEntry
) -> None:
    """The other day that is due covers the second one, so that no balance stands in the way."""
    Catalogue().remove_all(
        ("entry_idempotency_key_once", "entry_reversed_once", "voucher_day_taken_once"), spare=""
    )
    assert losers(reverse_twice(cast, carried)) == []
    assert balances(year=2026).due == 0
    assert verify().problems != []


# --- The same reclaim twice -----------------------------------------------------------------------


@pytest.fixture
def voucher(cast: Cast) -> Voucher:
    voucher = make_vouchers(cast)[0]
    redeem_all(cast, voucher)
    pay_out(cast, voucher)
    return voucher


def propose(cast: Cast, voucher: Voucher, key: str = "form") -> Reclaim:
    return propose_reclaim(
        voucher_id=voucher.pk,
        day_numbers=[1],
        reason="Teilnahme nicht belegt",
        interest_from=clock.today(),
        submission_key=key,
        actor=cast.office,
    )


def due_on() -> date:
    return clock.today() + timedelta(days=30)


def decide_twice(cast: Cast, reclaim: Reclaim) -> list[Any]:
    return race(
        *(
            lambda actor=actor: approve_reclaim(
                reclaim_id=reclaim.pk, due_on=due_on(), actor=actor, notify=False
            )
            for actor in (cast.ministry, cast.second)
        )
    )


@pytest.fixture
def no_row_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read the undecided case before one of them decides."""

    def read(reclaim_id: Any) -> Reclaim:
        return Reclaim.objects.select_related("voucher__lotse").get(pk=reclaim_id)

    for module in (reclaiming, repaying):
        monkeypatch.setattr(module, "lock_reclaim", meeting(read))


def test_two_people_decide_the_same_reclaim(cast: Cast, voucher: Voucher) -> None:
    [loser] = losers(decide_twice(cast, propose(cast, voucher)))
    assert isinstance(loser, Conflict)
    assert "schon entschieden" in str(loser)
    assert (balances().paid, balances().receivable) == (200_00, 100_00)
    assert verify().problems == []


@pytest.mark.usefixtures("no_lock", "no_row_lock")
def test_control_without_locks_the_database_still_books_it_once(
    cast: Cast, voucher: Voucher
) -> None:
    [loser] = losers(decide_twice(cast, propose(cast, voucher)))
    assert "schon gebucht" in str(loser)
    assert balances().receivable == 100_00


@pytest.mark.usefixtures("no_lock", "no_row_lock")
def test_control_without_locks_and_key_it_is_booked_twice(cast: Cast, voucher: Voucher) -> None:
    """Two more days were paid, so that not even the balance of the provider stands in the way."""
    with connection.cursor() as cursor:
        for table, rule in (
            ("journalentry", "entry_idempotency_key_once"),
            ("voucherbalance", "voucher_day_taken_once"),
        ):
            cursor.execute(f"ALTER TABLE vouchers_{table} DROP CONSTRAINT {rule}")
    assert losers(decide_twice(cast, propose(cast, voucher))) == []
    assert balances().receivable == 200_00


def test_a_day_is_proposed_once(cast: Cast, voucher: Voucher) -> None:
    results = race(*(lambda key=key: propose(cast, voucher, key) for key in ("one", "other")))
    [loser] = losers(results)
    assert "wird schon zurückgefordert" in str(loser)
    assert Reclaim.objects.count() == 1


@pytest.mark.usefixtures("no_lock")
def test_control_without_the_lock_the_constraint_still_holds(
    cast: Cast, voucher: Voucher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reclaiming, "paid_days", meeting(paid_days))
    results = race(*(lambda key=key: propose(cast, voucher, key) for key in ("one", "other")))
    [loser] = losers(results)
    assert "wird schon zurückgefordert" in str(loser)
    assert Reclaim.objects.count() == 1


def test_a_repayment_is_booked_once(cast: Cast, voucher: Voucher) -> None:
    reclaim = propose(cast, voucher)
    approve_reclaim(reclaim_id=reclaim.pk, due_on=due_on(), actor=cast.ministry, notify=False)
    results = race(
        *(
            lambda actor=actor: record_repayment(
                reclaim_id=reclaim.pk, repaid_on=clock.today(), actor=actor
            )
            for actor in (cast.office, cast.ministry)
        )
    )
    assert losers(results) == []
    assert JournalEntry.objects.filter(kind="repay").count() == 1
    assert (balances().receivable, balances().available) == (0, 2_800_00)
