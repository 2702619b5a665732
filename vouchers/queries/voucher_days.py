"""Where the money of each day of one voucher lies, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from vouchers.enums import Account, EntryKind
from vouchers.models import ClaimLine, JournalEntry, Posting, Voucher, VoucherBalance

BY_ACCOUNT = (
    (Account.RECEIVABLE, "zurückgefordert", "warning"),
    (Account.PAID, "ausgezahlt", "done"),
    (Account.ORDERED, "Auszahlung angeordnet", ""),
    (Account.DUE, "eingelöst", ""),
    (Account.COMMITTED, "gebunden", ""),
)
"""The account that says most comes first; a day has money in one of them."""

BY_KIND = {
    EntryKind.REDEEM: "eingelöst",
    EntryKind.RELEASE: "freigegeben",
    EntryKind.CANCEL: "storniert",
    EntryKind.EXPIRE: "verfallen",
    EntryKind.REPAY: "zurückgezahlt",
}
"""Days without money: what the last booking that counts has made of them."""


@dataclass(frozen=True, slots=True)
class VoucherDay:
    """One day: its date if known, the state in words and how loud, the cents that lie there.

    `claim` is the number of the claim that names the day, `last` the booking that counts last.
    """

    number: int
    on: date | None
    label: str
    kind: str
    cents: int
    claim: ClaimLine | None
    last: JournalEntry | None


def own_entries(voucher: Voucher) -> QuerySet[JournalEntry]:
    """The bookings of one voucher, oldest first, with only its own postings: orders have many."""
    own = Posting.objects.filter(voucher=voucher)
    return (
        JournalEntry.objects.filter(pk__in=own.values("entry"))
        .select_related("actor", "approver", "reverses")
        .prefetch_related(Prefetch("postings", own.order_by("position")))
        .order_by("booked_at", "year", "number")
    )


def voucher_days(
    voucher: Voucher, entries: Iterable[JournalEntry], dates: Mapping[int, date]
) -> list[VoucherDay]:
    """All days of a voucher in two queries; `entries` are its `own_entries`."""
    cents: dict[tuple[int, str], int] = {
        (row.day_number, row.account): row.cents
        for row in VoucherBalance.objects.filter(voucher=voucher, cents__gt=0)
    }
    active = ClaimLine.objects.filter(voucher=voucher, active=True).select_related("claim")
    claims = {line.day_number: line for line in active}
    last = _last_by_day(list(entries))
    days = []
    for number in range(1, voucher.days + 1):
        entry = last.get(number)
        label, kind, amount = _state(number, cents, entry, claims.get(number))
        happened = entry.occurred_on if entry else None
        on = dates.get(number) or happened
        days.append(VoucherDay(number, on, label, kind, amount, claims.get(number), entry))
    return days


def _state(
    number: int,
    cents: Mapping[tuple[int, str], int],
    last: JournalEntry | None,
    claim: ClaimLine | None,
) -> tuple[str, str, int]:
    """Label, loudness and cents. A day paid in a closed year and repaid keeps `paid` there."""
    if last is None or last.kind != EntryKind.REPAY:
        for account, label, kind in BY_ACCOUNT:
            if amount := cents.get((number, account)):
                if account == Account.DUE and claim is not None:
                    return "in Abrechnung", "", amount
                return label, kind, amount
    return (BY_KIND.get(EntryKind(last.kind), "–") if last else "–"), "", 0


def _last_by_day(entries: list[JournalEntry]) -> dict[int, JournalEntry]:
    """The last booking of each day that was not taken back; carrying over changes nothing."""
    undone = {entry.reverses_id for entry in entries}
    silent = (EntryKind.REVERSAL, EntryKind.CARRY_OUT, EntryKind.CARRY_IN)
    found: dict[int, JournalEntry] = {}
    for entry in entries:
        if entry.pk in undone or entry.kind in silent:
            continue
        for posting in entry.postings.all():
            if posting.day_number is not None:
                found[posting.day_number] = entry
    return found
