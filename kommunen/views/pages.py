"""Public pages of the registry: list, suggestions while typing, page of a Kommune."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from kommunen import queries
from kommunen.forms import KommunenFilter
from kommunen.models import Kommune
from kommunen.panels import panels_for
from lotsen.core.access import optional_actor, public
from lotsen.core.paging import paginate
from lotsen.core.roles import Role

SUGGESTIONS = 8


@public()
def kommunen_list(request: HttpRequest) -> HttpResponse:
    """All Kommunen with search and filter; wrong filter values count as not set."""
    form = KommunenFilter(request.GET)
    kommunen = queries.with_population(queries.kommunen_now()).select_related("landkreis")
    if kreis := form.value("kreis"):
        kommunen = kommunen.filter(landkreis=kreis)
    if kind := form.value("art"):
        kommunen = kommunen.filter(kind=kind)
    # What the field refuses as too long is still searched for, cut to the length of a name.
    text = request.GET.get("q", "")
    page = paginate(request, queries.matching(kommunen, text))
    actor = optional_actor(request)
    context = {
        "form": form,
        "page": page,
        "text": text,
        "edition": queries.current_edition(),
        "may_edit": actor is not None and actor.role == Role.OFFICE,
    }
    return render(request, "kommunen/list.html", context)


@public()
def suggestions(request: HttpRequest) -> HttpResponse:
    """Options for the combobox: links to the pages, or (`?ziel=feld`) values for a form field."""
    kommunen = queries.search(request.GET.get("q", ""), limit=SUGGESTIONS)
    context = {"kommunen": kommunen, "for_field": request.GET.get("ziel") == "feld"}
    return render(request, "kommunen/suggestions.html", context)


@public()
def kommune_page(request: HttpRequest, key: str) -> HttpResponse:
    """Master data with dates and source, and the sections of the other apps."""
    known = Kommune.objects.select_related(
        "landkreis", "region", "regierungsbezirk", "verband", "successor"
    )
    kommune = get_object_or_404(known, pk=key)
    context: dict[str, Any] = {
        "kommune": kommune,
        "population": queries.population(kommune),
        "edition": queries.current_edition(),
        "panels": panels_for(request, kommune),
    }
    if kommune.is_landkreis:
        context["gemeinden"] = list(queries.with_population(queries.gemeinden_of(kommune)))
    return render(request, "kommunen/kommune.html", context)
