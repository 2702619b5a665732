"""The list of seminars as CSV or Excel file: the same rows with filter and date below them."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from lotsen.core import clock
from lotsen.core.csv_export import Cents
from lotsen.core.exports import list_response
from lotsen.core.formatting import instant
from lotsen.seminars.forms import CatalogueFilter
from lotsen.seminars.models import Seminar

HEAD = (
    *("Nummer", "Seminar", "Erster Tag", "Letzter Tag", "Ort", "Bildungsträger", "Gebühr"),
    *("Plätze", "Belegt", "Anmeldung bis", "Stand"),
)


def catalogue_file(
    request: HttpRequest, form: CatalogueFilter, seminars: QuerySet[Seminar]
) -> HttpResponse:
    """`seminars` with `taken`, `first_day` and `last_day`, all of them, not only a page."""
    rows = (
        (
            *(seminar.number, seminar.title, seminar.first_day, seminar.last_day, seminar.place),
            *(seminar.provider.name, Cents(seminar.fee_cents), seminar.max_seats, seminar.taken),
            *(seminar.enrol_until, seminar.get_state_display()),
        )
        for seminar in seminars
    )
    notes = [f"Seminare, abgerufen am {instant(clock.now())}", *form.chosen()]
    return list_response(request, "Seminare", HEAD, rows, notes)
