"""What all decisions of the ministry by two people have in common (docs/programme.md § 6)."""

from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import locked
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.formatting import instant
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import budget_mails
from vouchers.enums import ProposalState
from vouchers.models import BudgetProposal, JournalEntry
from vouchers.rights import is_repeated, require_other_person, require_role

OTHER_CONTENT = (
    "Dieses Formular wurde schon mit anderen Angaben abgeschickt. Bitte beginnen Sie neu."
)


@transaction.atomic
def reject_budget(*, proposal_id: UUID, reason: str, actor: Actor) -> BudgetProposal:
    """Refuse a proposal of somebody else; nothing is booked, the proposer reads the reason.

    Doing it twice is once. Raises `DomainError` without a reason, `NotAllowed` for the person who
    proposed it, `Conflict` when it is decided already.
    """
    require_role(actor, Role.MINISTRY)
    text = clean_reason(reason, ask="Bitte begründen Sie die Ablehnung.")
    proposal = lock_proposal(proposal_id)
    require_other_person(actor, proposal.proposed_by_id)
    if is_repeated(proposal, ProposalState.REJECTED, actor) and proposal.decision_reason == text:
        return proposal
    require_open(proposal)
    decide(proposal, ProposalState.REJECTED, actor, reason=text)
    budget_mails.proposal_decided(proposal, actor)
    return proposal


@transaction.atomic
def withdraw_budget(*, proposal_id: UUID, actor: Actor) -> BudgetProposal:
    """Take back one's own proposal; doing it twice is once.

    Raises `NotAllowed` for others, `Conflict` when it is decided already.
    """
    require_role(actor, Role.MINISTRY)
    proposal = lock_proposal(proposal_id)
    if not actor.same_person(proposal.proposed_by_id):
        raise NotAllowed("Zurückziehen kann einen Vorschlag nur, wer ihn gemacht hat.")
    if is_repeated(proposal, ProposalState.WITHDRAWN, actor):
        return proposal
    require_open(proposal)
    decide(proposal, ProposalState.WITHDRAWN, actor)
    return proposal


def lock_proposal(proposal_id: UUID) -> BudgetProposal:
    """The proposal, locked until the transaction ends."""
    return locked(BudgetProposal.objects.select_related("line", "proposed_by")).get(pk=proposal_id)


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
