"""From a booking to the case that made it: proposal, claim, payment or reclaim."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from vouchers.enums import EntryKind
from vouchers.models import Claim, JournalEntry

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
    key = _uuid(rest.partition(":")[0])
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


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
