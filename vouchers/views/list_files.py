"""The lists of cases and money as CSV or Excel file: all rows of the list, in its order.

Names of people stand only where the list on the page shows them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from lotsen.core import clock
from lotsen.core.access import actor_of
from lotsen.core.csv_export import Cents
from lotsen.core.exports import list_response
from lotsen.core.formatting import day_of, instant
from lotsen.core.forms import FilterForm
from vouchers.models import Payment, PaymentFile, Reclaim, Voucher

Cells = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ListFile:
    """Name of a file, its columns, and the cells of a row."""

    title: str
    head: Sequence[str]
    cells: Callable[[Any], Cells]


def answer_file(
    request: HttpRequest, file: ListFile, rows: QuerySet[Any], form: FilterForm | None = None
) -> HttpResponse:
    """All of `rows` as the file that the address asks for, with filter and author below them.

    One statement, read in portions: a file of many rows needs no more of them than one of few.
    """
    author = actor_of(request)
    notes = [f"{file.title}, abgerufen am {instant(clock.now())} von {author.signature}"]
    notes += form.chosen() if form else []
    cells = (file.cells(row) for row in rows.iterator())
    return list_response(request, file.title, file.head, cells, notes)


def _contract(contract: Any) -> Cells:
    return (
        *(contract.number, contract.kommune.label, contract.kommune_id, contract.line.name),
        *(contract.provider.name, contract.places, day_of(contract.submitted_at)),
        contract.stage_label,
    )


CONTRACTS = ListFile(
    "Weitergabeverträge",
    (
        *("Nummer", "Kommune", "Schlüssel", "Förderlinie", "Bildungsträger", "Personen"),
        *("Eingereicht", "Stand"),
    ),
    _contract,
)


def _voucher(voucher: Voucher) -> Cells:
    return (
        *(voucher.pk, voucher.kommune.label, voucher.kommune_id, voucher.line.name),
        *(voucher.provider.name, voucher.budget_year_id, day_of(voucher.issued_at), voucher.days),
        *(voucher.redeemed_days, voucher.paid_days, Cents(voucher.total_cents)),
        *(voucher.valid_until, voucher.get_state_display()),
    )


def _voucher_of_hr(voucher: Voucher) -> Cells:
    return (*_voucher(voucher), voucher.lotse.full_name)


VOUCHERS = ListFile(
    "Gutscheine",
    (
        *("Gutschein-ID", "Kommune", "Schlüssel", "Förderlinie", "Bildungsträger"),
        *("Haushaltsjahr", "Ausgestellt", "Tage", "Eingelöste Tage", "Ausgezahlte Tage"),
        *("Betrag", "Gültig bis", "Stand"),
    ),
    _voucher,
)
VOUCHERS_OF_HR = ListFile(VOUCHERS.title, (*VOUCHERS.head, "Person"), _voucher_of_hr)


def _training(voucher: Voucher) -> Cells:
    cents = voucher.invoice_cents
    return (
        *(voucher.pk, voucher.kommune.label, voucher.kommune_id, voucher.provider.name),
        *(voucher.lotse.full_name, voucher.days, Cents(voucher.total_cents)),
        *(voucher.invoice_number, None if cents is None else Cents(cents), voucher.invoiced_on),
        voucher.get_state_display(),
    )


TRAININGS = ListFile(
    "Inhouse-Schulungen",
    (
        *("Gutschein-ID", "Kommune", "Schlüssel", "Bildungsträger", "Verantwortlich", "Tage"),
        *("Höchstbetrag", "Schlussrechnung", "Rechnungsbetrag", "Rechnung vom", "Stand"),
    ),
    _training,
)


def _payment(payment: Payment) -> Cells:
    file = payment.file
    return (
        *(payment.number, payment.claim.provider.name, payment.claim.number),
        *(day_of(payment.ordered_at), file.number if file else "", payment.paid_on),
        *(payment.returned_on, Cents(payment.cents), payment.get_state_display()),
    )


PAYMENTS = ListFile(
    "Zahlungen",
    (
        *("Nummer", "Bildungsträger", "Abrechnung", "Angeordnet", "Datei", "Ausgezahlt"),
        *("Zurückgekommen", "Betrag", "Stand"),
    ),
    _payment,
)


def _payment_file(file: PaymentFile) -> Cells:
    return (
        *(file.number, day_of(file.created_at), file.created_by.name, file.execute_on),
        *(file.count, Cents(file.cents)),
    )


PAYMENT_FILES = ListFile(
    "Zahlungsdateien",
    ("Nummer", "Erstellt", "Erstellt von", "Ausführung", "Zahlungen", "Summe"),
    _payment_file,
)


def _reclaim(reclaim: Reclaim) -> Cells:
    voucher, interest = reclaim.voucher, reclaim.interest_cents
    overdue = reclaim.is_open and reclaim.due_on is not None and reclaim.due_on < clock.today()
    return (
        *(reclaim.number, reclaim.voucher_id, voucher.kommune.label, voucher.kommune_id),
        *(voucher.provider.name, Cents(reclaim.cents)),
        *(None if interest is None else Cents(interest), reclaim.due_on),
        day_of(reclaim.decided_at) if reclaim.is_open and reclaim.decided_at else None,
        *(reclaim.get_state_display(), overdue),
    )


RECLAIMS = ListFile(
    "Rückforderungen",
    (
        *("Nummer", "Gutschein-ID", "Kommune", "Schlüssel", "Bildungsträger", "Betrag", "Zinsen"),
        *("Zahlbar bis", "Offen seit", "Stand", "Überfällig"),
    ),
    _reclaim,
)
