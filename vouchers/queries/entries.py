"""The journal as people read it."""

from datetime import date

from django.db.models import Prefetch, QuerySet, Sum

from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.models import JournalEntry, Posting, Voucher
from vouchers.queries.totals import end_of_day


def entries_visible_to(actor: Actor) -> QuerySet[JournalEntry]:
    """Office, ministry and auditor see all bookings, HR those with vouchers of its Kommune."""
    entries = JournalEntry.objects.all()
    if actor.is_system or actor.role in OVERSIGHT:
        return entries
    if actor.role == Role.HR:
        own = Posting.objects.filter(kommune__organisation=actor.organisation_id)
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
    year: object = None,
    line: object = None,
    account: str | None = None,
    kommune: object = None,
    provider: object = None,
    as_of: date | None = None,
) -> QuerySet[Posting]:
    """Postings narrowed like `balances`, newest booking first: what stands behind a figure."""
    postings = Posting.objects.select_related("entry", "line", "kommune", "provider")
    given = {
        "year": year,
        "line": line,
        "account": account,
        "kommune": kommune,
        "provider": provider,
    }
    for name, value in given.items():
        if value is not None:
            postings = postings.filter(**{name: value})
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
