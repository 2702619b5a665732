"""The Kommunen that hold an Inhouse training together: once each in a funding period."""

from collections.abc import Sequence

from kommunen.models import Kommune
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict
from vouchers.models import ContractKommune, TransferContract

TAKEN = "Eine der Kommunen nimmt in diesem Förderzeitraum schon an einer Inhouse-Schulung teil."


def add_kommunen(contract: TransferContract, partners: Sequence[Kommune]) -> None:
    """Write down the own Kommune and its partners.

    Raises `Conflict` naming those that take part in another Inhouse training of the period.
    """
    if not contract.line.once_per_period:
        return
    period, kommunen = contract.line.period, [contract.kommune, *partners]
    taken = ContractKommune.objects.filter(kommune__in=kommunen, period=period, active=True)
    names = [row.kommune.label for row in taken.select_related("kommune")]
    if names:
        raise Conflict(
            f"Schon an einer Inhouse-Schulung in „{period.name}“ beteiligt: {'; '.join(names)}."
        )
    rows = [
        ContractKommune(contract=contract, kommune=kommune, period=period) for kommune in kommunen
    ]
    with constraint_errors({"contract_kommune_once_per_period": TAKEN}):
        ContractKommune.objects.bulk_create(rows)


def release_kommunen(*contracts: TransferContract) -> None:
    """Contracts have ended without a training: their Kommunen may take part in another one."""
    ContractKommune.objects.filter(contract__in=contracts, active=True).update(active=False)
