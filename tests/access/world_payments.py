"""Payments of the own provider in the states that wait for somebody, and a bank account."""

from typing import Any

from django.db import transaction

from lotsen.core import clock
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.claims import make_claim, redeem
from tests.factories.corrections import other_kommune
from tests.factories.money import make_bank_account, propose_account
from tests.factories.payments import make_file
from tests.factories.vouchers import Cast, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import ClaimState
from vouchers.models import Payment
from vouchers.services.advice import make_payment_advice

NAMES = ("ordered payment", "payment", "returned payment")


def payment_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """An ordered payment, one at the bank, one that came back; own and another house's account."""
    cast = other_kommune(cast)
    make_grant(cast, len(NAMES) * 300_00)
    current = make_bank_account(cast)
    payments: dict[str, Payment] = {}
    for name, voucher in zip(NAMES, make_vouchers(cast, len(NAMES)), strict=True):
        redeem(cast, voucher)
        days = [(voucher.pk, number) for number in (1, 2, 3)]
        claim = make_claim(cast, ClaimState.ORDERED, days=days)
        payments[name] = Payment.objects.get(claim=claim)
    made = make_file(cast, payments["payment"], payments["returned payment"])
    paid = services.confirm_paid(
        payment_ids=[payments["returned payment"].pk],
        paid_on=clock.today(),
        actor=cast.ministry,
        notify=False,
    )
    with transaction.atomic():  # as its job would
        make_payment_advice(payment_id=paid[0].pk, actor=cast.ministry, notify=False)
    services.return_payment(
        payment_id=paid[0].pk, returned_on=clock.today(), reason="Falsch", actor=cast.ministry
    )
    other = make_organisation()
    account = propose_account(other, make_actor(Role.PROVIDER, other))
    return {name: {"pk": payment.pk} for name, payment in payments.items()} | {
        "payment file": {"pk": made.pk},
        "bank account": {"pk": account.pk},
        "own bank account": {"pk": current.pk},
    }
