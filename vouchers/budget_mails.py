"""What the people of the ministry hear when something waits for them or was decided."""

from django.urls import reverse

from lotsen.accounts.models import User
from lotsen.accounts.queries import members_in_role
from lotsen.core import mail
from lotsen.core.actor import Actor
from lotsen.core.formatting import euro
from lotsen.core.roles import Role
from vouchers.models import BudgetProposal


def proposal_waiting(proposal: BudgetProposal, actor: Actor) -> None:
    """To everybody else of the ministry: a decision that needs a second person."""
    members = members_in_role(Role.MINISTRY).exclude(user=proposal.proposed_by_id)
    for user in {member.user for member in members}:
        _queue("waiting", proposal, actor, to=user, subject=f"Freigabe nötig: {proposal}")


def proposal_decided(proposal: BudgetProposal, actor: Actor) -> None:
    """To the person who proposed: it was approved or refused, and why."""
    subject = f"{proposal}: {proposal.get_state_display()}"
    _queue("decided", proposal, actor, to=proposal.proposed_by, subject=subject)


def _queue(name: str, proposal: BudgetProposal, actor: Actor, *, to: User, subject: str) -> None:
    mail.queue(
        key=f"proposal-{name}:{proposal.pk}:{to.pk}",
        to=to.email,
        subject=subject,
        template=f"mails/vouchers/proposal_{name}.txt",
        context={
            "what": str(proposal),
            "line": proposal.line.name if proposal.line else "",
            "amount": euro(proposal.cents) if proposal.cents else "",
            "reason": proposal.reason,
            "proposer": proposal.proposed_by.name,
            "decider": actor.name,
            "state": proposal.get_state_display(),
            "decision_reason": proposal.decision_reason,
            "path": reverse("vouchers:proposal", args=[proposal.pk]),
        },
        actor=actor,
        related=proposal,
    )
