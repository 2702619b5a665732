"""Rows that several services lock. docs/locking.md has the order."""

from uuid import UUID

from lotsen.core.db import locked
from vouchers.models import TransferContract


def lock_contract(contract_id: UUID) -> TransferContract:
    """The contract, locked until the transaction ends."""
    related = ("kommune", "line__period", "provider")
    return locked(TransferContract.objects.select_related(*related)).get(pk=contract_id)
