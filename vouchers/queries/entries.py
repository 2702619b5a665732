"""The journal as people read it."""

from django.db.models import Prefetch, Q, QuerySet

from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.models import JournalEntry, Posting, Voucher


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


def postings_of(
    *,
    year: int | None = None,
    line: int | None = None,
    account: str | None = None,
    kommune: str | None = None,
    provider: str | None = None,
) -> Q:
    """Condition on postings for the filter above the bookings; None means any."""
    condition = Q()
    given = {
        "year": year,
        "line": line,
        "account": account,
        "kommune": kommune,
        "provider": provider,
    }
    for name, value in given.items():
        if value is not None:
            condition &= Q(**{name: value})
    return condition


def entries_of_voucher(voucher: Voucher) -> QuerySet[JournalEntry]:
    """The bookings of one voucher, oldest first."""
    own = Posting.objects.filter(voucher=voucher).values("entry")
    return with_postings(JournalEntry.objects.filter(pk__in=own)).order_by("year", "number")
