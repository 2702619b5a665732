"""What office and provider hear about a claim by mail. Only strings, numbers and dates."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from lotsen.accounts.models import User
from lotsen.accounts.queries import members_in_role
from lotsen.core import mail
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, day, euro
from lotsen.core.roles import Role
from vouchers.models import Claim, ClaimLine, Payment


def submitted(claim: Claim, *, days: int, cents: int, actor: Actor) -> None:
    """To everybody in the office: there is something to check."""
    people = {member.user for member in members_in_role(Role.OFFICE)}
    context = {"days": counted(days, "Tag", "Tage"), "amount": euro(cents)}
    subject = f"Abrechnung {claim.number} eingereicht"
    _queue("submitted", claim, people, actor, subject=subject, context=context)


def line_refused(claim: Claim, line: ClaimLine, actor: Actor) -> None:
    """To who submitted: one day was taken out, and why."""
    context = {
        "voucher": line.voucher_id,
        "held_on": day(line.held_on),
        "amount": euro(line.cents),
        "reason": line.refusal_reason,
    }
    subject = f"Abrechnung {claim.number}: eine Position abgelehnt"
    _queue("line_refused", claim, [claim.submitted_by], actor, subject=subject, context=context)


def refused(claim: Claim, actor: Actor) -> None:
    """To who submitted: the whole claim was refused, and why."""
    context = {"reason": claim.note}
    subject = f"Abrechnung {claim.number} abgelehnt"
    _queue("refused", claim, [claim.submitted_by], actor, subject=subject, context=context)


def returned(claim: Claim, checkers: Iterable[int | None], actor: Actor) -> None:
    """To who checked, with the reason; to who submitted, that it takes longer."""
    subject = f"Abrechnung {claim.number} wird noch einmal geprüft"
    people = User.objects.filter(pk__in=[pk for pk in checkers if pk], is_active=True)
    context = {"reason": claim.note}
    _queue("returned", claim, people, actor, subject=subject, context=context)
    _queue("delayed", claim, [claim.submitted_by], actor, subject=subject, context={})


def ordered(claim: Claim, payment: Payment, actor: Actor) -> None:
    """To who submitted: the money is on its way."""
    context = {"amount": euro(payment.cents), "payment": payment.number}
    subject = f"Abrechnung {claim.number}: Auszahlung angeordnet"
    _queue("ordered", claim, [claim.submitted_by], actor, subject=subject, context=context)


def _queue(
    name: str,
    claim: Claim,
    people: Iterable[User],
    actor: Actor,
    *,
    subject: str,
    context: dict[str, Any],
) -> None:
    """One mail for each person; the version of the claim tells one act from the next."""
    common = {
        "number": claim.number,
        "provider": claim.provider.name,
        "path": reverse("vouchers:claim", args=[claim.pk]),
    }
    for person in people:
        mail.queue(
            key=f"claim-{name}:{claim.pk}:{claim.version}:{person.pk}",
            to=person.email,
            subject=subject,
            template=f"mails/vouchers/claim_{name}.txt",
            context=common | context | {"name": person.name},
            actor=actor,
            related=claim,
        )
