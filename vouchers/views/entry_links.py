"""From a booking to the case that made it, and to its correction."""

from dataclasses import dataclass

from django.urls import reverse

from lotsen.core.keys import uuid_or_none
from vouchers.enums import EntryKind
from vouchers.models import Claim, JournalEntry
from vouchers.queries.corrections import decided_day, is_paid_out, obstacle_to_reversal

CASES = {
    "proposal": ("Freigabe", "vouchers:proposal"),
    "ve_end": ("Freigabe", "vouchers:proposal"),
    "carry_out": ("Freigabe", "vouchers:proposal"),
    "carry_in": ("Freigabe", "vouchers:proposal"),
    "lapse": ("Freigabe", "vouchers:proposal"),
    "order": ("Zahlung", "vouchers:payment"),
    "pay": ("Zahlung", "vouchers:payment"),
    "reclaim": ("Rückforderung", "vouchers:reclaim"),
    "repay": ("Rückforderung", "vouchers:reclaim"),
}
"""Idempotency keys begin with the act and the key of its case (docs/ledger.md)."""


@dataclass(frozen=True, slots=True)
class CaseLink:
    """One case behind a booking."""

    label: str
    name: str
    url: str


def cases_behind(entry: JournalEntry) -> list[CaseLink]:
    """The case that booked this entry, and the claims in which its day stands."""
    act, _, rest = entry.idempotency_key.partition(":")
    found = []
    key = uuid_or_none(rest.partition(":")[0])
    if act in CASES and key is not None:
        label, name = CASES[act]
        found.append(CaseLink(label, "ansehen", reverse(name, args=[key])))
    if entry.kind == EntryKind.REDEEM:
        claims = Claim.objects.filter(lines__entry=entry).distinct().order_by("submitted_at")
        found += [
            CaseLink("Abrechnung", claim.number, reverse("vouchers:claim", args=[claim.pk]))
            for claim in claims
        ]
    return found


@dataclass(frozen=True, slots=True)
class Correction:
    """What the office can do about a decided day: a button, or why there is none."""

    label: str = ""
    url: str = ""
    obstacle: str = ""
    reclaim_url: str = ""


def correction_of(entry: JournalEntry, reversal: JournalEntry | None) -> Correction | None:
    """The way to take the day of this booking back; None for every other kind of booking.

    A day that is paid out is not taken back but reclaimed.
    """
    day = decided_day(entry)
    if day is None:
        return None
    url = reverse("vouchers:reverse-day", args=[entry.pk])
    if reversal is not None:
        return Correction("Zur Berichtigung", url)
    if obstacle := obstacle_to_reversal(day):
        reclaim = reverse("vouchers:reclaim-new", args=[day.voucher.pk]) if is_paid_out(day) else ""
        return Correction(obstacle=obstacle, reclaim_url=reclaim)
    return Correction("Stornieren", url)
