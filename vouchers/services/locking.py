"""Rows that several services lock. docs/locking.md has the order."""

from uuid import UUID

from vouchers.models import TransferContract


def lock_contract(contract_id: UUID) -> TransferContract:
    """The contract, locked until the transaction ends."""
    contracts = TransferContract.objects.select_for_update(of=("self",), no_key=True)
    return contracts.select_related("kommune", "line__period", "provider").get(pk=contract_id)
