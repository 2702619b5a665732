"""What a provider pays back: the amount is booked, the interest recorded.

Interest is income of the Land and no programme money: it stands on the case and not in the ledger
(docs/adr/0007-interest-beside-the-ledger.md).
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import day as day_text
from lotsen.core.roles import Role
from vouchers.enums import Account, EntryKind, ReclaimState
from vouchers.interest import MissingRate
from vouchers.models import Reclaim
from vouchers.queries.reclaims import interest_until, years_of_payment
from vouchers.rights import require_role
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.reclaiming import lock_reclaim


@transaction.atomic
def record_repayment(*, reclaim_id: UUID, repaid_on: date, actor: Actor) -> Reclaim:
    """The whole amount has arrived on `repaid_on`: interest is fixed, the amount is booked.

    `receivable` → `available` for days paid out of the year that the booking goes to, otherwise →
    `external`: a closed year gets nothing back. Recording the same day again changes nothing.
    Raises `Conflict` when the case is not decided or was recorded for another day, `DomainError`
    for a day that cannot be.
    """
    require_role(actor, Role.OFFICE, Role.MINISTRY)
    ledger = Ledger(actor)
    reclaim = lock_reclaim(reclaim_id)
    if reclaim.is_repaid and reclaim.repaid_on == repaid_on:
        return reclaim
    if not reclaim.is_open:
        raise Conflict(f"Die Rückforderung {reclaim.number} ist {reclaim.get_state_display()}.")
    _check_repaid_on(reclaim, repaid_on)
    ledger.book([_repay_draft(reclaim, repaid_on)])
    try:
        reclaim.interest_cents = interest_until(reclaim, repaid_on).cents
    except MissingRate as error:
        raise DomainError("Für den Beginn der Zinsen ist kein Zinssatz hinterlegt.") from error
    reclaim.state = ReclaimState.REPAID
    reclaim.repaid_on = repaid_on
    reclaim.save(update_fields=["state", "repaid_on", "interest_cents"])
    audit.record(
        actor=actor,
        action="reclaim.repaid",
        target=reclaim,
        cents=reclaim.cents,
        interest_cents=reclaim.interest_cents,
    )
    return reclaim


def _repay_draft(reclaim: Reclaim, repaid_on: date) -> Draft:
    voucher, years = reclaim.voucher, years_of_payment(reclaim.voucher)
    postings: list[Line] = []
    for line in reclaim.lines.order_by("day_number"):
        in_year = years.get(line.day_number) == voucher.budget_year_id
        target = Account.AVAILABLE if in_year else Account.EXTERNAL
        postings += [
            Line(Account.RECEIVABLE, -line.cents, voucher.line_id, voucher, line.day_number),
            Line(target, line.cents, voucher.line_id),
        ]
    return Draft(
        kind=EntryKind.REPAY,
        year=voucher.budget_year_id,
        key=f"repay:{reclaim.pk}:{voucher.budget_year_id}",
        lines=tuple(postings),
        occurred_on=repaid_on,
    )


def _check_repaid_on(reclaim: Reclaim, repaid_on: date) -> None:
    if repaid_on > clock.today():
        raise DomainError("Der Tag des Eingangs liegt in der Zukunft.")
    if repaid_on < reclaim.interest_from:
        raise DomainError(
            "Der Tag des Eingangs kann nicht vor dem Zinsbeginn liegen, dem"
            f" {day_text(reclaim.interest_from)}."
        )
