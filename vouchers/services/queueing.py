"""Contracts that wait for money are served in the order in which they came."""

from django.db import transaction

from lotsen.core import jobs
from lotsen.core.actor import Actor
from lotsen.core.errors import DomainError
from vouchers.enums import OverBudget
from vouchers.models import BudgetProposal, FundingLine, Voucher
from vouchers.queries.cases import QUEUE_JOB
from vouchers.queries.funding import queued_contracts
from vouchers.services.booking import Ledger
from vouchers.services.issuing import issue_vouchers


def order_queue(proposal: BudgetProposal, actor: Actor) -> None:
    """New money was approved: have the queue of its line served, within the same transaction."""
    if proposal.line is None or proposal.line.over_budget != OverBudget.QUEUE:
        return
    jobs.enqueue(
        kind=QUEUE_JOB,
        key=str(proposal.pk),
        payload={"line": proposal.line_id, "year": proposal.year},
        actor=actor,
        title=f"Wartende Verträge: {proposal.line.name} {proposal.year}",
    )


@transaction.atomic
def issue_queued(*, line: FundingLine, year: int, actor: Actor) -> list[Voucher]:
    """Issue the vouchers of waiting contracts, first come first, until the money ends.

    The first one that is not covered ends it, so that nobody is overtaken. One that cannot be
    issued for another reason (somebody has left) gives up its turn and keeps its place; the office
    sees it as waiting. Gives the new vouchers.
    """
    Ledger(actor)
    issued: list[Voucher] = []
    for contract in queued_contracts(line, year):
        try:
            with transaction.atomic():
                vouchers = issue_vouchers(contract_id=contract.pk, actor=actor, in_turn=True)
        except DomainError:
            continue
        if not vouchers:
            break
        issued += vouchers
    return issued
