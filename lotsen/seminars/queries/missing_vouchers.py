"""Why somebody has no voucher for a seminar: HR is told before it enrols at the full price."""

from uuid import UUID

from lotsen.seminars.models import Seminar
from vouchers.enums import ContractState, VoucherState
from vouchers.models import Voucher
from vouchers.queries.quota import waiting_persons


def missing_because(seminar: Seminar, lotsen: list[UUID]) -> dict[UUID, str]:
    """By person: the contract that is still on its way, or the voucher for another provider."""
    kind = seminar.line.kind
    elsewhere = Voucher.objects.filter(
        lotse__in=lotsen, line__kind=kind, state=VoucherState.ISSUED
    ).exclude(provider=seminar.provider_id)
    found = {
        voucher.lotse_id: f"Der Gutschein {voucher.pk} gilt für {voucher.provider.name}."
        for voucher in elsewhere.select_related("provider")
    }
    waiting = waiting_persons(kind).filter(lotse__in=lotsen).select_related("contract")
    return found | {
        person.lotse_id: f"Der Vertrag {person.contract.number} wird noch geprüft."
        if person.contract.state == ContractState.SUBMITTED
        else f"Zum Vertrag {person.contract.number} ist noch kein Gutschein ausgestellt."
        for person in waiting
    }
