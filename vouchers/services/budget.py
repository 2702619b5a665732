"""Granting money to a line for a budget year."""

from django.db import transaction

from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.errors import DomainError
from lotsen.core.roles import Role
from vouchers.enums import Account, BudgetYearState, EntryKind
from vouchers.models import BudgetYear, FundingLine, JournalEntry
from vouchers.rights import require_role
from vouchers.services.booking import Draft, Ledger, Line, require_same_content

FIRST_YEAR, LAST_YEAR = 2018, 2099


@transaction.atomic
def grant_budget(
    *, line: FundingLine, year: int, cents: int, reason: str, idempotency_key: str, actor: Actor
) -> JournalEntry:
    """Book `cents` from the Land's budget to `available` of the line in the budget year.

    A raise is a second grant, a mistake is reversed. The budget year is opened with its first
    grant. The same key with the same content returns the first entry. Raises `DomainError` for
    an amount that is not positive, a missing reason, or a line that is not valid in that year;
    `Conflict` for a closed year or a used key with other content.
    """
    require_role(actor, Role.MINISTRY)
    _check(line=line, year=year, cents=cents, reason=reason)
    ledger = Ledger(actor)
    draft = Draft(
        kind=EntryKind.GRANT,
        year=year,
        key=f"grant:{idempotency_key}",
        lines=(
            Line(Account.EXTERNAL, -cents, line.pk),
            Line(Account.AVAILABLE, cents, line.pk),
        ),
        reason=reason.strip(),
    )
    known = ledger.known([draft.key]).get(draft.key)
    if known is not None:
        require_same_content(known, draft)
        return known
    BudgetYear.objects.get_or_create(year=year, defaults={"state": BudgetYearState.OPEN})
    [entry] = ledger.book([draft])
    audit.record(
        actor=actor, action="budget.granted", target=entry, year=year, line=line.pk, cents=cents
    )
    return entry


def _check(*, line: FundingLine, year: int, cents: int, reason: str) -> None:
    if cents <= 0:
        raise DomainError("Der Betrag muss größer als 0,00 € sein.")
    if not reason.strip():
        raise DomainError("Bitte nennen Sie einen Grund, zum Beispiel den Bewilligungsbescheid.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError("Dieses Haushaltsjahr liegt außerhalb des Programms.")
    if line.valid_from.year > year or (line.valid_until and line.valid_until.year < year):
        raise DomainError(f"„{line.name}“ gilt {year} nicht.")
