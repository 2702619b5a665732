"""Claims of the providers: what can be claimed, what was claimed, what waits for whom."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.enums import Account, ClaimOrder, ClaimState, EntryKind
from vouchers.models import Claim, ClaimLine, JournalEntry, Payment, Posting, VoucherBalance

OFFICE_STATES = (ClaimState.SUBMITTED, ClaimState.FACTUAL)
"""Claims that wait for a check of the office."""


@dataclass(frozen=True, slots=True)
class ClaimableDay:
    """A redeemed day that nobody has claimed yet. No person: the voucher ID is enough."""

    entry_id: UUID
    voucher_id: str
    day_number: int
    held_on: date
    cents: int
    kommune: str

    @property
    def key(self) -> str:
        """How forms name the day."""
        return f"{self.voucher_id}:{self.day_number}"


def claims_visible_to(actor: Actor) -> QuerySet[Claim]:
    """Provider: the own ones. Office, ministry, auditor: all. Others: none."""
    claims = Claim.objects.select_related("provider")
    if actor.is_system or actor.role in OVERSIGHT:
        return claims
    if actor.role == Role.PROVIDER:
        return claims.filter(provider=actor.organisation_id)
    return claims.none()


def with_sums(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Adds `day_count` and `cents` of the lines that were not refused, and the payments.

    One query for any number of claims and one for their payments, newest first.
    """
    counted = Q(lines__refused_at=None)
    newest = Payment.objects.order_by("-ordered_at", "-number")
    return claims.annotate(
        day_count=Count("lines", filter=counted), cents=Sum("lines__cents", filter=counted)
    ).prefetch_related(Prefetch("payments", newest))


def waiting_for(claims: QuerySet[Claim], role: Role | None) -> QuerySet[Claim]:
    """The inbox of office or ministry; for all others what is not yet decided."""
    if role == Role.OFFICE:
        return claims.filter(state__in=OFFICE_STATES)
    if role == Role.MINISTRY:
        return claims.filter(state=ClaimState.CHECKED)
    return claims.filter(state__in=(*OFFICE_STATES, ClaimState.CHECKED))


def claims_in_order(
    claims: QuerySet[Claim], order: str | None, *, oldest_first: bool
) -> QuerySet[Claim]:
    """`with_sums` sorted by a `ClaimOrder`; without one, and among equals, by age."""
    if order in (ClaimOrder.NEWEST, ClaimOrder.OLDEST):
        oldest_first, order = order == ClaimOrder.OLDEST, None
    before: dict[ClaimOrder, list[Any]] = {
        ClaimOrder.PROVIDER: ["provider__name", "provider"],
        ClaimOrder.LARGEST: [F("cents").desc(nulls_last=True)],
    }
    first = before[ClaimOrder(order)] if order else []
    by_age = ("submitted_at", "number") if oldest_first else ("-submitted_at", "-number")
    return claims.order_by(*first, *by_age)


def claimable_days(provider_id: UUID | None) -> list[ClaimableDay]:
    """Days whose money lies on `due` and that stand in no active claim, oldest first."""
    postings = _open_postings(provider_id).select_related("entry", "kommune")
    in_order = ("entry__occurred_on", "kommune__sort_key", "voucher_id", "day_number")
    return [_claimable(posting) for posting in postings.order_by(*in_order)]


def claimable_total(provider_id: UUID | None) -> tuple[int, int]:
    """How many days that are, and their cents together."""
    found = _open_postings(provider_id).aggregate(days=Count("pk"), cents=Sum("cents"))
    return int(found["days"]), int(found["cents"] or 0)


def _open_postings(provider_id: UUID | None) -> QuerySet[Posting]:
    """The posting on `due` of each day that can be claimed: of a redemption that still stands."""
    due = VoucherBalance.objects.filter(
        voucher=OuterRef("voucher"),
        day_number=OuterRef("day_number"),
        account=Account.DUE,
        cents__gt=0,
    )
    claimed = ClaimLine.objects.filter(
        voucher=OuterRef("voucher"), day_number=OuterRef("day_number"), active=True
    )
    taken_back = JournalEntry.objects.filter(reverses=OuterRef("entry"))
    return Posting.objects.filter(
        ~Exists(claimed),
        Exists(due),
        ~Exists(taken_back),
        provider=provider_id,
        account=Account.DUE,
        entry__kind=EntryKind.REDEEM,
    )


def _claimable(posting: Posting) -> ClaimableDay:
    held_on, kommune = posting.entry.occurred_on, posting.kommune
    assert posting.voucher_id is not None  # a posting on `due` names voucher, day and Kommune
    assert posting.day_number is not None
    assert held_on is not None
    assert kommune is not None
    return ClaimableDay(
        entry_id=posting.entry_id,
        voucher_id=posting.voucher_id,
        day_number=posting.day_number,
        held_on=held_on,
        cents=posting.cents,
        kommune=kommune.label,
    )


def lines_of(claim: Claim) -> QuerySet[ClaimLine]:
    """The lines with voucher, Kommune and the booking that is the evidence of the day."""
    return claim.lines.select_related(
        "voucher__kommune", "entry__actor", "refused_by", "claim"
    ).order_by("position")


def counted_cents(claim: Claim) -> int:
    """Sum of the lines that were not refused."""
    return int(claim.lines.filter(refused_at=None).aggregate(sum=Sum("cents"))["sum"] or 0)


def due_by_day(claim: Claim) -> dict[tuple[str, int], int]:
    """What the ledger holds as `due` for the days of the active lines."""
    own = ClaimLine.objects.filter(
        claim=claim, active=True, voucher=OuterRef("voucher"), day_number=OuterRef("day_number")
    )
    rows = VoucherBalance.objects.filter(Exists(own), account=Account.DUE, cents__gt=0)
    return {(row.voucher_id, row.day_number): row.cents for row in rows}


def active_claim_of(voucher_id: str, day_number: int) -> Claim | None:
    """The claim in which this day stands and counts; such a day is not to be reversed."""
    line = (
        ClaimLine.objects.filter(voucher=voucher_id, day_number=day_number, active=True)
        .select_related("claim")
        .first()
    )
    return line.claim if line else None
