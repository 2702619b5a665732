"""Payments: ordered for a claim, confirmed when the bank has paid, taken back when it has not."""

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import DomainError
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number
from vouchers.models import Claim, Payment
from vouchers.queries.payments import bank_account_on
from vouchers.rights import require_role

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


def _purpose(claim: Claim, number: str) -> str:
    """What the provider reads on its statement: our numbers first, its own sign last."""
    parts = [f"Digitallotsen {number}", f"Abrechnung {claim.number}"]
    if claim.provider_reference:
        parts.append(f"Ihr Zeichen {claim.provider_reference}")
    return ", ".join(parts)[:PURPOSE_LENGTH]
