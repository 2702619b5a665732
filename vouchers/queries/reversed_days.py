"""Confirmed days that the office took back, for the pages of those who confirmed them."""

from collections.abc import Iterable
from dataclasses import dataclass

from vouchers.enums import EntryKind
from vouchers.models import JournalEntry, Posting
from vouchers.queries.corrections import DAY_KINDS, again_key


@dataclass(frozen=True, slots=True)
class ReversedDay:
    """One day of a voucher, the booking that took it back, and the new decision if there is one."""

    voucher_id: str
    day_number: int
    reversal: JournalEntry
    again: JournalEntry | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided the day since."""
        return self.again is None

    @property
    def is_redeemed(self) -> bool:
        """Whether the new decision was for present."""
        return self.again is not None and self.again.kind == EntryKind.REDEEM


def reversed_days(voucher_ids: Iterable[str]) -> list[ReversedDay]:
    """All days of these vouchers that were taken back, the earliest first; two queries."""
    postings = Posting.objects.filter(
        voucher__in=list(voucher_ids), entry__reverses__kind__in=DAY_KINDS
    )
    found = {
        posting.entry: (posting.voucher_id, posting.day_number)
        for posting in postings.select_related("entry__actor").order_by("entry__booked_at")
    }
    keys = [again_key(reversal) for reversal in found]
    decided = JournalEntry.objects.filter(idempotency_key__in=keys) if keys else []
    again = {entry.idempotency_key: entry for entry in decided}
    return [
        ReversedDay(voucher, day, reversal, again.get(again_key(reversal)))
        for reversal, (voucher, day) in found.items()
        if voucher is not None and day is not None
    ]
