"""An Inhouse training of too few Kommunen needs a second person (docs/programme.md § 4)."""

from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from vouchers.models import TransferContract
from vouchers.rights import require_other_person, require_role
from vouchers.services.locking import lock_contract


@transaction.atomic
def approve_exception(*, contract_id: UUID, actor: Actor) -> TransferContract:
    """Approve that fewer Kommunen train together than the line asks for, before vouchers exist.

    Raises `NotAllowed` unless the actor acts for office or ministry and neither submitted nor
    agreed the contract; `DomainError` for a contract that is no exception; `Conflict` when it is
    approved already or no longer open.
    """
    require_role(actor, Role.OFFICE, Role.MINISTRY)
    contract = lock_contract(contract_id)
    require_other_person(actor, contract.submitted_by_id)
    if actor.same_person(contract.decided_by_id):
        raise NotAllowed(
            "Sie haben diesen Vertrag vereinbart. Die Ausnahme muss eine andere Person genehmigen."
        )
    if not contract.exception_reason:
        raise DomainError(f"Der Vertrag {contract.number} braucht keine Ausnahme.")
    if contract.exception_approved_at is not None:
        raise Conflict(f"Die Ausnahme des Vertrags {contract.number} ist schon genehmigt.")
    if not contract.is_open:
        raise Conflict(f"Der Vertrag {contract.number} ist {contract.stage_label}.")
    contract.exception_approved_by_id = actor.person_id
    contract.exception_approved_at = clock.now()
    contract.save(update_fields=["exception_approved_by", "exception_approved_at"])
    audit.record(actor=actor, action="contract.exception_approved", target=contract)
    return contract
