"""The lists of Kommunen behind the coverage map."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from kommunen.models import Contact
from lotsen.core import clock
from lotsen.core.access import access, actor_of
from lotsen.core.formatting import number
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.reporting.coverage_forms import (
    BY_NAME,
    BY_POPULATION,
    BY_STEP,
    CoverageListFilter,
    WhiteSpotFilter,
)
from lotsen.reporting.queries.coverage import Body, coverage
from lotsen.reporting.queries.coverage_sums import area_note
from lotsen.reporting.queries.white_spots import white_spots as found_white_spots
from lotsen.reporting.views.lists import Listing, answer_list

WRITERS = (Role.OFFICE, Role.MINISTRY)
"""Who asks a Kommune to take part; the Rechnungshof only reads."""


@access(*OVERSIGHT)
def coverage_list(request: HttpRequest) -> HttpResponse:
    """Every Kommune with its step: the facts of the map as a list."""
    form = CoverageListFilter(request.GET)
    found = coverage(form.question)
    bodies: Sequence[Body] = list(filter(form.shown.holds, found.bodies))
    if (reach := form.reach) is not None:
        bodies = [body for body in bodies if body.reach == reach]
    listing = Listing(
        "reporting/coverage_list.html",
        "Abdeckung je Kommune",
        in_order(bodies, form.value("sortierung") or BY_NAME),
        (
            *("Kommune", "Schlüssel", "Art", "Kreis", "Einwohner", "Stand"),
            *("Gefördert ausgebildet", "Ohne Förderung ausgebildet", "Angemeldet"),
        ),
        lambda b: (
            *(b.label, b.key, b.kind_label, b.landkreis or b.name, b.population, b.reach.label),
            *(b.funded, b.unfunded, b.enrolled),
        ),
        "Kommunen",
        note=area_note(found, clock.today()),
    )
    return answer_list(request, form, listing)


@access(*OVERSIGHT)
def white_spots(request: HttpRequest) -> HttpResponse:
    """Kommunen where nothing has begun, with contact and the draft of a mail."""
    form = WhiteSpotFilter(request.GET)
    actor = actor_of(request)
    found = coverage(form.question)
    bodies: Sequence[Body] = list(filter(form.shown.holds, found.bodies))
    rows = found_white_spots(
        in_order(bodies, form.value("sortierung") or BY_POPULATION),
        actor,
        may_write=actor.role in WRITERS and form.is_today,
    )
    inhabitants = sum(row.body.population or 0 for row in rows if not row.body.is_landkreis)
    contact_columns = ("Kontakt", "E-Mail", "Telefon")
    listing = Listing(
        "reporting/white_spots.html",
        "Weiße Flecken",
        rows,
        ("Kommune", "Schlüssel", "Art", "Kreis", "Einwohner", *contact_columns),
        lambda row: (
            *(row.body.label, row.body.key, row.body.kind_label),
            *(row.body.landkreis or row.body.name, row.body.population),
            *contact_cells(row.contact),
        ),
        "Kommunen",
        f"{number(inhabitants)} Einwohner" if rows else "",
        area_note(found, clock.today()),
    )
    return answer_list(request, form, listing)


def contact_cells(contact: Contact | None) -> tuple[str, str, str]:
    """Name, address and telephone; empty cells where no contact is known."""
    return (str(contact), contact.email, contact.phone) if contact else ("", "", "")


def in_order(bodies: Sequence[Body], order: str) -> Sequence[Body]:
    """Sorted; they come in dictionary order, which stays among equals."""
    if order == BY_POPULATION:
        return sorted(bodies, key=lambda body: -(body.population or 0))
    if order == BY_STEP:
        return sorted(bodies, key=lambda body: -body.reach)
    return bodies
