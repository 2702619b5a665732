"""The file with payments that goes to the bank: made once, kept unchanged, each payment in one."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db import transaction

from lotsen.core import audit, clock, documents
from lotsen.core.actor import Actor
from lotsen.core.db import busy_errors
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number
from vouchers import bank_rules, sepa
from vouchers.enums import PaymentState
from vouchers.models import Payment, PaymentFile
from vouchers.queries.payments import file_of
from vouchers.rights import require_role
from vouchers.services.payments import lock_payments

MAX_PAYMENTS = 200
"""Payments of one file; they are also confirmed together, and that is one transaction."""

DEMO_PAYER = sepa.Party("Land Musterland (Demonstration)", "DE09000000000000000001")
NO_PAYER = (
    "Das Konto der auszahlenden Stelle ist nicht eingerichtet. Der Betreiber trägt Namen und IBAN"
    " ein (PAYER_NAME, PAYER_IBAN)."
)


@transaction.atomic
def make_payment_file(
    *, payment_ids: Iterable[UUID], execute_on: date, actor: Actor
) -> PaymentFile:
    """Put ordered payments into a SEPA file for the bank; it is kept with its SHA-256.

    The same payments for the same day give the same person the file that is there. Raises
    `DomainError` when none or too many are chosen, the day is no bank day from today on, or the
    paying account is not set; `Conflict` when one of them is in a file already.
    """
    require_role(actor, Role.MINISTRY)
    bank_rules.check_execution_day(execute_on, today=clock.today())
    payer = paying_account()
    wanted = set(payment_ids)
    if not wanted:
        raise DomainError("Bitte wählen Sie mindestens eine Zahlung aus.")
    if len(wanted) > MAX_PAYMENTS:
        raise DomainError(f"Eine Zahlungsdatei enthält höchstens {MAX_PAYMENTS} Zahlungen.")
    with busy_errors():
        payments = lock_payments(wanted)
    if known := file_of(wanted, execute_on, actor):
        return known
    _require_waiting(payments, len(wanted))
    year = clock.today().year
    number = f"ZD-{year}-{next_number('payment file', year):04d}"
    made = PaymentFile.objects.create(
        number=number,
        message_id=number,
        document=documents.store(
            kind="payment_file",
            filename=f"Zahlungsdatei-{number}.xml",
            content=_content(number, payer, payments, execute_on),
            content_type="application/xml",
        ),
        count=len(payments),
        cents=sum(payment.cents for payment in payments),
        execute_on=execute_on,
        created_by_id=actor.person_id,
        created_at=clock.now(),
    )
    Payment.objects.filter(pk__in=wanted).update(file=made, state=PaymentState.TRANSMITTED)
    facts = {"payments": made.count, "cents": made.cents}
    audit.record(actor=actor, action="payment_file.made", target=made, **facts)
    audit.record_many(actor=actor, action="payment.transmitted", targets=list(payments))
    return made


def paying_account() -> sepa.Party:
    """The account that pays. Raises `DomainError` while the operator has not set it."""
    name, iban = settings.PAYER_NAME, settings.PAYER_IBAN
    if settings.DEMO_MODE and not iban:
        return DEMO_PAYER
    if not name or not iban:
        raise DomainError(NO_PAYER)
    try:
        bic = bank_rules.clean_bic(settings.PAYER_BIC)
        return sepa.Party(bank_rules.clean_holder(name), bank_rules.clean_iban(iban), bic)
    except DomainError as error:
        raise DomainError(f"Das Konto der auszahlenden Stelle stimmt nicht: {error}") from error


def _require_waiting(payments: Sequence[Payment], wanted: int) -> None:
    if len(payments) < wanted:
        raise Conflict("Eine der Zahlungen gibt es nicht. Bitte laden Sie die Seite neu.")
    for payment in payments:
        if payment.file is not None:
            raise Conflict(
                f"Die Zahlung {payment.number} steht schon in der Zahlungsdatei"
                f" {payment.file.number}."
            )


def _content(
    number: str, payer: sepa.Party, payments: Sequence[Payment], execute_on: date
) -> bytes:
    transfers = [
        sepa.Transfer(
            to=sepa.Party(payment.holder, payment.iban, payment.bic),
            cents=payment.cents,
            reference=payment.number,
            purpose=payment.purpose,
        )
        for payment in sorted(payments, key=lambda payment: payment.number)
    ]
    try:
        return sepa.payment_file(
            number=number,
            payer=payer,
            transfers=transfers,
            execute_on=execute_on,
            created_at=clock.now(),
        )
    except sepa.InvalidFile as error:
        raise DomainError(
            "Die Zahlungsdatei wäre ungültig und wurde nicht erstellt. Bitte wenden Sie sich an die"
            " technische Administration."
        ) from error
