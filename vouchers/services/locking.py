"""How rows are locked, and rows that several services lock. docs/locking.md has the order."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from vouchers.models import TransferContract

Row = TypeVar("Row", bound=Model)


def locked(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows, kept from others until the transaction ends; joined rows are only read.

    "No key": a plain `FOR UPDATE` collides with the foreign-key checks of others.
    """
    return rows.select_for_update(of=("self",), no_key=True)


def lock_contract(contract_id: UUID) -> TransferContract:
    """The contract, locked until the transaction ends."""
    related = ("kommune", "line__period", "provider")
    return locked(TransferContract.objects.select_related(*related)).get(pk=contract_id)
