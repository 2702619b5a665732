"""Corrections are reversals with a reason; nothing else ever changes a booking."""

from uuid import UUID

from django.db import transaction

from kommunen.queries import living_body
from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import correction_mails, rules
from vouchers.enums import EntryKind, RateKind, VoucherState
from vouchers.evidence import evidence_of
from vouchers.models import JournalEntry, Voucher
from vouchers.queries import persons_bound, quota_of
from vouchers.queries.corrections import (
    DecidedDay,
    again_key,
    claim_line_of,
    decided_day,
    is_last_line,
    obstacle_to_reversal,
    reversal_entry,
)
from vouchers.rights import require_role
from vouchers.services.assigning import hold_vouchers
from vouchers.services.booking import Ledger, reversal_of
from vouchers.services.checking import refuse_claim, refuse_line
from vouchers.services.open_years import move_to_open_year
from vouchers.services.redemption import DayOrder, redeem_days, release_days
from vouchers.services.submitting import lock_kommune


@transaction.atomic
def reverse_day(*, entry_id: UUID, reason: str, actor: Actor) -> JournalEntry:
    """Take back the redemption or release of one voucher day; the day is open again afterwards.

    Booked in the year of the entry. Once that is closed: in the year that the voucher went on to,
    or the running one, with that year's money. Out of a claim that the office still checks the day
    is refused with the same reason. An entry can be reversed once; doing it again with the same
    reason returns the first reversal. Raises `DomainError` without a reason or for another kind of
    entry; `NotAllowed` for who submitted the claim; `Conflict` when it was reversed otherwise, the
    day is checked, ordered or paid, no budget year is open for it, the released money has been
    spent, or the voucher cannot be used again: it is cancelled, its place of the quota is taken, or
    the person has another one by now.
    """
    require_role(actor, Role.OFFICE)
    reason = clean_reason(reason, ask="Bitte nennen Sie den Grund des Stornos.")
    ledger = Ledger(actor)
    day = _held(entry_id)
    known = reversal_entry(day.entry)
    if known is not None and known.reason == reason:
        return known
    if sentence := obstacle_to_reversal(day):
        raise Conflict(sentence)
    voucher = day.voucher
    _check_reopening(voucher)
    _leave_claim(day, reason, actor)
    year = move_to_open_year(voucher)
    draft = reversal_of(day.entry, key=f"reverse:{entry_id}", reason=reason, year=year)
    [reversal] = ledger.book([draft])
    _reopen(voucher, day.entry.kind)
    audit.record(
        actor=actor,
        action="voucher.day_reversed",
        target=voucher,
        entry=day.entry.reference,
        day=day.day_number,
    )
    correction_mails.day_reversed(day, reversal, actor)
    return reversal


@transaction.atomic
def decide_day_again(*, entry_id: UUID, present: bool, actor: Actor) -> JournalEntry:
    """Redeem or release a day whose booking `entry_id` was reversed, with its seminar day's date.

    The amount is the rate, never more than the fee share that the seminar or the reversed booking
    knows. One decision per reversal: repeating it returns the same entry. Raises `DomainError`
    when the booking is not reversed or the amount is not known, `Conflict` when the day was
    decided otherwise.
    """
    require_role(actor, Role.OFFICE)
    Ledger(actor)
    day = _decided(entry_id)
    reversal = reversal_entry(day.entry)
    if reversal is None or day.entry.occurred_on is None:
        raise DomainError(
            "Der Tag kann neu entschieden werden, sobald seine Buchung storniert ist."
        )
    order = DayOrder(
        voucher_id=day.voucher.pk,
        day_number=day.day_number,
        seminar_day_on=day.entry.occurred_on,
        idempotency_key=again_key(reversal),
        cap_cents=cap_of(day) if present else None,
    )
    act = redeem_days if present else release_days
    [booking] = act(orders=[order], actor=actor)
    correction_mails.day_decided_again(day, reversal, booking.entry, actor)
    return booking.entry


def cap_of(day: DecidedDay) -> int | None:
    """The most that the day may pay, in cents; None where only the rate limits it.

    Raises `DomainError` on lines that pay a share of the cost and a day that was never priced.
    """
    if day.is_redeemed:
        return day.due_cents
    evidence = evidence_of(day.voucher, day.day_number)
    if day.voucher.line.rate_kind == RateKind.SHARE:
        raise DomainError(
            "Der Betrag dieses Tages folgt aus der Schlussrechnung. Bitte lösen Sie ihn dort ein."
        )
    return evidence.cap_cents if evidence else None


def _decided(entry_id: UUID) -> DecidedDay:
    day = decided_day(JournalEntry.objects.select_related("year").get(pk=entry_id))
    if day is None:
        raise DomainError("Nur eingelöste oder freigegebene Tage können so storniert werden.")
    return day


def _held(entry_id: UUID) -> DecidedDay:
    """The day, its voucher locked: an enrolment takes or leaves it without the ledger.

    Whether the voucher has ended cannot change meanwhile; if so, its place of the quota is asked.
    """
    voucher = _decided(entry_id).voucher
    if not voucher.is_live:
        lock_kommune(living_body(voucher.kommune))
    hold_vouchers([voucher.pk])
    return _decided(entry_id)


def _leave_claim(day: DecidedDay, reason: str, actor: Actor) -> None:
    """Nothing is paid for a day that is open again; the provider is told by the refusal."""
    line = claim_line_of(day)
    if line is None:
        return
    version = line.claim.version
    if is_last_line(line):
        refuse_claim(claim_id=line.claim_id, reason=reason, version=version, actor=actor)
    else:
        refuse_line(line_id=line.pk, reason=reason, version=version, actor=actor)


def _check_reopening(voucher: Voucher) -> None:
    """A voucher that had ended lives again: the rules of a new one, the Kommune being locked."""
    if voucher.is_live:
        return
    if voucher.state == VoucherState.CANCELLED:
        raise Conflict(
            f"Der Gutschein {voucher.pk} ist storniert; seine Tage bleiben, wie sie sind."
        )
    if persons_bound([voucher.lotse], voucher.line.kind):
        raise Conflict(
            f"{voucher.lotse.full_name} steht inzwischen in einem offenen Vertrag oder hat einen"
            " Gutschein."
        )
    expired = voucher.state == VoucherState.EXPIRED
    if expired and not quota_of(living_body(voucher.kommune), voucher.line).has_room:
        raise Conflict(
            f"Das Kontingent reicht nicht: Der Platz von {voucher.pk} ist inzwischen vergeben."
        )


def _reopen(voucher: Voucher, kind: str) -> None:
    if kind == EntryKind.REDEEM:
        voucher.redeemed_days -= 1
    else:
        voucher.released_days -= 1
    voucher.state = rules.voucher_state(
        days=voucher.days,
        redeemed=voucher.redeemed_days,
        released=voucher.released_days,
        paid=voucher.paid_days,
        assigned=voucher.assigned_at is not None,
    )
    voucher.save(update_fields=["redeemed_days", "released_days", "state"])
