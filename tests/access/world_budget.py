"""What decisions of the ministry by two people act on."""

from typing import Any

from lotsen.core import clock
from lotsen.core.actor import Actor
from tests.factories.vouchers import Cast, basis_line, make_grant
from vouchers.enums import ProposalKind
from vouchers.models import BudgetProposal
from vouchers.services import propose_budget


def budget_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """A year that is over, a proposal of the second person of the ministry, one of the first."""
    over = clock.today().year - 1
    make_grant(cast, year=over)
    return {
        "budget year": {"year": over},
        "proposal": {"pk": _proposal(cast.second).pk},
        "own proposal": {"pk": _proposal(cast.ministry).pk},
    }


def _proposal(actor: Actor) -> BudgetProposal:
    return propose_budget(
        kind=ProposalKind.GRANT,
        line=basis_line(),
        year=clock.today().year,
        cents=100_00,
        reason="Bewilligungsbescheid",
        submission_key=f"sample-{actor.user_id}",
        actor=actor,
        notify=False,
    )
