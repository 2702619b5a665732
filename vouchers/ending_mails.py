"""What provider and office hear when an agreed contract is ended; HR's contact see `mails.py`.

Only strings, numbers and dates go into a text. No person of the contract is named, and the reason
goes to the two sides alone: the form promises it.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from lotsen.accounts.models import Membership
from lotsen.accounts.queries import members_in_role, members_of
from lotsen.core import mail
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from vouchers.models import TransferContract


def contract_ended(contract: TransferContract, actor: Actor, *, waited: bool) -> None:
    """To everybody who acts for the provider, and to the office unless it ended the contract.

    `waited`: it stood in the queue for money, so the next one is called up.
    """
    own = {"path": reverse("vouchers:vouchers")}
    _queue("provider", contract, members_of(contract.provider_id), actor, own)
    if actor.role == Role.OFFICE:
        return
    path = reverse("vouchers:contract", args=[contract.pk])
    context = {"path": path, "reason": contract.reason, "waited": waited}
    _queue("office", contract, members_in_role(Role.OFFICE), actor, context)


def _queue(
    readers: str,
    contract: TransferContract,
    members: Iterable[Membership],
    actor: Actor,
    own: dict[str, Any],
) -> None:
    """One mail for each person."""
    common = {
        "who": actor.role_label,
        "number": contract.number,
        "kommune": contract.kommune.label,
        "provider": contract.provider.name,
        "line": contract.line.name,
    }
    for person in {member.user for member in members}:
        mail.queue(
            key=f"contract-ended-{readers}:{contract.pk}:{person.pk}",
            to=person.email,
            subject=f"Weitergabevertrag {contract.number} aufgehoben",
            template=f"mails/vouchers/ended_{readers}.txt",
            context=common | own | {"name": person.name},
            actor=actor,
            related=contract,
        )
