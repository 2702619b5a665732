"""An agreed contract that nobody needs any more is ended, as long as it has no vouchers."""

from uuid import UUID

from django.db import transaction

from kommunen.queries import may_act_for
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import ending_mails, mails
from vouchers.enums import ContractState
from vouchers.models import TransferContract
from vouchers.rights import is_own_act, require_role
from vouchers.services.contracts import require_transition
from vouchers.services.locking import lock_contract
from vouchers.services.partners import release_kommunen
from vouchers.services.queueing import call_up_next


@transaction.atomic
def end_contract(*, contract_id: UUID, reason: str, actor: Actor) -> TransferContract:
    """Let an agreed contract go with a reason: its persons and places are free again.

    Either side may do it, also who submitted or agreed: it favours nobody (docs/programme.md § 3).
    The PDF stays. The contact person, the provider and, unless it did it itself, the office get a
    mail. If the contract waited for money, the next one in the queue is called up. The same press
    again is the first one. Raises `DomainError` without a reason, `NotAllowed` unless the actor
    acts for the office or the Kommune, `Conflict` unless the contract is agreed and without
    vouchers: those are cancelled one by one.
    """
    text = clean_reason(reason, ask="Bitte nennen Sie den Grund der Aufhebung.")
    require_role(actor, Role.OFFICE, Role.HR)
    contract = lock_contract(contract_id)
    if actor.role == Role.HR and not may_act_for(actor, contract.kommune):
        raise NotAllowed("Das ist kein Vertrag Ihrer Kommune.")
    known = is_own_act(contract, ContractState.ENDED, contract.ended_by_id, actor)
    if known and contract.reason == text:
        return contract
    _check_endable(contract)
    waited, contract.queued_at = contract.queued_at is not None, None
    contract.state, contract.reason = ContractState.ENDED, text
    contract.ended_by_id, contract.ended_at = actor.person_id, clock.now()
    contract.save(update_fields=["state", "reason", "ended_by", "ended_at", "queued_at"])
    release_kommunen(contract)
    audit.record(actor=actor, action="contract.ended", target=contract)
    mails.contract_ended(contract, actor)
    ending_mails.contract_ended(contract, actor, waited=waited)
    if waited:
        call_up_next(contract)
    return contract


def _check_endable(contract: TransferContract) -> None:
    if contract.issued_at is not None:
        raise Conflict(
            f"Zum Vertrag {contract.number} sind schon Gutscheine ausgestellt; er kann nicht mehr"
            " aufgehoben werden. Gutscheine, die niemand mehr braucht, storniert die"
            " Programmstelle einzeln."
        )
    if contract.state == ContractState.SUBMITTED:
        raise Conflict(
            f"Der Vertrag {contract.number} ist noch nicht vereinbart. Die Personalstelle kann ihn"
            " zurückziehen, die Programmstelle kann ihn ablehnen."
        )
    require_transition(contract, ContractState.ENDED)
