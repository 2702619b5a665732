"""The life of one voucher: what people did and what was booked, in one line of time."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model, Q
from django.urls import reverse

from lotsen.accounts.models import Membership
from lotsen.core.actor import Actor
from lotsen.core.models import AuditEntry
from lotsen.core.roles import OVERSIGHT, Role
from vouchers.models import Claim, JournalEntry, Payment, Reclaim, Voucher
from vouchers.views.timelines import SENTENCES, Step, who_did

BOOKED = frozenset(
    {
        "voucher.issued",
        "voucher.day_redeemed",
        "voucher.day_released",
        "voucher.day_reversed",
        "voucher.day_decided_again",
        "voucher.cancelled",
        "voucher.expired",
        "voucher.transferred",
        "claim.ordered",
        "payment.ordered",
        "payment.paid",
        "payment.returned",
        "reclaim.decided",
        "reclaim.repaid",
    }
)
"""Acts that the booking itself tells, with number and amount."""


def voucher_timeline(
    voucher: Voucher, entries: Iterable[JournalEntry], reader: Actor
) -> list[Step]:
    """All steps, oldest first. `entries` are its `own_entries`.

    Claims, payments and reclaims that touch it are shown to those who may see them.
    """
    booked = list(entries)
    steps = [*_acts(voucher, reader), *_bookings(booked, reader)]
    return sorted(steps, key=lambda step: step.at)


def _acts(voucher: Voucher, reader: Actor) -> list[Step]:
    """What the audit trail says of the voucher and of the cases around it."""
    cases: list[Model] = [voucher]
    if reader.role in (*OVERSIGHT, Role.PROVIDER):
        cases += Claim.objects.filter(lines__voucher=voucher).distinct()
        cases += Payment.objects.filter(claim__lines__voucher=voucher).distinct()
        cases += Reclaim.objects.filter(lines__voucher=voucher).distinct()
    wanted = Q()
    for case in cases:
        wanted |= Q(target_type=case._meta.label_lower, target_id=str(case.pk))
    names = {str(case.pk): str(case) for case in cases if case != voucher}
    found = AuditEntry.objects.filter(wanted).exclude(action__in=BOOKED).select_related("actor")
    return [
        Step(
            entry.at,
            SENTENCES.get(entry.action, entry.action),
            who_did(entry, reader),
            about=names.get(entry.target_id) or str(entry.facts.get("use", "")),
        )
        for entry in found.order_by("id")
    ]


def _bookings(entries: list[JournalEntry], reader: Actor) -> list[Step]:
    roles = _roles(entries)
    opens = reader.role in OVERSIGHT
    return [
        Step(
            entry.booked_at,
            _text(entry),
            _who(entry, roles, reader),
            reference=entry.reference,
            url=reverse("vouchers:entry", args=[entry.pk]) if opens else "",
            cents=_amount(entry),
            note=entry.reason,
        )
        for entry in entries
    ]


def _text(entry: JournalEntry) -> str:
    days = sorted({posting.day_number or 0 for posting in entry.postings.all()})
    label = str(entry.get_kind_display())
    if entry.reverses is not None:
        return f"Storno der Buchung {entry.reverses.reference}"
    return f"{label} (Tag {days[0]})" if len(days) == 1 else label


def _amount(entry: JournalEntry) -> int:
    """What arrived at the voucher, or left it."""
    cents = [posting.cents for posting in entry.postings.all()]
    return sum(one for one in cents if one > 0) or -sum(cents)


def _roles(entries: list[JournalEntry]) -> dict[UUID, str]:
    ids = {entry.membership_id for entry in entries if entry.membership_id}
    return dict(Membership.objects.filter(pk__in=ids).values_list("pk", "role"))


def _who(entry: JournalEntry, roles: dict[UUID, str], reader: Actor) -> str:
    """HR and provider read the role, oversight also the names."""
    role = roles.get(entry.membership_id) if entry.membership_id else None
    label = str(Role(role).label) if role else "Automatischer Ablauf"
    if entry.actor is None or reader.role not in OVERSIGHT:
        return label
    name = f"{entry.actor.name}, {label}" + (" (i. V.)" if entry.as_deputy else "")
    return f"{name}, zweite Person: {entry.approver.name}" if entry.approver else name
