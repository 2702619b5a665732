"""The daily report of the ledger: its chain head leaves the database, so that a ledger that was
replaced as a whole can be noticed (docs/ledger.md)."""

from django.db import transaction
from django.template.loader import render_to_string

from lotsen.core import clock, mail
from lotsen.core.actor import SYSTEM
from lotsen.core.formatting import counted, day, euro, instant
from lotsen.core.periodic import once
from vouchers.queries.daily_report import LedgerReport, ledger_report, report_addresses

NAME = "vouchers.ledger_report"


def send_once_a_day() -> bool:
    """Send today's report unless it was sent; whether it was sent now."""
    return once(NAME, clock.today().isoformat(), send_report)


@transaction.atomic
def send_report() -> LedgerReport:
    """Check the ledger and mail the result to ministry, audit office and addresses outside.

    One mail per day and address, however often it is called.
    """
    report = ledger_report()
    text, subject, today = report_text(report), report_subject(report), clock.today()
    for address in report_addresses():
        mail.queue_text(
            key=f"ledger-report:{today.isoformat()}:{address}",
            to=address,
            subject=subject,
            body=text,
            actor=SYSTEM,
        )
    return report


def report_subject(report: LedgerReport) -> str:
    """The result in one line; a problem stands at its beginning."""
    on = day(report.checked_at)
    if report.proof.is_sound:
        return f"Buchungsjournal vom {on}: in Ordnung"
    found = counted(len(report.proof.problems), "Problem", "Probleme")
    return f"FEHLER im Buchungsjournal vom {on}: {found}"


def report_text(report: LedgerReport) -> str:
    """The report as plain text, readable in ten years without this programme."""
    proof, totals = report.proof, report.totals
    context = {
        "checked_at": instant(report.checked_at),
        "is_sound": proof.is_sound,
        "problems": proof.problems,
        "entries": proof.entries,
        "postings": proof.postings,
        "seq": proof.head_seq,
        "head": proof.head,
        "sums": [
            ("bewilligt", euro(totals.granted)),
            ("verfügbar", euro(totals.available)),
            ("gebunden", euro(totals.committed)),
            ("fällig", euro(totals.due)),
            ("angeordnet", euro(totals.ordered)),
            ("ausgezahlt", euro(totals.paid)),
            ("zurückgefordert", euro(totals.receivable)),
        ],
        "old_items": [
            (
                item.account.label,
                counted(item.days, "Gutscheintag", "Gutscheintage"),
                euro(item.cents),
                day(item.oldest_on),
            )
            for item in report.old_items
        ],
    }
    return render_to_string("mails/vouchers/ledger_report.txt", context).strip() + "\n"
