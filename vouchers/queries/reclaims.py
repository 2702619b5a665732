"""Money that comes back: what can be reclaimed, what is open, and the interest on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Sum

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import day_of
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import interest
from vouchers.enums import Account, EntryKind, ReclaimOrder, ReclaimState
from vouchers.models import (
    InterestRate,
    JournalEntry,
    Posting,
    Reclaim,
    ReclaimLine,
    Voucher,
    VoucherBalance,
)

RECLAIM_JOB = "reclaim.letter"


@dataclass(frozen=True, slots=True)
class PaidDay:
    """One paid day of a voucher: how much, when and out of which budget year."""

    day_number: int
    cents: int
    paid_on: date
    year: int
    held_on: date | None


def reclaims_visible_to(actor: Actor) -> QuerySet[Reclaim]:
    """Oversight: all. A provider: its own, once they are decided. Others: none."""
    reclaims = Reclaim.objects.select_related(
        "voucher__kommune", "voucher__provider", "voucher__line", "proposed_by", "decided_by"
    )
    if actor.is_system or actor.role in OVERSIGHT:
        return reclaims
    if actor.role == Role.PROVIDER:
        decided = [ReclaimState.DECIDED, ReclaimState.REPAID]
        return reclaims.filter(voucher__provider=actor.organisation_id, state__in=decided)
    return reclaims.none()


def reclaims_in_order(reclaims: QuerySet[Reclaim], order: str | None) -> QuerySet[Reclaim]:
    """The list sorted by a `ReclaimOrder` (default: the newest first), equals the newest first."""
    if order == ReclaimOrder.OLDEST:
        return reclaims.order_by("proposed_at", "number")
    before: dict[ReclaimOrder, list[Any]] = {
        ReclaimOrder.PROVIDER: ["voucher__provider__name", "voucher__provider"],
        ReclaimOrder.LARGEST: ["-cents"],
        ReclaimOrder.DUE: [F("due_on").asc(nulls_last=True)],
    }
    first = before[ReclaimOrder(order)] if order else []
    return reclaims.order_by(*first, "-proposed_at", "-number")


def open_cents(reclaims: QuerySet[Reclaim]) -> int:
    """What is still to come back, in cents, without interest."""
    decided = reclaims.filter(state=ReclaimState.DECIDED)
    return int(decided.aggregate(total=Sum("cents"))["total"] or 0)


def paid_days(voucher: Voucher) -> list[PaidDay]:
    """All days of which money lies with the provider, by number; reclaimed ones are none."""
    balances = VoucherBalance.objects.filter(voucher=voucher, account=Account.PAID, cents__gt=0)
    reclaimed = ReclaimLine.objects.filter(voucher=voucher, active=True).values("day_number")
    found = balances.exclude(day_number__in=reclaimed).order_by("day_number")
    payments = _latest(voucher, EntryKind.PAY, Account.PAID)
    held = held_days(voucher)
    return [
        PaidDay(
            day_number=row.day_number,
            cents=row.cents,
            paid_on=payment.occurred_on or day_of(payment.booked_at),
            year=payment.year_id,
            held_on=held.get(row.day_number),
        )
        for row in found
        if (payment := payments.get(row.day_number))
    ]


def years_of_payment(voucher: Voucher) -> dict[int, int]:
    """Budget year out of which each paid day was paid, reclaimed or not."""
    payments = _latest(voucher, EntryKind.PAY, Account.PAID)
    return {number: entry.year_id for number, entry in payments.items()}


def held_days(voucher: Voucher) -> dict[int, date | None]:
    """The seminar day of every redeemed day of a voucher."""
    redeemed = _latest(voucher, EntryKind.REDEEM, Account.DUE)
    return {number: entry.occurred_on for number, entry in redeemed.items()}


def entries_of_reclaim(reclaim: Reclaim) -> QuerySet[JournalEntry]:
    """The bookings of one case, oldest first."""
    keys = [f"{act}:{reclaim.pk}:" for act in ("reclaim", "repay")]
    entries = JournalEntry.objects.select_related("actor", "approver").prefetch_related("postings")
    found = entries.filter(idempotency_key__startswith=keys[0]) | entries.filter(
        idempotency_key__startswith=keys[1]
    )
    return found.order_by("year", "number")


@dataclass(frozen=True, slots=True)
class Interest:
    """Interest up to a day (not included), with the parts it is made of."""

    until: date
    parts: list[interest.Span]
    cents: int


def interest_until(reclaim: Reclaim, until: date) -> Interest:
    """Interest on the amount of a case from its start to `until`.

    Raises `interest.MissingRate` when the rate table begins later than the interest.
    """
    parts = interest.spans(
        list(InterestRate.objects.all()), first=reclaim.interest_from, until=until
    )
    return Interest(until, parts, interest.interest_cents(reclaim.cents, parts))


def missing_half_years(rates: Iterable[InterestRate] | None = None) -> list[date]:
    """Starts of half-years without a rate, from the first known one to the running one."""
    known = {rate.valid_from for rate in (InterestRate.objects.all() if rates is None else rates)}
    if not known:
        return [interest.half_year(clock.today())]
    found, start = [], interest.half_year(max(known))
    while (start := interest.next_half_year(start)) <= clock.today():
        found.append(start)
    return found


def _latest(voucher: Voucher, kind: EntryKind, account: Account) -> dict[int, JournalEntry]:
    """The last entry of a kind for each day that was not reversed."""
    postings = (
        Posting.objects.filter(voucher=voucher, account=account, cents__gt=0, entry__kind=kind)
        .filter(entry__reversals=None)
        .select_related("entry")
        .order_by("entry__year", "entry__number")
    )
    return {p.day_number: p.entry for p in postings if p.day_number is not None}
