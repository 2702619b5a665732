"""Whether a booking of a voucher day can be taken back, and what happened to it since."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lotsen.core.formatting import day as day_text
from vouchers.enums import CLAIM_TRANSITIONS, Account, ClaimState, EntryKind
from vouchers.models import ClaimLine, JournalEntry, ReclaimLine, Voucher, VoucherBalance
from vouchers.queries.open_years import booking_year, no_open_year

DAY_KINDS = (EntryKind.REDEEM, EntryKind.RELEASE)
"""Bookings that decide one voucher day."""

PAID_ACCOUNTS = (Account.ORDERED, Account.PAID, Account.RECEIVABLE)
"""Money of a day in one of these has left the programme or is about to."""


@dataclass(frozen=True, slots=True)
class DecidedDay:
    """One voucher day that `entry` decided. `due_cents` went to the provider, the rest back."""

    entry: JournalEntry
    voucher: Voucher
    day_number: int
    due_cents: int
    rate_cents: int

    @property
    def label(self) -> str:
        """The day in words: "Tag 2"."""
        return f"Tag {self.day_number}"

    @property
    def is_redeemed(self) -> bool:
        return self.entry.kind == EntryKind.REDEEM

    @property
    def back_cents(self) -> int:
        """What the decision gave back to the budget."""
        return self.rate_cents - self.due_cents


def decided_day(entry: JournalEntry) -> DecidedDay | None:
    """The day behind a redemption or release; None for every other kind of booking."""
    if entry.kind not in DAY_KINDS:
        return None
    postings = list(
        entry.postings.filter(voucher__isnull=False).select_related(
            "voucher__lotse", "voucher__line", "voucher__kommune", "voucher__provider"
        )
    )
    voucher, day_number = postings[0].voucher, postings[0].day_number
    assert voucher is not None
    assert day_number is not None
    due = sum(posting.cents for posting in postings if posting.account == Account.DUE)
    return DecidedDay(entry, voucher, day_number, due, voucher.day_rate_cents)


def reversal_entry(entry: JournalEntry) -> JournalEntry | None:
    """The entry that took `entry` back."""
    return JournalEntry.objects.filter(reverses=entry).select_related("actor").first()


def new_decision(reversal: JournalEntry) -> JournalEntry | None:
    """The entry by which the office decided the day again after `reversal`."""
    return JournalEntry.objects.filter(idempotency_key=again_key(reversal)).first()


def again_key(reversal: JournalEntry) -> str:
    """Idempotency key of the new decision: one for each reversal."""
    return f"again:{reversal.pk}"


def obstacle_to_reversal(day: DecidedDay) -> str:
    """The sentence why this day cannot be taken back now, empty when it can."""
    reversal = reversal_entry(day.entry)
    if reversal is not None:
        return (
            f"Die Buchung {day.entry} ist schon storniert: Buchung {reversal}"
            f" am {day_text(reversal.booked_at)}."
        )
    if day.is_redeemed:
        for obstacle in (_reclaimed_sentence, _paid_sentence, _checked_sentence):
            if sentence := obstacle(day):
                return sentence
    return "" if booking_year(day.voucher) else no_open_year()


def claim_line_of(day: DecidedDay) -> ClaimLine | None:
    """The line of a claim in which this booking stands and counts."""
    lines = ClaimLine.objects.filter(entry=day.entry, active=True)
    return lines.select_related("claim").first()


def is_last_line(line: ClaimLine) -> bool:
    """Whether its claim ends without it."""
    others = ClaimLine.objects.filter(claim=line.claim_id, active=True).exclude(pk=line.pk)
    return not others.exists()


def is_paid_out(day: DecidedDay) -> bool:
    """Whether a reclaim is the way back: the money was paid and is not reclaimed yet."""
    paid = _balances(day).filter(account=Account.PAID).exists()
    return paid and not _reclaimed_sentence(day)


def _reclaimed_sentence(day: DecidedDay) -> str:
    lines = ReclaimLine.objects.filter(voucher=day.voucher, day_number=day.day_number, active=True)
    line = lines.select_related("reclaim").first()
    if line is None:
        return ""
    return (
        f"Für Tag {day.day_number} des Gutscheins {day.voucher.pk} gibt es die Rückforderung"
        f" {line.reclaim.number}: {line.reclaim.get_state_display()}."
    )


def _paid_sentence(day: DecidedDay) -> str:
    balance = _balances(day).filter(account__in=PAID_ACCOUNTS).first()
    if balance is None:
        return ""
    if balance.account == Account.ORDERED:
        return (
            f"Tag {day.day_number} des Gutscheins {day.voucher.pk} ist zur Auszahlung angeordnet."
            " Nach der Auszahlung kann der Betrag zurückgefordert werden."
        )
    return (
        f"Tag {day.day_number} des Gutscheins {day.voucher.pk} ist schon ausgezahlt. Der Betrag"
        " kann nur noch zurückgefordert werden."
    )


def _checked_sentence(day: DecidedDay) -> str:
    """A claim that the office has passed on is out of its hands; until then it refuses the line."""
    line = claim_line_of(day)
    if line is None or ClaimState.REFUSED in CLAIM_TRANSITIONS[line.claim.state]:
        return ""
    return (
        f"Tag {day.day_number} des Gutscheins {day.voucher.pk} steht in der Abrechnung"
        f" {line.claim.number}, die schon {line.claim.get_state_display()} ist. Das Ministerium"
        " muss sie zuerst zurückgeben."
    )


def _balances(day: DecidedDay) -> QuerySet[VoucherBalance]:
    return VoucherBalance.objects.filter(
        voucher=day.voucher, day_number=day.day_number, cents__gt=0
    )
