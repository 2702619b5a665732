"""What was recorded about a case, in words. HR reads the role, oversight also the name."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.models import AuditEntry
from lotsen.core.roles import OVERSIGHT, Role

SENTENCES = {
    "contract.submitted": "Vertrag eingereicht",
    "contract.agreed": "Vertrag vereinbart",
    "contract.queued": "Vertrag wartet auf Mittel",
    "contract.exception_approved": "Ausnahme genehmigt",
    "contract.rejected": "Vertrag abgelehnt",
    "contract.withdrawn": "Vertrag zurückgezogen",
    "contract.vouchers_issued": "Gutscheine ausgestellt",
    "voucher.issued": "Gutschein ausgestellt",
    "voucher.day_redeemed": "Tag eingelöst",
    "voucher.day_released": "Tag freigegeben",
    "voucher.day_reversed": "Buchung eines Tages storniert",
    "voucher.cancelled": "Gutschein storniert",
    "claim.submitted": "Abrechnung eingereicht",
    "claim.withdrawn": "Abrechnung zurückgezogen",
    "claim.factual": "Sachlich richtig festgestellt",
    "claim.arithmetic": "Rechnerisch richtig festgestellt",
    "claim.line_refused": "Eine Position abgelehnt",
    "claim.refused": "Abrechnung abgelehnt",
    "claim.ordered": "Auszahlung angeordnet",
    "claim.returned": "An die Programmstelle zurückgegeben",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline."""

    at: datetime
    text: str
    who: str


def timeline(target: Model, reader: Actor) -> list[Step]:
    """The steps of a case, oldest first."""
    entries = audit.entries_for(target).select_related("actor")
    return [
        Step(entry.at, SENTENCES.get(entry.action, entry.action), _who(entry, reader))
        for entry in entries
    ]


def _who(entry: AuditEntry, reader: Actor) -> str:
    role = str(Role(entry.role).label) if entry.role else "Automatischer Ablauf"
    if entry.actor is None or reader.role not in OVERSIGHT:
        return role
    return f"{entry.actor.name}, {role}" + (f" ({entry.signature})" if entry.signature else "")
