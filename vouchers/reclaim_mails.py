"""What a provider hears about a reclaim by mail. Only strings, numbers and dates."""

from django.urls import reverse

from lotsen.accounts.queries import members_of
from lotsen.core import mail
from lotsen.core.actor import Actor
from lotsen.core.formatting import day, euro
from vouchers.models import Reclaim


def decided(reclaim: Reclaim, actor: Actor) -> None:
    """ "This amount is to be paid back", to everybody who acts for the provider today."""
    provider = reclaim.voucher.provider
    context = {
        "number": reclaim.number,
        "provider": provider.name,
        "voucher": reclaim.voucher_id,
        "amount": euro(reclaim.cents),
        "reason": reclaim.reason,
        "due_on": day(reclaim.due_on),
        "interest_from": day(reclaim.interest_from),
        "path": reverse("vouchers:reclaim", args=[reclaim.pk]),
    }
    for user in {member.user for member in members_of(provider.pk)}:
        mail.queue(
            key=f"reclaim-decided:{reclaim.pk}:{user.pk}",
            to=user.email,
            subject=f"Rückforderung {reclaim.number}",
            template="mails/vouchers/reclaim_decided.txt",
            context=context | {"name": user.name},
            actor=actor,
            related=reclaim,
        )
