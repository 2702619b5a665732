"""Two people approve the same proposal, and a day is redeemed while its year is being closed.

Control tests come with each: what the lock keeps apart goes wrong without it.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.roles import Role
from tests.concurrency.race import meeting, race
from tests.factories.accounts import make_actor
from tests.factories.money import propose_closing
from tests.factories.vouchers import Cast, basis_line, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import ProposalKind
from vouchers.models import BudgetProposal, BudgetYear, JournalEntry, Voucher
from vouchers.queries import balances
from vouchers.queries.verify import verify
from vouchers.services import booking, budget, proposals, redemption, year_end

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2025
JANUARY = datetime(YEAR + 1, 1, 12, 9)


def in_january(act: Callable[[], Any]) -> Callable[[], Any]:
    """`act` with the clock moved in the thread that runs it."""

    def moved() -> Any:
        with clock.at(JANUARY):
            return act()

    return moved


def losers(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


@pytest.fixture
def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking, "lock_ledger", lambda: None)


# --- The same proposal, approved by two people ----------------------------------------------------


@pytest.fixture
def proposal() -> tuple[Cast, BudgetProposal]:
    cast = make_cast()
    found = services.propose_budget(
        kind=ProposalKind.GRANT,
        line=basis_line(),
        year=YEAR + 1,
        cents=500_00,
        reason="Bescheid",
        submission_key="form",
        actor=cast.ministry,
    )
    return cast, found


def approvals(cast: Cast, found: BudgetProposal) -> list[Callable[[], Any]]:
    third = make_actor(Role.MINISTRY)
    return [
        lambda: services.approve_budget(proposal_id=found.pk, actor=cast.second),
        lambda: services.approve_budget(proposal_id=found.pk, actor=third),
    ]


def test_two_people_approve_and_it_is_booked_once(proposal: tuple[Cast, BudgetProposal]) -> None:
    results = race(*approvals(*proposal))
    [loser] = losers(results)
    assert isinstance(loser, Conflict)
    assert "schon freigegeben" in str(loser)
    assert balances().granted == 500_00
    assert verify().problems == []


def test_approving_against_rejecting_has_one_winner(proposal: tuple[Cast, BudgetProposal]) -> None:
    cast, found = proposal
    approve, _ = approvals(cast, found)
    third = make_actor(Role.MINISTRY)
    results = race(
        approve,
        lambda: services.reject_budget(proposal_id=found.pk, reason="Nein", actor=third),
    )
    [loser] = losers(results)
    assert isinstance(loser, Conflict)
    found.refresh_from_db()
    assert balances().granted == (500_00 if found.state == "approved" else 0)


@pytest.fixture
def read_the_proposal_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """No row lock: both read the open proposal before either decides."""
    unlocked = meeting(lambda key: BudgetProposal.objects.select_related("line").get(pk=key))
    for module in (budget, proposals):
        monkeypatch.setattr(module, "lock_proposal", unlocked)


@pytest.mark.usefixtures("read_the_proposal_together", "no_lock")
def test_control_without_the_locks_both_go_on_and_only_the_key_stops_the_second(
    proposal: tuple[Cast, BudgetProposal],
) -> None:
    results = race(*approvals(*proposal))
    [loser] = losers(results)
    assert "schon gebucht" in str(loser) or "unique" in str(loser)


@pytest.mark.usefixtures("read_the_proposal_together", "no_lock")
def test_control_without_locks_and_key_it_is_granted_twice(
    proposal: tuple[Cast, BudgetProposal],
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE vouchers_journalentry DROP CONSTRAINT entry_idempotency_key_once"
        )
    assert not losers(race(*approvals(*proposal)))
    assert balances().granted == 1_000_00


# --- A redemption while the year is being closed --------------------------------------------------


@pytest.fixture
def closing() -> Iterator[tuple[Cast, BudgetProposal, Voucher]]:
    """2025 is over; a voucher of it is still open, its closing waits."""
    cast = make_cast()
    with clock.at(datetime(YEAR, 3, 2, 9)):
        make_grant(cast, 500_00)
        [voucher] = make_vouchers(cast)
    with clock.at(JANUARY):
        found = propose_closing(cast, YEAR)
        yield cast, found, voucher


def close_and_redeem(cast: Cast, found: BudgetProposal, voucher: Voucher) -> list[Any]:
    return race(
        in_january(lambda: services.approve_closing(proposal_id=found.pk, actor=cast.second)),
        in_january(
            lambda: services.redeem_day(
                voucher_id=voucher.pk,
                day_number=1,
                seminar_day_on=date(YEAR, 12, 30),
                actor=cast.trainer,
                idempotency_key="day 1",
            )
        ),
    )


@pytest.fixture
def read_the_days_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """The closing and the redemption have both read what is open before either books."""
    met = meeting(lambda: None)

    def after(function: Callable[..., Any]) -> Callable[..., Any]:
        def read(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            met()
            return result

        return read

    monkeypatch.setattr(redemption, "_day_balances", after(redemption._day_balances))
    monkeypatch.setattr(year_end, "_moves", after(lambda items: list(year_end_moves(items))))


year_end_moves = year_end._moves


@pytest.mark.usefixtures("read_the_days_together")
def test_a_redemption_meets_the_closing_and_both_are_right(
    closing: tuple[Cast, BudgetProposal, Voucher],
) -> None:
    cast, found, voucher = closing
    assert not losers(close_and_redeem(cast, found, voucher))
    next_year = balances(year=YEAR + 1)
    assert (next_year.committed, next_year.due) == (200_00, 100_00)
    assert balances(year=YEAR).granted == 0
    assert BudgetYear.objects.get(pk=YEAR).state == "closed"
    assert verify().problems == []


@pytest.mark.usefixtures("read_the_days_together", "no_lock")
def test_control_without_the_lock_one_of_them_is_refused_by_a_guard(
    closing: tuple[Cast, BudgetProposal, Voucher],
) -> None:
    """Both have read the same open days: only the guards of the database stop the second one."""
    cast, found, voucher = closing
    assert len(losers(close_and_redeem(cast, found, voucher))) == 1
    kinds = set(JournalEntry.objects.values_list("kind", flat=True))
    assert ("redeem" in kinds) != ("carry_out" in kinds)


def test_two_people_close_the_year_once(closing: tuple[Cast, BudgetProposal, Voucher]) -> None:
    cast, found, _ = closing

    def close(who: Actor) -> Callable[[], Any]:
        return in_january(lambda: services.approve_closing(proposal_id=found.pk, actor=who))

    results = race(close(cast.second), close(make_actor(Role.MINISTRY)))
    [loser] = losers(results)
    assert isinstance(loser, DomainError)
    assert "schon freigegeben" in str(loser)
    assert JournalEntry.objects.filter(kind="carry_out").count() == 1
    assert verify().problems == []
