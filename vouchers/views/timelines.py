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
    "contract.ended": "Vertrag aufgehoben",
    "contract.vouchers_issued": "Gutscheine ausgestellt",
    "contract.person_replaced": "Eine Person durch eine Ersatzperson ersetzt",
    "enrolment.made": "Zum Seminar angemeldet",
    "enrolment.cancelled": "Vom Seminar abgemeldet",
    "enrolment.replaced": "Durch eine Ersatzperson ersetzt",
    "enrolment.voucher_added": "Gutschein ergänzt",
    "voucher.issued": "Gutschein ausgestellt",
    "voucher.assigned": "Einer Anmeldung zugeordnet",
    "voucher.unassigned": "Anmeldung aufgehoben",
    "voucher.transferred": "Auf eine Ersatzperson übertragen",
    "voucher.expired": "Gutschein verfallen",
    "voucher.reissued": "Neu ausgestellt",
    "voucher.replaced": "Durch einen neuen Gutschein ersetzt",
    "voucher.day_redeemed": "Tag eingelöst",
    "voucher.day_released": "Tag freigegeben",
    "voucher.day_reversed": "Buchung eines Tages storniert",
    "voucher.invoiced": "Schlussrechnung abgerechnet",
    "voucher.cancelled": "Gutschein storniert",
    "voucher.carried_over": "Offene Tage in das nächste Haushaltsjahr übertragen",
    "claim.submitted": "Abrechnung eingereicht",
    "claim.withdrawn": "Abrechnung zurückgezogen",
    "claim.factual": "Sachlich richtig festgestellt",
    "claim.arithmetic": "Rechnerisch richtig festgestellt",
    "claim.line_refused": "Eine Position abgelehnt",
    "claim.refused": "Abrechnung abgelehnt",
    "claim.ordered": "Auszahlung angeordnet",
    "claim.returned": "An die Programmstelle zurückgegeben",
    "claim.paid": "Ausgezahlt",
    "claim.payment_returned": "Zahlung zurückgekommen, neue Anordnung nötig",
    "payment.ordered": "Zahlung angeordnet",
    "payment.transmitted": "In Zahlungsdatei aufgenommen",
    "payment.paid": "Als ausgezahlt bestätigt",
    "payment.returned": "Als zurückgekommen gebucht",
    "payment_file.made": "Zahlungsdatei erstellt",
    "payment_file.paid": "Als ausgezahlt bestätigt",
    "payment_file.returned": "Eine Zahlung als zurückgekommen gebucht",
    "bank_account.proposed": "Bankverbindung angegeben",
    "bank_account.confirmed": "Bankverbindung bestätigt",
    "bank_account.rejected": "Bankverbindung abgelehnt",
    "bank_account.withdrawn": "Bankverbindung zurückgezogen",
    "reclaim.proposed": "Rückforderung vorgeschlagen",
    "reclaim.decided": "Rückforderung freigegeben",
    "reclaim.rejected": "Rückforderung abgelehnt",
    "reclaim.repaid": "Eingang erfasst",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a timeline.

    `about` is the number of the case it belongs to; a booking has `reference`, `cents`, the `url`
    of its page for those who may open it, and its reason as `note`.
    """

    at: datetime
    text: str
    who: str
    about: str = ""
    reference: str = ""
    url: str = ""
    cents: int | None = None
    note: str = ""


def timeline(target: Model, reader: Actor) -> list[Step]:
    """The steps of a case, oldest first."""
    entries = audit.entries_for(target).select_related("actor")
    return [
        Step(
            entry.at,
            SENTENCES.get(entry.action, entry.action),
            who_did(entry, reader),
            cents=entry.facts.get("cents"),
        )
        for entry in entries
    ]


def who_did(entry: AuditEntry, reader: Actor) -> str:
    """Role of the person, for oversight with the name."""
    role = str(Role(entry.role).label) if entry.role else "Automatischer Ablauf"
    if entry.actor is None or reader.role not in OVERSIGHT:
        return role
    return f"{entry.actor.name}, {role}" + (f" ({entry.signature})" if entry.signature else "")
