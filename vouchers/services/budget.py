"""Money of a line for a budget year: one person proposes, another one approves, then it is booked.

docs/programme.md § 6: budget per budget year and line, granted and raised by two people.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import instant
from lotsen.core.roles import Role
from vouchers.enums import Account, BudgetYearState, EntryKind, ProposalKind, ProposalState
from vouchers.models import BudgetProposal, BudgetYear, FundingLine, JournalEntry
from vouchers.rights import require_other_person, require_role
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.queueing import order_queue

FIRST_YEAR, LAST_YEAR = 2018, 2099
ENTRY_KINDS = {
    ProposalKind.GRANT: EntryKind.GRANT,
    ProposalKind.LOWER: EntryKind.LAPSE,
    ProposalKind.COMMITMENT: EntryKind.COMMITMENT,
}


@transaction.atomic
def propose_budget(
    *,
    kind: ProposalKind,
    line: FundingLine,
    year: int,
    cents: int,
    reason: str,
    submission_key: str,
    actor: Actor,
) -> BudgetProposal:
    """Propose to grant, lower or pre-commit `cents` of a line in a budget year; books nothing.

    The same key with the same content returns the first proposal. Raises `DomainError` for an
    amount that is not positive, a missing reason, or a line that is not valid in that year;
    `Conflict` for a closed year or a used key with other content.
    """
    require_role(actor, Role.MINISTRY)
    _check(line=line, year=year, cents=cents, reason=reason)
    known = BudgetProposal.objects.filter(submission_key=submission_key).first()
    if known is not None:
        if (known.kind, known.line_id, known.year, known.cents) != (kind, line.pk, year, cents):
            raise Conflict(
                "Dieses Formular wurde schon mit anderen Angaben abgeschickt. Bitte beginnen Sie"
                " neu."
            )
        return known
    if BudgetYear.objects.filter(year=year, state=BudgetYearState.CLOSED).exists():
        raise Conflict(f"Das Haushaltsjahr {year} ist abgeschlossen.")
    with constraint_errors({"proposal_submitted_once": "Dieser Vorschlag ist schon da."}):
        proposal = BudgetProposal.objects.create(
            kind=kind,
            line=line,
            year=year,
            cents=cents,
            reason=reason.strip(),
            submission_key=submission_key,
            proposed_by_id=actor.person_id,
            proposed_at=clock.now(),
        )
    facts = {"year": year, "line": line.pk, "cents": cents}
    audit.record(actor=actor, action=f"budget.proposed.{kind}", target=proposal, **facts)
    return proposal


@transaction.atomic
def approve_budget(*, proposal_id: UUID, actor: Actor) -> BudgetProposal:
    """Approve a proposal of somebody else and book it; the budget year opens with its first money.

    Raises `NotAllowed` for the person who proposed it, `Conflict` when it is decided already, the
    year is closed, or less is available than is to be taken back.
    """
    require_role(actor, Role.MINISTRY)
    ledger = Ledger(actor)
    proposal = lock_proposal(proposal_id)
    require_other_person(actor, proposal.proposed_by_id)
    require_open(proposal)
    BudgetYear.objects.get_or_create(year=proposal.year, defaults={"state": BudgetYearState.OPEN})
    [entry] = ledger.book([_draft(proposal)])
    decide(proposal, ProposalState.APPROVED, actor, entry=entry)
    audit.record(actor=actor, action="budget.granted", target=entry, proposal=str(proposal.pk))
    if proposal.kind != ProposalKind.LOWER:
        order_queue(proposal, actor)
    return proposal


def grant_budget(
    *,
    line: FundingLine,
    year: int,
    cents: int,
    reason: str,
    idempotency_key: str,
    actor: Actor,
    approver: Actor,
) -> JournalEntry:
    """Propose as `actor` and approve as `approver`: a grant of the past that is taken over."""
    proposal = propose_budget(
        kind=ProposalKind.GRANT,
        line=line,
        year=year,
        cents=cents,
        reason=reason,
        submission_key=idempotency_key,
        actor=actor,
    )
    if proposal.is_open:
        proposal = approve_budget(proposal_id=proposal.pk, actor=approver)
    assert proposal.entry is not None
    return proposal.entry


def lock_proposal(proposal_id: UUID) -> BudgetProposal:
    """The proposal, locked until the transaction ends."""
    locked = BudgetProposal.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("line").get(pk=proposal_id)


def require_open(proposal: BudgetProposal) -> None:
    """Raise `Conflict` when somebody has decided already."""
    if not proposal.is_open:
        assert proposal.decided_at is not None
        raise Conflict(
            f"Dieser Vorschlag ist schon {proposal.get_state_display()}, am"
            f" {instant(proposal.decided_at)}."
        )


def decide(
    proposal: BudgetProposal,
    state: ProposalState,
    actor: Actor,
    *,
    entry: JournalEntry | None = None,
    reason: str = "",
) -> None:
    """Record who decided what; the proposal is locked and open."""
    proposal.state = state
    proposal.decided_by_id, proposal.decided_at = actor.person_id, clock.now()
    proposal.entry, proposal.decision_reason = entry, reason
    proposal.save(update_fields=["state", "decided_by", "decided_at", "entry", "decision_reason"])
    audit.record(actor=actor, action=f"budget.{state}", target=proposal)


def _draft(proposal: BudgetProposal) -> Draft:
    assert proposal.line_id is not None
    assert proposal.cents is not None
    cents = -proposal.cents if proposal.kind == ProposalKind.LOWER else proposal.cents
    return Draft(
        kind=ENTRY_KINDS[ProposalKind(proposal.kind)],
        year=proposal.year,
        key=f"proposal:{proposal.pk}",
        lines=(
            Line(Account.EXTERNAL, -cents, proposal.line_id),
            Line(Account.AVAILABLE, cents, proposal.line_id),
        ),
        reason=proposal.reason,
        approver_id=proposal.proposed_by_id,
    )


def _check(*, line: FundingLine, year: int, cents: int, reason: str) -> None:
    if cents <= 0:
        raise DomainError("Der Betrag muss größer als 0,00 € sein.")
    if not reason.strip():
        raise DomainError("Bitte nennen Sie einen Grund, zum Beispiel den Bewilligungsbescheid.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError("Dieses Haushaltsjahr liegt außerhalb des Programms.")
    first, last = date(year, 1, 1), date(year, 12, 31)
    if line.valid_from > last or (line.valid_until and line.valid_until < first):
        raise DomainError(f"„{line.name}“ gilt {year} nicht.")
