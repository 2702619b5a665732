"""The base rate of § 247 BGB is published twice a year; office or ministry enter it."""

from datetime import date

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import DomainError
from lotsen.core.formatting import day as day_text
from lotsen.core.roles import Role
from vouchers.interest import half_year, next_half_year
from vouchers.models import InterestRate
from vouchers.rights import require_role


@transaction.atomic
def add_rate(*, valid_from: date, base_hundredths: int, source: str, actor: Actor) -> InterestRate:
    """Add the base rate of a half-year; rates that stand are never changed.

    Interest of cases that are still open counts with it from its day on, recorded interest stays.
    Raises `DomainError` for a day that begins no half-year or one that is not announced yet and
    for a rate without source, `Conflict` when the half-year has its rate.
    """
    require_role(actor, Role.OFFICE, Role.MINISTRY)
    if valid_from != half_year(valid_from):
        raise DomainError("Der Basiszinssatz ändert sich am 1. Januar und am 1. Juli.")
    latest = next_half_year(clock.today())
    if valid_from > latest:
        raise DomainError(
            f"Der Basiszinssatz ab {day_text(valid_from)} ist noch nicht bekannt; eintragen lässt"
            f" sich höchstens der ab {day_text(latest)}."
        )
    if not source.strip():
        raise DomainError("Bitte nennen Sie die Quelle.")
    sentence = f"Für die Zeit ab {day_text(valid_from)} steht schon ein Zinssatz."
    with constraint_errors(
        {
            "interest_rate_once_per_day": sentence,
            "interest_rate_plausible": "Der Basiszinssatz muss zwischen -5 und 20 Prozent liegen.",
        }
    ):
        rate = InterestRate.objects.create(
            valid_from=valid_from, base_hundredths=base_hundredths, source=source.strip()
        )
    audit.record(actor=actor, action="rate.added", target=rate, hundredths=base_hundredths)
    return rate
