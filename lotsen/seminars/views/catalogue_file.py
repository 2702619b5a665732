"""The lists of seminars as CSV or Excel file: the same rows with filter and date below them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from lotsen.core import clock
from lotsen.core.access import actor_of
from lotsen.core.csv_export import Cents
from lotsen.core.exports import list_response
from lotsen.core.formatting import instant
from lotsen.seminars.enums import Tab
from lotsen.seminars.forms import CatalogueFilter, TabFilter
from lotsen.seminars.models import Seminar
from lotsen.seminars.views.stages import stage_of

HEAD = (
    *("Nummer", "Seminar", "Erster Tag", "Letzter Tag", "Ort", "Bildungsträger", "Gebühr"),
    *("Plätze", "Belegt", "Anmeldung bis", "Stand"),
)


def catalogue_file(
    request: HttpRequest, form: CatalogueFilter, seminars: QuerySet[Seminar]
) -> HttpResponse:
    """`seminars` with `taken`, `first_day` and `last_day`, all of them, not only a page."""
    rows = (_cells(seminar, seminar.get_state_display()) for seminar in seminars)
    notes = [f"Seminare, abgerufen am {instant(clock.now())}", *form.chosen()]
    return list_response(request, "Seminare", HEAD, rows, notes)


def tab_file(
    request: HttpRequest, form: TabFilter, tab: Tab, seminars: QuerySet[Seminar]
) -> HttpResponse:
    """All seminars of a tab, which carry seats and days, each with its stage as on the page."""
    today, author = clock.today(), actor_of(request)
    rows = (_cells(seminar, _spaced(stage_of(seminar, today).label)) for seminar in seminars)
    title = f"Seminare {tab.label.lower()}"
    notes = [f"{title}, abgerufen am {instant(clock.now())} von {author.signature}"]
    return list_response(request, title, HEAD, rows, [*notes, *form.chosen()])


def _cells(seminar: Any, stage: str) -> tuple[object, ...]:
    return (
        *(seminar.number, seminar.title, seminar.first_day, seminar.last_day, seminar.place),
        *(seminar.provider.name, Cents(seminar.fee_cents), seminar.max_seats, seminar.taken),
        *(seminar.enrol_until, stage),
    )


def _spaced(words: str) -> str:
    """With plain spaces: who filters a column types these."""
    return words.replace("\N{NO-BREAK SPACE}", " ")
