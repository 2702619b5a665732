"""What HR hears by mail. Only strings, numbers and dates go into a text."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from lotsen.core import mail
from lotsen.core.actor import Actor
from lotsen.core.formatting import euro
from lotsen.people.models import Lotse
from vouchers.models import TransferContract, Voucher


def contract_submitted(contract: TransferContract, persons: Sequence[Lotse], actor: Actor) -> None:
    """Receipt for the contact person."""
    names = ", ".join(lotse.full_name for lotse in persons)
    _queue(
        "submitted",
        contract,
        actor,
        subject=f"Weitergabevertrag {contract.number} eingereicht",
        context={"persons": names},
    )


def vouchers_issued(contract: TransferContract, vouchers: Sequence[Voucher], actor: Actor) -> None:
    """The voucher IDs, one line per person."""
    lines = [f"{voucher.pk}  {voucher.lotse.full_name}" for voucher in vouchers]
    _queue(
        "issued",
        contract,
        actor,
        subject=f"Gutscheine zum Weitergabevertrag {contract.number}",
        context={
            "vouchers": "\n".join(lines),
            "days": vouchers[0].days,
            "rate": euro(vouchers[0].day_rate_cents),
        },
    )


def contract_rejected(contract: TransferContract, actor: Actor) -> None:
    """The refusal with its reason."""
    _queue(
        "rejected",
        contract,
        actor,
        subject=f"Weitergabevertrag {contract.number} abgelehnt",
        context={"reason": contract.reason},
    )


def _queue(
    name: str, contract: TransferContract, actor: Actor, *, subject: str, context: dict[str, Any]
) -> None:
    common = {
        "contact": contract.contact_name,
        "number": contract.number,
        "kommune": contract.kommune.label,
        "provider": contract.provider.name,
        "line": contract.line.name,
        "path": reverse("vouchers:contract", args=[contract.pk]),
    }
    mail.queue(
        key=f"contract-{name}:{contract.pk}",
        to=contract.contact_email,
        subject=subject,
        template=f"mails/vouchers/{name}.txt",
        context=common | context,
        actor=actor,
        related=contract,
    )
