"""Paid days come back: proposed, decided by somebody else, booked, paid with interest."""

from datetime import date, datetime, time, timedelta

import pytest

from lotsen.core import audit, clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Mail
from tests.deferred import fire_deferred
from tests.factories.corrections import close_year, pay_out, redeem_all
from tests.factories.seminars import run_jobs
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers.enums import EntryKind, ReclaimState
from vouchers.interest import interest_cents, spans
from vouchers.models import InterestRate, JournalEntry, Reclaim, Voucher
from vouchers.queries import balances
from vouchers.queries.reclaims import RECLAIM_JOB, paid_days
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim, reject_reclaim
from vouchers.services.repaying import record_repayment

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast)
    return cast


@pytest.fixture
def voucher(cast: Cast) -> Voucher:
    """Three days redeemed, and paid ten days ago."""
    voucher = make_vouchers(cast)[0]
    redeem_all(cast, voucher)
    pay_out(cast, voucher, clock.today() - timedelta(days=10))
    return voucher


def propose(cast: Cast, voucher: Voucher, *days: int, key: str = "form") -> Reclaim:
    return propose_reclaim(
        voucher_id=voucher.pk,
        day_numbers=days,
        reason="Teilnahme nicht belegt",
        interest_from=clock.today() - timedelta(days=10),
        submission_key=key,
        actor=cast.office,
    )


def approve(cast: Cast, reclaim: Reclaim) -> Reclaim:
    due_on = clock.today() + timedelta(days=30)
    return approve_reclaim(reclaim_id=reclaim.pk, due_on=due_on, actor=cast.ministry)


def repay(cast: Cast, reclaim: Reclaim, ago: int = 0) -> Reclaim:
    repaid_on = clock.today() - timedelta(days=ago)
    return record_repayment(reclaim_id=reclaim.pk, repaid_on=repaid_on, actor=cast.office)


def test_the_whole_way_from_proposal_to_repayment(cast: Cast, voucher: Voucher) -> None:
    reclaim = propose(cast, voucher, 1, 3)
    assert (reclaim.state, reclaim.cents) == (ReclaimState.PROPOSED, 200_00)
    assert balances().receivable == 0
    approve(cast, reclaim)
    assert (balances().paid, balances().receivable) == (100_00, 200_00)
    repaid = repay(cast, reclaim)
    assert repaid.state == ReclaimState.REPAID
    today = clock.today()
    parts = spans(list(InterestRate.objects.all()), first=today - timedelta(days=10), until=today)
    assert repaid.interest_cents == interest_cents(200_00, parts) > 0
    assert (balances().receivable, balances().available) == (0, 2_900_00)
    assert balances().adds_up
    fire_deferred()
    actions = list(audit.entries_for(reclaim).values_list("action", flat=True))
    assert actions == ["reclaim.proposed", "reclaim.decided", "reclaim.repaid"]


def test_the_booking_has_two_people_and_the_reason(cast: Cast, voucher: Voucher) -> None:
    approve(cast, propose(cast, voucher, 1))
    entry = JournalEntry.objects.get(kind=EntryKind.RECLAIM)
    assert (entry.actor_id, entry.approver_id) == (cast.ministry.user_id, cast.office.user_id)
    assert entry.reason == "Teilnahme nicht belegt"


def test_the_provider_gets_letter_and_mail(cast: Cast, voucher: Voucher) -> None:
    reclaim = approve(cast, propose(cast, voucher, 1, 2, 3))
    run_jobs(RECLAIM_JOB)
    reclaim.refresh_from_db()
    assert reclaim.letter is not None
    assert bytes(reclaim.letter.content).startswith(b"%PDF")
    mail = Mail.objects.get(subject=f"Rückforderung {reclaim.number}")
    assert "300,00" in mail.body


def test_a_day_is_reclaimed_once(cast: Cast, voucher: Voucher) -> None:
    propose(cast, voucher, 1)
    with pytest.raises(Conflict, match="wird schon zurückgefordert"):
        propose(cast, voucher, 1, 2, key="another form")
    assert [day.day_number for day in paid_days(voucher)] == [2, 3]


def test_the_same_form_is_one_proposal(cast: Cast, voucher: Voucher) -> None:
    assert propose(cast, voucher, 1) == propose(cast, voucher, 1)
    with pytest.raises(Conflict, match="mit anderen Angaben"):
        propose(cast, voucher, 1, 2)


def test_rejected_days_can_be_proposed_again(cast: Cast, voucher: Voucher) -> None:
    reclaim = propose(cast, voucher, 1)
    reject_reclaim(reclaim_id=reclaim.pk, reason="Nachweis liegt vor", actor=cast.ministry)
    assert propose(cast, voucher, 1, key="another form") != reclaim
    with pytest.raises(Conflict, match="schon entschieden: abgelehnt"):
        approve(cast, reclaim)


def test_nobody_decides_the_own_proposal(cast: Cast, voucher: Voucher) -> None:
    reclaim = propose(cast, voucher, 1)
    both = type(cast.ministry)(
        user_id=cast.office.user_id,
        membership_id=cast.ministry.membership_id,
        organisation_id=cast.ministry.organisation_id,
        role=cast.ministry.role,
        name="Zwei Rollen",
    )
    with pytest.raises(NotAllowed, match="selbst vorgeschlagen"):
        approve_reclaim(reclaim_id=reclaim.pk, due_on=clock.today(), actor=both)


@pytest.mark.parametrize("offset", [-11, 1])
def test_interest_begins_between_payment_and_today(
    cast: Cast, voucher: Voucher, offset: int
) -> None:
    with pytest.raises(DomainError, match=r"Zins"):
        propose_reclaim(
            voucher_id=voucher.pk,
            day_numbers=[1],
            reason="Grund",
            interest_from=clock.today() + timedelta(days=offset),
            submission_key="form",
            actor=cast.office,
        )


def test_a_day_that_is_not_paid_cannot_be_reclaimed(cast: Cast) -> None:
    voucher = make_vouchers(cast)[0]
    redeem_all(cast, voucher, [1])
    with pytest.raises(Conflict, match="nicht ausgezahlt"):
        propose(cast, voucher, 1)


def test_repayment_is_recorded_once(cast: Cast, voucher: Voucher) -> None:
    reclaim = approve(cast, propose(cast, voucher, 1))
    assert repay(cast, reclaim) == repay(cast, reclaim)
    with pytest.raises(Conflict, match="zurückgezahlt"):
        repay(cast, reclaim, ago=1)


@pytest.mark.parametrize("ago", [-1, 11])
def test_repayment_on_an_impossible_day(cast: Cast, voucher: Voucher, ago: int) -> None:
    reclaim = approve(cast, propose(cast, voucher, 1))
    with pytest.raises(DomainError, match="Eingangs"):
        repay(cast, reclaim, ago)


def test_a_day_paid_out_of_a_closed_year_comes_back_to_the_land() -> None:
    """`external` → `receivable` → `external` in the running year; the closed one stays as it is."""
    last = clock.today().year - 1
    cast = make_cast()
    with clock.at(_noon(date(last, 6, 1))):
        make_grant(cast, 300_00)
        voucher = make_vouchers(cast)[0]
        redeem_all(cast, voucher)
        pay_out(cast, voucher)
    fire_deferred()
    close_year(last)
    make_grant(cast, 500_00)
    voucher.refresh_from_db()
    reclaim = approve(cast, propose(cast, voucher, 2))
    voucher.refresh_from_db()
    assert voucher.budget_year_id == clock.today().year
    assert balances(year=last).paid == 300_00
    now = balances(year=clock.today().year)
    assert (now.granted, now.available, now.receivable) == (600_00, 500_00, 100_00)
    repay(cast, reclaim)
    after = balances(year=clock.today().year)
    assert (after.granted, after.available, after.receivable) == (500_00, 500_00, 0)
    assert paid_days(voucher)[0].day_number == 1
    fire_deferred()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))
