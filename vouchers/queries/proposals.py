"""What waits for a second person of the ministry, and what it would change."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT
from vouchers.enums import ProposalKind, ProposalState
from vouchers.models import BudgetProposal, FundingLine
from vouchers.queries.totals import balances, ve_in_force


@dataclass(frozen=True, slots=True)
class Sums:
    """Money of one line in one budget year: granted for good, as a VE, and not yet committed."""

    firm: int
    ve: int
    available: int

    @property
    def used(self) -> int:
        """What is committed already, or further on its way."""
        return self.firm + self.ve - self.available


@dataclass(frozen=True, slots=True)
class Effect:
    """The sums before and after a proposal is booked."""

    before: Sums
    after: Sums

    @property
    def ends_ve(self) -> bool:
        """Whether the grant takes the place of a Verpflichtungsermächtigung."""
        return self.after.ve < self.before.ve

    @property
    def is_covered(self) -> bool:
        """Whether nothing falls below zero."""
        return min(self.after.firm, self.after.available) >= 0


def effect_of(*, kind: str, line: FundingLine, year: int, cents: int) -> Effect:
    """What booking `cents` would change now. Only true while the ledger is locked; two queries.

    A grant ends the VE of its line and year; a reduction takes only what was granted for good.
    """
    totals = balances(year=year, line=line)
    ve = ve_in_force(years=[year], lines=[line.pk]).get((year, line.pk), 0)
    before = Sums(totals.granted - ve, ve, totals.available)
    after = {
        ProposalKind.GRANT: Sums(before.firm + cents, 0, before.available + cents - ve),
        ProposalKind.LOWER: Sums(before.firm - cents, ve, before.available - cents),
        ProposalKind.COMMITMENT: Sums(before.firm, ve + cents, before.available + cents),
    }[ProposalKind(kind)]
    return Effect(before, after)


def proposals_visible_to(actor: Actor) -> QuerySet[BudgetProposal]:
    """Office, ministry and auditor read all proposals; nobody else reads any."""
    found = BudgetProposal.objects.select_related("line__period", "proposed_by", "decided_by")
    return found if actor.is_system or actor.role in OVERSIGHT else found.none()


def open_proposals() -> QuerySet[BudgetProposal]:
    """What waits, longest first."""
    waiting = BudgetProposal.objects.filter(state=ProposalState.PROPOSED)
    return waiting.select_related("line__period", "proposed_by").order_by("proposed_at")


def waiting_for(actor: Actor) -> QuerySet[BudgetProposal]:
    """What this person may decide: everything that waits and is not their own."""
    return open_proposals().exclude(proposed_by=actor.user_id)
