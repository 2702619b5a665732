"""What HR hears by mail. Only strings, numbers and dates go into a text."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse

from lotsen.core import mail
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.formatting import counted, euro
from lotsen.people.models import Lotse
from vouchers.models import JournalEntry, TransferContract, Voucher

TellOfVouchers = Callable[[TransferContract, Sequence[Voucher]], None]


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
            **_value(vouchers[0]),
        },
    )


def contract_queued(contract: TransferContract, actor: Actor) -> None:
    """Agreed, but the money does not suffice yet."""
    _queue(
        "queued",
        contract,
        actor,
        subject=f"Weitergabevertrag {contract.number} wartet auf Mittel",
        context={"year": contract.planned_year},
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


def contract_ended(contract: TransferContract, actor: Actor) -> None:
    """One of the two sides has let the agreed contract go, with its reason."""
    _queue(
        "ended",
        contract,
        actor,
        subject=f"Weitergabevertrag {contract.number} aufgehoben",
        context={"who": actor.role_label, "reason": contract.reason},
    )


def voucher_cancelled(voucher: Voucher, actor: Actor) -> None:
    """The office ended the voucher, with its reason."""
    _tell_of_voucher("cancelled", voucher, actor, "storniert", {"reason": voucher.cancel_reason})


def voucher_transferred(
    voucher: Voucher, *, earlier: Lotse, entry: JournalEntry, reason: str, actor: Actor
) -> None:
    """Another person has the voucher now; `earlier` had it before."""
    context = {"earlier": earlier.full_name, "reason": reason}
    _tell_of_voucher("transferred", voucher, actor, "übertragen", context, about=str(entry.pk))


def voucher_reissued(voucher: Voucher, actor: Actor) -> None:
    """A new ID in place of one that was cancelled or has expired."""
    context = {"earlier": voucher.replaces_id, **_value(voucher)}
    _tell_of_voucher("reissued", voucher, actor, "neu ausgestellt", context)


def vouchers_expired(contract: TransferContract, vouchers: Sequence[Voucher]) -> None:
    """Nobody used these vouchers in time."""
    _tell_of_validity("expired", contract, vouchers, "Gutscheine verfallen")


def vouchers_expiring(contract: TransferContract, vouchers: Sequence[Voucher]) -> None:
    """These vouchers expire soon; told once for each day of expiry."""
    _tell_of_validity("expiring", contract, vouchers, "Gutscheine verfallen bald")


def _tell_of_voucher(
    name: str,
    voucher: Voucher,
    actor: Actor,
    what: str,
    context: dict[str, Any],
    *,
    about: str = "",
) -> None:
    facts = {
        "voucher": voucher.pk,
        "person": voucher.lotse.full_name,
        "valid_until": voucher.valid_until,
        "path": reverse("vouchers:voucher", args=[voucher.pk]),
    }
    _queue(
        f"voucher-{name}",
        voucher.contract,
        actor,
        subject=f"Gutschein {voucher.pk} {what}",
        context=facts | context,
        about=about or voucher.pk,
    )


def _tell_of_validity(
    name: str, contract: TransferContract, vouchers: Sequence[Voucher], subject: str
) -> None:
    valid_until = vouchers[0].valid_until
    lines = [f"{voucher.pk}  {voucher.lotse.full_name}" for voucher in vouchers]
    _queue(
        f"vouchers-{name}",
        contract,
        SYSTEM,
        subject=f"{subject}: Weitergabevertrag {contract.number}",
        context={"vouchers": "\n".join(lines), "valid_until": valid_until},
        about=f"{valid_until}:{vouchers[0].pk if name == 'expired' else ''}",
    )


def _queue(
    name: str,
    contract: TransferContract,
    actor: Actor,
    *,
    subject: str,
    context: dict[str, Any],
    about: str = "",
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
        key=f"contract-{name}:{contract.pk}" + (f":{about}" if about else ""),
        to=contract.contact_email,
        subject=subject,
        template=f"mails/vouchers/{name.replace('-', '_')}.txt",
        context=common | context,
        actor=actor,
        related=contract,
    )


def _value(voucher: Voucher) -> dict[str, str]:
    """For how many days it pays, and how much."""
    days = counted(voucher.days, "Seminartag", "Seminartage")
    return {"days": days, "rate": euro(voucher.day_rate_cents)}
