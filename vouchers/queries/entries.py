"""The journal as people read it."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum

from kommunen.queries import kommunen_of
from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.models import BudgetProposal, JournalEntry, Posting, Voucher
from vouchers.queries.totals import OF_COMMITMENTS, end_of_day, narrow

VE, FIRM = "ve-in-kraft", "ohne-ve"


def entries_visible_to(actor: Actor) -> QuerySet[JournalEntry]:
    """Office, ministry and auditor see all bookings, HR those with vouchers of its Kommune."""
    entries = JournalEntry.objects.all()
    if actor.is_system or actor.role in OVERSIGHT:
        return entries
    if actor.role == Role.HR:
        own = Posting.objects.filter(kommune__in=kommunen_of(actor))
        return entries.filter(pk__in=own.values("entry"))
    return entries.none()


def with_postings(entries: QuerySet[JournalEntry]) -> QuerySet[JournalEntry]:
    """Everything a list of bookings shows, in two queries more."""
    postings = Posting.objects.select_related("line", "kommune", "provider").order_by("position")
    return entries.select_related("actor", "approver", "reverses").prefetch_related(
        Prefetch("postings", postings)
    )


def filtered_postings(
    *,
    account: str | None = None,
    kind: str | None = None,
    as_of: date | None = None,
    **narrowed: Any,
) -> QuerySet[Posting]:
    """Postings narrowed like `balances`, newest booking first: what stands behind a figure.

    `kind` is that of an entry, or one of the two groups that the account of the Land has: `VE`
    (with what took its place) and `FIRM` (everything else).
    """
    postings = Posting.objects.select_related("entry", "line", "kommune", "provider")
    postings = narrow(postings, account=account, **narrowed)
    if narrowed.get("year") is not None:  # the same year, so that the index gives the order
        postings = postings.filter(entry__year=narrowed["year"])
    if kind == VE:
        postings = postings.filter(OF_COMMITMENTS)
    elif kind == FIRM:
        postings = postings.exclude(OF_COMMITMENTS)
    elif kind:
        postings = postings.filter(entry__kind=kind)
    if as_of is not None:
        postings = postings.filter(entry__booked_at__lt=end_of_day(as_of))
    return postings.order_by("-entry__year", "-entry__number", "position")


def posting_sum(postings: QuerySet[Posting]) -> int:
    """Cents of all given postings."""
    return int(postings.order_by().aggregate(total=Sum("cents"))["total"] or 0)


def entries_of_voucher(voucher: Voucher) -> QuerySet[JournalEntry]:
    """The bookings of one voucher, oldest first."""
    own = Posting.objects.filter(voucher=voucher).values("entry")
    return with_postings(JournalEntry.objects.filter(pk__in=own)).order_by("year", "number")


def entries_of_proposal(proposal: BudgetProposal) -> QuerySet[JournalEntry]:
    """The bookings that an approved proposal made, oldest first."""
    of_money = [f"proposal:{proposal.pk}", f"ve_end:{proposal.pk}"]
    of_closing = Q()
    for act in ("carry_out", "carry_in", "lapse"):
        of_closing |= Q(idempotency_key__startswith=f"{act}:{proposal.pk}:")
    known = Q(idempotency_key__in=of_money) | of_closing
    return JournalEntry.objects.filter(known).order_by("year", "number")
