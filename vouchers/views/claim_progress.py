"""The acts of a claim as steps on their way to the money: who and when, or still open."""

from dataclasses import dataclass
from datetime import date, datetime

from lotsen.accounts.models import User
from lotsen.core.actor import Actor
from lotsen.core.formatting import day, instant
from lotsen.core.roles import OVERSIGHT
from vouchers.enums import ClaimState, PaymentState
from vouchers.models import Claim


@dataclass(frozen=True, slots=True)
class ActStep:
    """One step. `at` is empty while it is open; `who` is a role for those outside."""

    label: str
    at: str = ""
    who: str = ""

    @property
    def is_done(self) -> bool:
        return bool(self.at)


def acts_of(claim: Claim, reader: Actor) -> list[ActStep]:
    """Submitted, the three recorded acts and the payment (docs/programme.md § 6)."""
    sees_names = reader.role in OVERSIGHT

    def step(label: str, at: datetime | None, person: User | None, role: str) -> ActStep:
        if at is None or person is None:
            return ActStep(label)
        return ActStep(label, instant(at), f"{person.name}, {role}" if sees_names else role)

    provider = claim.provider.name
    return [
        step("Eingereicht", claim.submitted_at, claim.submitted_by, provider),
        step("Sachlich richtig", claim.factual_at, claim.factual_by, "Programmstelle"),
        step("Rechnerisch richtig", claim.arithmetic_at, claim.arithmetic_by, "Programmstelle"),
        step("Angeordnet", claim.ordered_at, claim.ordered_by, "Ministerium"),
        _paid(claim),
    ]


def _paid(claim: Claim) -> ActStep:
    paid_on: date | None = next(
        (payment.paid_on for payment in claim.payments.all() if payment.state == PaymentState.PAID),
        None,
    )
    if claim.state != ClaimState.PAID or paid_on is None:
        return ActStep("Ausgezahlt")
    return ActStep("Ausgezahlt", day(paid_on))
