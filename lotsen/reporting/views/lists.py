"""The rows behind every figure, filtered, in pages, and as CSV of exactly the same rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.csv_export import Cents
from lotsen.core.exports import FORMAT, list_response
from lotsen.core.formatting import day, euro, instant, number
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.reporting import forms
from lotsen.reporting.forms import StichtagFilter, chosen
from lotsen.reporting.queries import money, people

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing:
    """One list: what it is called, its rows, and how a row looks in the export."""

    template: str
    title: str
    rows: QuerySet[Any] | Sequence[Any]
    header: tuple[str, ...]
    cells: Callable[[Any], tuple[object, ...]]
    total_label: str
    total: str = ""
    note: str = ""


@access(*OVERSIGHT)
def lotsen(request: HttpRequest) -> HttpResponse:
    """People with a completed Basisqualifizierung, one row each."""
    form = forms.TrainedFilter(request.GET)
    rows = people.trained(form.as_of, form.narrowed).select_related("lotse", "kommune")
    listing = Listing(
        "reporting/lotsen.html",
        "Ausgebildete Digitallotsen",
        rows.order_by("-completed_on", "kommune__sort_key", "id"),
        ("Kommune", "Schlüssel", "Abgeschlossen", "Gefördert", "Nachweis"),
        lambda q: (q.kommune.label, q.kommune_id, q.completed_on, q.funded, q.proof),
        "Personen",
    )
    return answer_list(request, form, listing)


@access(*OVERSIGHT)
def enrolled(request: HttpRequest) -> HttpResponse:
    """People who are enrolled and whose seminar is not over at the Stichtag."""
    form = forms.PeopleFilter(request.GET)
    rows = people.enrolled(form.as_of, form.narrowed)
    rows = rows.select_related("lotse", "kommune", "seminar__provider")
    listing = Listing(
        "reporting/enrolled.html",
        "Angemeldete Personen",
        rows.order_by("last_day", "seminar__number", "kommune__sort_key", "id"),
        ("Kommune", "Schlüssel", "Seminar", "Bildungsträger", "Letzter Tag", "Gutschein-ID"),
        lambda e: (
            *(e.kommune.label, e.kommune_id, e.seminar.number, e.seminar.provider.name),
            *(e.last_day, e.voucher_id),
        ),
        "Personen",
    )
    return answer_list(request, form, listing)


@access(*OVERSIGHT)
def kommunen(request: HttpRequest) -> HttpResponse:
    """Kommunen with their numbers of trained people; without any they are the white spots."""
    form = forms.KommunenFilter(request.GET)
    rows = people.reach(form.as_of).select_related("regierungsbezirk")
    if form.bezirk_key:
        rows = rows.filter(regierungsbezirk=form.bezirk_key)
    if kind := form.value("art"):
        rows = people.of_kind(rows, landkreise=kind == forms.LANDKREISE)
    if reached := form.value("erreicht"):
        rows = rows.filter(reached=reached == forms.REACHED)
    listing = Listing(
        "reporting/kommunen.html",
        "Kommunen",
        rows,
        ("Kommune", "Schlüssel", "Art", "Regierungsbezirk", "Gefördert", "Ohne Förderung"),
        lambda k: (
            *(k.label, k.pk, k.get_kind_display(), k.regierungsbezirk.name),
            *(k.funded, k.unfunded),
        ),
        "Kommunen",
    )
    return answer_list(request, form, listing)


@access(*OVERSIGHT)
def bookings(request: HttpRequest) -> HttpResponse:
    """The bookings behind one sum; their total is the sum, to the cent."""
    form = forms.BookingsFilter(request.GET)
    found = money.bookings(
        form.figure, year=form.value("jahr"), as_of=form.as_of, bezirk=form.bezirk_key
    )
    listing = Listing(
        "reporting/bookings.html",
        f"Buchungen: {money.LABELS[form.figure]}",
        found.rows.annotate(shown_cents=F("cents") * found.sign),
        ("Nummer", "Gebucht", "Vorgang", "Konto", "Kommune", "Gutschein-ID", "Betrag in Euro"),
        lambda p: (
            *(p.entry.reference, p.entry.booked_at, p.entry.get_kind_display()),
            *(p.get_account_display(), p.kommune.label if p.kommune else ""),
            *(p.voucher_id, Cents(p.shown_cents)),
        ),
        "Buchungszeilen",
        euro(found.total_cents),
    )
    return answer_list(request, form, listing)


def answer_list(request: HttpRequest, form: StichtagFilter, listing: Listing) -> HttpResponse:
    """The page of a list with its filter, or (`?ausgabe=csv`) exactly its rows as a file."""
    actor = actor_of(request)
    stand = f"Stichtag {day(form.as_of)}, abgerufen am {instant(clock.now())} von {actor.signature}"
    filters = [f"{line.label}: {line.value}" for line in chosen(form)]
    if FORMAT in request.GET:
        notes = [f"{listing.title}, {stand}", *filters, *filter(bool, [listing.note])]
        rows = (listing.cells(row) for row in listing.rows)
        return list_response(request, listing.title, listing.header, rows, notes)
    page = paginate(request, listing.rows, PER_PAGE)
    context = {
        "form": form,
        "listing": listing,
        "page": page,
        "count": number(page.paginator.count),
        "stand": stand,
        "filters": filters,
        "csv_url": f"?{request.GET.urlencode()}",
        "shows_names": actor.role == Role.OFFICE,
    }
    return render(request, listing.template, context)
