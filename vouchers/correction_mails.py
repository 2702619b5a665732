"""Who hears that a seminar day was taken back or decided anew: the provider, and HR's contact.

Only strings, numbers and dates go into a text.
"""

from typing import Any

from django.urls import reverse

from lotsen.accounts.queries import members_of
from lotsen.core import mail
from lotsen.core.actor import Actor
from lotsen.core.formatting import day as day_text
from lotsen.core.formatting import euro
from vouchers.enums import EntryKind
from vouchers.evidence import DayEvidence, evidence_of
from vouchers.models import JournalEntry
from vouchers.queries.corrections import DecidedDay


def day_reversed(day: DecidedDay, reversal: JournalEntry, actor: Actor) -> None:
    """ "This day is open again", with the reason and by whom; what is next, comes by mail too."""
    context = {"was_redeemed": day.is_redeemed, "due": euro(day.due_cents)}
    _tell("day_reversed", "zurückgenommen", day, reversal, actor, reversal.reason, context)


def day_decided_again(
    day: DecidedDay, reversal: JournalEntry, entry: JournalEntry, actor: Actor
) -> None:
    """What the office decided, for the reason of the reversal."""
    context = {"is_redeemed": entry.kind == EntryKind.REDEEM}
    _tell("day_decided_again", "neu entschieden", day, entry, actor, reversal.reason, context)


def _tell(
    name: str,
    what: str,
    day: DecidedDay,
    entry: JournalEntry,
    actor: Actor,
    reason: str,
    more: dict[str, Any],
) -> None:
    evidence = evidence_of(day.voucher, day.day_number)
    common = _facts(day, evidence) | {"reason": reason} | more
    for key, to, own in [*_provider(day, evidence, actor), _contact(day)]:
        mail.queue(
            key=f"{name}:{entry.pk}:{key}",
            to=to,
            subject=f"{day.label} des Gutscheins {day.voucher.pk} {what}",
            template=f"mails/vouchers/{name}.txt",
            context=common | own,
            actor=actor,
            related=day.voucher,
        )


def _facts(day: DecidedDay, evidence: DayEvidence | None) -> dict[str, Any]:
    return {
        "day": day.day_number,
        "held_on": day_text(day.entry.occurred_on),
        "voucher": day.voucher.pk,
        "seminar": evidence.seminar if evidence else "",
        "certificate": evidence.certificate if evidence else "",
    }


def _provider(
    day: DecidedDay, evidence: DayEvidence | None, actor: Actor
) -> list[tuple[str, str, dict[str, str]]]:
    """Everybody who acts for the provider today: by whom, and the sheet if there is one."""
    path = evidence.path if evidence else reverse("vouchers:voucher", args=[day.voucher.pk])
    own = {"by": actor.signature, "path": path}
    users = {member.user for member in members_of(day.voucher.provider_id)}
    return [(str(user.pk), user.email, {"name": user.name} | own) for user in users]


def _contact(day: DecidedDay) -> tuple[str, str, dict[str, str]]:
    """The contact person of the contract, who hears what else happens to the voucher; no names of
    the office."""
    contract = day.voucher.contract
    path = reverse("vouchers:voucher", args=[day.voucher.pk])
    return "hr", contract.contact_email, {"name": contract.contact_name, "by": "", "path": path}
