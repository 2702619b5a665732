"""Contracts and vouchers that only somebody with a Basis may have (docs/programme.md § 4)."""

from lotsen.people.enums import QualificationKind
from lotsen.people.models import Qualification
from lotsen.people.reliance import register_reliance
from vouchers.enums import QUOTA_VOUCHER_STATES
from vouchers.models import Voucher
from vouchers.queries.quota import waiting_after_basis


def relying_contract(qualification: Qualification) -> str:
    """The voucher or the waiting contract of the person on a line that needs the Basis."""
    if qualification.kind != QualificationKind.BASIS:
        return ""
    person = qualification.lotse_id
    vouchers = Voucher.objects.filter(
        lotse=person, line__needs_basis=True, state__in=QUOTA_VOUCHER_STATES
    )
    if voucher := vouchers.order_by("pk").first():
        return f"Darauf beruht der Gutschein {voucher.pk}"
    waiting = waiting_after_basis().filter(lotse=person).select_related("contract")
    if named := waiting.order_by("contract__number").first():
        return f"Darauf beruht der Vertrag {named.contract.number}"
    return ""


def register() -> None:
    """Say so where the office withdraws a qualification."""
    register_reliance(relying_contract)
