"""The bank sent a payment back: its bookings are reversed and the claim waits for a new order."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import payment_mails
from vouchers.enums import Account, BudgetYearState, ClaimState, PaymentState
from vouchers.models import ClaimLine, JournalEntry, Payment, VoucherBalance
from vouchers.queries.payments import counted_lines
from vouchers.rights import require_role
from vouchers.services.booking import Ledger, reversal_of
from vouchers.services.claim_acts import advance, lock_claim
from vouchers.services.payments import check_day_of_payment, count_paid_days, lock_payments


@transaction.atomic
def return_payment(*, payment_id: UUID, returned_on: date, reason: str, actor: Actor) -> Payment:
    """Reverse payment and order; the claim is checked again and can be ordered with a new payment.

    Also for a payment that was never confirmed: then only the order is reversed. The same return
    twice is one. Raises `DomainError` without a reason, for an impossible day and for a payment
    in no file; `Conflict` when it came back before, a day of it was reclaimed, or the budget year
    of one of its bookings is closed.
    """
    require_role(actor, Role.MINISTRY)
    reason = clean_reason(reason, ask="Bitte nennen Sie den Grund, den die Bank angibt.")
    ledger = Ledger(actor)
    [payment] = lock_payments([payment_id])
    if payment.state == PaymentState.RETURNED:
        if (payment.returned_on, payment.return_reason) == (returned_on, reason):
            return payment
        raise Conflict(f"Die Zahlung {payment.number} ist schon als zurückgekommen gebucht.")
    check_day_of_payment(payment, returned_on)
    if payment.paid_on is not None and returned_on < payment.paid_on:
        raise DomainError("Die Zahlung kann nicht vor ihrer Auszahlung zurückgekommen sein.")
    lines = counted_lines([payment])[payment.pk]
    was_paid = payment.state == PaymentState.PAID
    if was_paid:
        _require_all_paid(lines)
    _reverse(payment, reason, ledger)
    if was_paid:
        count_paid_days(lines, by=-1)
    _mark_returned(payment, returned_on, reason, actor)
    return payment


def _require_all_paid(lines: Sequence[ClaimLine]) -> None:
    """Raise `Conflict` when money of this payment was reclaimed: then it cannot all come back."""
    vouchers = {line.voucher_id for line in lines}
    rows = VoucherBalance.objects.filter(voucher__in=vouchers, account=Account.PAID)
    paid = {(row.voucher_id, row.day_number): row.cents for row in rows}
    if any(paid.get((line.voucher_id, line.day_number), 0) < line.cents for line in lines):
        raise Conflict(
            "Zu dieser Zahlung gibt es eine Rückforderung. Sie kann nicht als zurückgekommen"
            " gebucht werden."
        )


def _reverse(payment: Payment, reason: str, ledger: Ledger) -> None:
    """Payment first, then the order."""
    entries: list[JournalEntry] = []
    for act in ("pay", "order"):
        made = JournalEntry.objects.filter(idempotency_key__startswith=f"{act}:{payment.pk}:")
        entries += made.select_related("year").order_by("year")
    for entry in entries:
        if entry.year.state == BudgetYearState.CLOSED:
            raise Conflict(
                f"Das Haushaltsjahr {entry.year_id}, in dem {payment.number} gebucht wurde, ist"
                " abgeschlossen und nimmt kein Storno an. Ausgezahltes fordern Sie zurück."
            )
    ledger.book([reversal_of(e, key=f"reverse:{e.pk}", reason=reason) for e in entries])


def _mark_returned(payment: Payment, returned_on: date, reason: str, actor: Actor) -> None:
    payment.state, payment.returned_on = PaymentState.RETURNED, returned_on
    payment.return_reason = reason
    payment.save(update_fields=["state", "returned_on", "return_reason"])
    advance(
        lock_claim(payment.claim_id),
        action="claim.payment_returned",
        actor=actor,
        state=ClaimState.CHECKED,
        ordered_by=None,
        ordered_at=None,
    )
    audit.record(actor=actor, action="payment.returned", target=payment)
    if payment.file is not None:
        facts = {"payment": payment.number, "cents": payment.cents}
        audit.record(actor=actor, action="payment_file.returned", target=payment.file, **facts)
    payment_mails.returned(payment, actor)
