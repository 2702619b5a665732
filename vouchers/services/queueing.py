"""Contracts that wait for money are served in the order in which they came."""

from django.db import transaction

from lotsen.core import jobs
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.errors import DomainError
from vouchers.enums import OverBudget
from vouchers.models import BudgetProposal, FundingLine, TransferContract, Voucher
from vouchers.queries.cases import QUEUE_JOB
from vouchers.queries.funding import queued_contracts
from vouchers.services.booking import Ledger
from vouchers.services.issuing import issue_vouchers
from vouchers.services.making import paying_year


def order_queue(proposal: BudgetProposal, actor: Actor) -> None:
    """New money was approved: have the queue of its line served, within the same transaction."""
    if proposal.line is None or proposal.line.over_budget != OverBudget.QUEUE:
        return
    _order(proposal.line, proposal.year, str(proposal.pk), actor)


def call_up_next(contract: TransferContract) -> None:
    """The contract has left the queue: what it waited for may suffice for those behind it.

    Called up by nobody: HR of one Kommune does not start a job about the contracts of others.
    """
    _order(contract.line, paying_year(contract), str(contract.pk), SYSTEM)


def _order(line: FundingLine, year: int, key: str, actor: Actor) -> None:
    jobs.enqueue(
        kind=QUEUE_JOB,
        key=key,
        payload={"line": line.pk, "year": year},
        actor=actor,
        title=f"Wartende Verträge: {line.name} {year}",
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
