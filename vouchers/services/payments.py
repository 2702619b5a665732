"""Payments: ordered for a claim, confirmed when the bank has paid, taken back when it has not.

Locks in this order: ledger → payments → claim; vouchers change under the ledger lock only.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors, locked
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import day, day_of
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number
from vouchers import rules
from vouchers.enums import Account, ClaimState, EntryKind, PaymentState
from vouchers.models import Claim, ClaimLine, Payment, PaymentFile, Voucher
from vouchers.queries.payments import bank_account_on, counted_lines
from vouchers.rights import require_role
from vouchers.services.advice import order_payment_advice
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.claim_acts import advance, lock_claim

PURPOSE_LENGTH = 140


@transaction.atomic
def create_payment(*, claim: Claim, cents: int, actor: Actor) -> Payment:
    """The payment of a claim that is being ordered, with today's bank account of its provider.

    The account is kept as it is now: a later change does not reach an ordered payment. Part of the
    transaction that books the order; the claim is locked there. Raises `DomainError` when the
    provider has no confirmed account that counts today, `Conflict` when a payment is under way.
    """
    require_role(actor, Role.MINISTRY)
    account = bank_account_on(claim.provider_id)
    if account is None:
        raise DomainError(
            f"Für {claim.provider.name} ist keine bestätigte Bankverbindung hinterlegt. Der"
            " Bildungsträger gibt sie an, die Programmstelle bestätigt sie."
        )
    year = clock.today().year
    number = f"ZA-{year}-{next_number('payment', year):04d}"
    running = {"payment_one_running_per_claim": f"{claim.number} ist schon angeordnet."}
    with constraint_errors(running):
        payment = Payment.objects.create(
            number=number,
            claim=claim,
            account=account,
            holder=account.holder,
            iban=account.iban,
            bic=account.bic,
            purpose=_purpose(claim, number),
            cents=cents,
            ordered_by_id=actor.person_id,
            ordered_at=clock.now(),
        )
    audit.record(actor=actor, action="payment.ordered", target=payment, cents=cents)
    return payment


@transaction.atomic
def confirm_paid(
    *, payment_ids: Iterable[UUID], paid_on: date, actor: Actor, notify: bool = True
) -> list[Payment]:
    """The bank has paid: book `ordered` → `paid`, one entry per payment and budget year.

    All or nothing. Confirming again for the same day changes nothing. The vouchers count their
    paid days, the claim is paid, and a job makes the payment advice (`notify=False` for cases of
    the past: no advice, no mail). Raises `DomainError` for a day on which that cannot have been
    and for a payment in no file, `Conflict` for one that came back or was confirmed for another
    day.
    """
    require_role(actor, Role.MINISTRY)
    ledger = Ledger(actor)
    payments = [p for p in lock_payments(payment_ids) if not _confirmed(p, paid_on)]
    for payment in payments:
        check_day_of_payment(payment, paid_on)
    lines = counted_lines(payments)
    ledger.book([draft for p in payments for draft in _pay_drafts(p, lines[p.pk], paid_on)])
    count_paid_days([line for p in payments for line in lines[p.pk]], by=1)
    for payment in payments:
        _mark_paid(payment, paid_on, actor, notify=notify)
    _record_in_files(payments, actor)
    return payments


def lock_payments(payment_ids: Iterable[UUID]) -> list[Payment]:
    """The payments, locked until the transaction ends; always in the same order.

    Read in a statement of their own: the one that waited for the lock joins the files as they were
    before the wait.
    """
    wanted = Payment.objects.filter(pk__in=list(payment_ids)).order_by("pk")
    keys = list(locked(wanted).values_list("pk", flat=True))
    found = Payment.objects.filter(pk__in=keys).order_by("pk")
    return list(found.select_related("file", "claim__provider"))


def check_day_of_payment(payment: Payment, on: date) -> None:
    """Raise `DomainError` for a day before the payment was in a file, or after today."""
    if payment.file is None:
        raise DomainError(f"Die Zahlung {payment.number} steht noch in keiner Zahlungsdatei.")
    if on > clock.today():
        raise DomainError("Dieser Tag liegt in der Zukunft.")
    first = day_of(payment.file.created_at)
    if on < first:
        raise DomainError(
            f"Die Zahlungsdatei {payment.file.number} gibt es erst seit dem {day(first)}."
        )


def count_paid_days(lines: Sequence[ClaimLine], *, by: int) -> None:
    """Count paid days up or down and derive the states; the ledger lock keeps others away."""
    vouchers: dict[str, Voucher] = {}
    for line in lines:
        vouchers.setdefault(line.voucher_id, line.voucher).paid_days += by
    for voucher in vouchers.values():
        voucher.state = rules.voucher_state(
            days=voucher.days,
            redeemed=voucher.redeemed_days,
            released=voucher.released_days,
            paid=voucher.paid_days,
            assigned=voucher.assigned_at is not None,
        )
    Voucher.objects.bulk_update(list(vouchers.values()), ["paid_days", "state"])


def _confirmed(payment: Payment, paid_on: date) -> bool:
    """Whether this very confirmation was given already."""
    if payment.state == PaymentState.RETURNED:
        raise Conflict(f"Die Zahlung {payment.number} ist zurückgekommen.")
    if payment.state == PaymentState.PAID and payment.paid_on != paid_on:
        raise Conflict(
            f"Die Zahlung {payment.number} ist schon bestätigt: ausgezahlt am"
            f" {day(payment.paid_on)}."
        )
    return payment.state == PaymentState.PAID


def _pay_drafts(payment: Payment, lines: Sequence[ClaimLine], paid_on: date) -> list[Draft]:
    years = sorted({line.voucher.budget_year_id for line in lines})
    return [
        Draft(
            kind=EntryKind.PAY,
            year=year,
            key=f"pay:{payment.pk}:{year}",
            lines=tuple(
                Line(account, sign * x.cents, x.voucher.line_id, x.voucher, x.day_number)
                for x in lines
                if x.voucher.budget_year_id == year
                for account, sign in ((Account.ORDERED, -1), (Account.PAID, 1))
            ),
            occurred_on=paid_on,
        )
        for year in years
    ]


def _mark_paid(payment: Payment, paid_on: date, actor: Actor, *, notify: bool) -> None:
    payment.state, payment.paid_on = PaymentState.PAID, paid_on
    payment.confirmed_by_id, payment.confirmed_at = actor.person_id, clock.now()
    payment.save(update_fields=["state", "paid_on", "confirmed_by", "confirmed_at"])
    advance(lock_claim(payment.claim_id), action="claim.paid", actor=actor, state=ClaimState.PAID)
    audit.record(actor=actor, action="payment.paid", target=payment)
    if notify:
        order_payment_advice(payment, actor)


def _record_in_files(payments: Iterable[Payment], actor: Actor) -> None:
    """The history of a payment file says who confirmed how much of it."""
    confirmed: dict[PaymentFile, list[int]] = {}
    for payment in payments:
        assert payment.file is not None  # `check_day_of_payment`
        confirmed.setdefault(payment.file, []).append(payment.cents)
    for file, cents in confirmed.items():
        facts = {"payments": len(cents), "cents": sum(cents)}
        audit.record(actor=actor, action="payment_file.paid", target=file, **facts)


def _purpose(claim: Claim, number: str) -> str:
    """What the provider reads on its statement: our numbers first, its own sign last."""
    parts = [f"Digitallotsen {number}", f"Abrechnung {claim.number}"]
    if claim.provider_reference:
        parts.append(f"Ihr Zeichen {claim.provider_reference}")
    return ", ".join(parts)[:PURPOSE_LENGTH]
