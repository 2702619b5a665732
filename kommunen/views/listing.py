"""The list of all Kommunen: search, filter, order, and exactly these rows as a file."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kommunen import queries
from kommunen.enums import ListOrder, SizeClass
from kommunen.forms import KommunenFilter
from kommunen.models import Kommune, RegistryEdition
from kommunen.queries.figures import population_day, with_population_source
from kommunen.queries.lists import in_order, of_size
from kommunen.queries.search import no_more
from lotsen.core import clock
from lotsen.core.access import optional_actor, public
from lotsen.core.exports import FORMAT, list_response
from lotsen.core.formatting import instant
from lotsen.core.paging import paginate
from lotsen.core.roles import OVERSIGHT, Role

LIST_HEAD = (
    *("Schlüssel", "Regionalschlüssel", "Name", "Art", "Landkreis", "Region"),
    *("Regierungsbezirk", "Verwaltungsgemeinschaft", "Postleitzahl", "Verwaltungssitz"),
    *("Einwohner", "Einwohner am", "Basis der Einwohnerzahl", "Fläche in Hektar"),
    *("Breitengrad", "Längengrad"),
)


@public()
def kommunen_list(request: HttpRequest) -> HttpResponse:
    """All Kommunen with search, filter and order, or with `?ausgabe=` exactly these as a file.

    Wrong filter values count as not set.
    """
    form = KommunenFilter(request.GET)
    kommunen, edition = _filtered(form), queries.current_edition()
    if FORMAT in request.GET:
        rows = (_cells(kommune) for kommune in with_population_source(kommunen))
        return list_response(request, "Kommunen", LIST_HEAD, rows, _notes(form, edition))
    actor = optional_actor(request)
    context = {
        "form": form,
        "page": paginate(request, kommunen),
        "text": form.text,
        "no_more": no_more(form.text),
        "export_url": f"?{request.GET.urlencode()}",
        "edition": edition,
        "may_edit": actor is not None and actor.role == Role.OFFICE,
        "sees_coverage": actor is not None and actor.role in OVERSIGHT,
    }
    return render(request, "kommunen/list.html", context)


def _filtered(form: KommunenFilter) -> QuerySet[Kommune]:
    kommunen = queries.with_population(queries.kommunen_now())
    kommunen = kommunen.select_related("landkreis", "region", "regierungsbezirk", "verband")
    for name, field in (("bezirk", "regierungsbezirk"), ("kreis", "landkreis"), ("art", "kind")):
        if value := form.value(name):
            kommunen = kommunen.filter(**{field: value})
    if size := form.value("groesse"):
        kommunen = of_size(kommunen, SizeClass(size))
    found = queries.matching(kommunen, form.text)
    order = form.value("sortierung")
    return in_order(found, ListOrder(order)) if order else found


def _cells(kommune: Kommune) -> tuple[object, ...]:
    landkreis, verband = kommune.landkreis, kommune.verband
    return (
        *(kommune.key, kommune.ars, kommune.display_name, kommune.get_kind_display()),
        *(landkreis.display_name if landkreis else "", kommune.region.name),
        *(kommune.regierungsbezirk.name, verband.name if verband else ""),
        *(kommune.postcode, kommune.seat, kommune.population, kommune.population_on),
        *(kommune.population_base, kommune.area_ha, kommune.latitude, kommune.longitude),
    )


def _notes(form: KommunenFilter, edition: RegistryEdition | None) -> list[str]:
    notes = [f"Kommunen, abgerufen am {instant(clock.now())}", *form.chosen()]
    if edition is not None:
        on = population_day()
        day = f" vom {on:%d.%m.%Y}" if on else ""
        notes += [f"{edition}, Einwohnerzahlen{day}", edition.source_line]
    return notes
