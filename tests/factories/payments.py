"""Ordered, transmitted and confirmed payments, made through the services."""

from lotsen.core import clock
from lotsen.core.actor import Actor
from tests.factories.claims import make_claim, make_claim_cast
from tests.factories.vouchers import Cast
from vouchers import services
from vouchers.bank_rules import next_bank_day
from vouchers.enums import ClaimState
from vouchers.models import Payment, PaymentFile


def make_payment(cast: Cast | None = None) -> Payment:
    """An ordered payment that waits for a file."""
    claim = make_claim(cast or make_claim_cast(), ClaimState.ORDERED)
    return Payment.objects.get(claim=claim)


def make_file(cast: Cast, *payments: Payment, actor: Actor | None = None) -> PaymentFile:
    """A payment file with these payments, made today by the ministry."""
    return services.make_payment_file(
        payment_ids=[payment.pk for payment in payments],
        execute_on=next_bank_day(clock.today()),
        actor=actor or cast.ministry,
    )


def make_paid(cast: Cast) -> Payment:
    """A payment of all open days of the cast that was confirmed today."""
    payment = make_payment(cast)
    make_file(cast, payment)
    [paid] = services.confirm_paid(
        payment_ids=[payment.pk], paid_on=clock.today(), actor=cast.ministry
    )
    return paid
