"""The office decides on a submitted contract, or HR takes it back."""

from uuid import UUID

from django.db import transaction

from kommunen.queries import may_act_for
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.formatting import instant
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import mails
from vouchers.enums import CONTRACT_TRANSITIONS, ContractState
from vouchers.models import TransferContract
from vouchers.rights import is_repeated, require_other_person, require_role
from vouchers.services.locking import lock_contract
from vouchers.services.papers import order_contract_paper
from vouchers.services.partners import release_kommunen


@transaction.atomic
def agree_contract(*, contract_id: UUID, actor: Actor, notify: bool = True) -> TransferContract:
    """Conclude the contract and have its PDF made; the vouchers follow with `issue_vouchers`.

    `notify=False` leaves the PDF out: for cases of the past. Agreeing twice is once. Raises
    `Conflict` when it is no longer waiting, `NotAllowed` unless the actor acts for the office and
    is another person than the one who submitted it and the one who approved its exception.
    """
    contract = _decidable(contract_id, actor)
    if is_repeated(contract, ContractState.AGREED, actor):
        return contract
    require_transition(contract, ContractState.AGREED)
    if actor.same_person(contract.exception_approved_by_id):
        raise NotAllowed(
            "Sie haben die Ausnahme dieses Vertrags genehmigt. Vereinbaren muss eine andere Person."
        )
    contract.state = ContractState.AGREED
    contract.decided_by_id = actor.user_id
    contract.decided_at = clock.now()
    contract.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(actor=actor, action="contract.agreed", target=contract)
    if notify:
        order_contract_paper(contract, actor)
    return contract


@transaction.atomic
def reject_contract(*, contract_id: UUID, reason: str, actor: Actor) -> TransferContract:
    """Refuse the contract with a reason that HR reads; the reserved places are free again.

    Raises like `agree_contract`, and `DomainError` without a reason.
    """
    text = clean_reason(reason, ask="Bitte nennen Sie den Grund der Ablehnung.")
    contract = _decidable(contract_id, actor)
    if is_repeated(contract, ContractState.REJECTED, actor) and contract.reason == text:
        return contract
    require_transition(contract, ContractState.REJECTED)
    contract.state = ContractState.REJECTED
    contract.decided_by_id = actor.user_id
    contract.decided_at = clock.now()
    contract.reason = text
    contract.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    release_kommunen(contract)
    audit.record(actor=actor, action="contract.rejected", target=contract)
    mails.contract_rejected(contract, actor)
    return contract


@transaction.atomic
def withdraw_contract(*, contract_id: UUID, actor: Actor) -> TransferContract:
    """HR of the Kommune takes a contract back that still waits. Raises `Conflict`, `NotAllowed`."""
    require_role(actor, Role.HR)
    contract = lock_contract(contract_id)
    if not actor.is_system and not may_act_for(actor, contract.kommune):
        raise NotAllowed("Das ist kein Vertrag Ihrer Kommune.")
    require_transition(contract, ContractState.WITHDRAWN)
    contract.state = ContractState.WITHDRAWN
    contract.withdrawn_at = clock.now()
    contract.save(update_fields=["state", "withdrawn_at"])
    release_kommunen(contract)
    audit.record(actor=actor, action="contract.withdrawn", target=contract)
    return contract


def _decidable(contract_id: UUID, actor: Actor) -> TransferContract:
    require_role(actor, Role.OFFICE)
    contract = lock_contract(contract_id)
    require_other_person(actor, contract.submitted_by_id)
    return contract


def require_transition(contract: TransferContract, target: ContractState) -> None:
    """Raise `Conflict` unless the locked contract may become `target`; it says what came before."""
    if target in CONTRACT_TRANSITIONS[contract.state]:
        return
    if contract.ended_at:
        raise Conflict(
            f"Der Vertrag {contract.number} wurde am {instant(contract.ended_at)} aufgehoben."
        )
    if contract.decided_at:
        raise Conflict(
            f"Über den Vertrag {contract.number} wurde schon entschieden:"
            f" {contract.get_state_display()} am {instant(contract.decided_at)}."
        )
    raise Conflict(f"Der Vertrag {contract.number} ist {contract.get_state_display()}.")
