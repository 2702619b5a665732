"""The page of a Kommune: master data as of a day, sections of all apps, and its timeline."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from kommunen import queries
from kommunen.contact_forms import DayFilter
from kommunen.models import Kommune
from kommunen.panels import panels_for
from kommunen.queries.contacts import contacts_visible_to, invoice_addresses_visible_to
from kommunen.queries.endings import really_ended
from kommunen.queries.fate import fate_if_ended
from kommunen.queries.figures import area_day
from kommunen.queries.history import as_of, spans_of
from kommunen.timeline import timeline_of
from lotsen.core import clock
from lotsen.core.access import optional_actor, public
from lotsen.core.actor import Actor
from lotsen.core.paging import paginate
from lotsen.core.roles import Role

LATEST = 5


@public()
def kommune_page(request: HttpRequest, key: str) -> HttpResponse:
    """Everything about one Kommune that the visitor may read, public facts for everybody."""
    kommune = _kommune(key)
    actor = optional_actor(request)
    timeline = timeline_of(kommune, actor)
    form = DayFilter(request.GET)
    on = form.value("stand")
    spans = spans_of(kommune)
    edition = queries.current_edition()
    context: dict[str, Any] = {
        "kommune": kommune,
        "fate": fate_if_ended(kommune),
        "population": queries.population(kommune),
        "edition": edition,
        "area_as_of": area_day(kommune, edition),
        "panels": panels_for(request, kommune),
        "predecessors": list(queries.predecessors(kommune).filter(really_ended())),
        "form": form,
        "as_of": as_of(kommune, on) if on and on <= clock.today() else None,
        "is_future": bool(on and on > clock.today()),
        "spans": spans,
        "several_keys": len({span.key for span in spans}) > 1,
        "timeline": timeline[:LATEST],
        "has_more": len(timeline) > LATEST,
        **_contacts(kommune, actor),
    }
    if kommune.is_landkreis:
        context["gemeinden"] = list(queries.with_population(queries.gemeinden_of(kommune)))
    return render(request, "kommunen/kommune.html", context)


@public()
def kommune_timeline(request: HttpRequest, key: str) -> HttpResponse:
    """What happened, newest first, page by page."""
    kommune = _kommune(key)
    page = paginate(request, timeline_of(kommune, optional_actor(request)))
    return render(request, "kommunen/timeline.html", {"kommune": kommune, "page": page})


def _kommune(key: str) -> Kommune:
    known = Kommune.objects.select_related(
        "landkreis", "region", "regierungsbezirk", "verband", "successor__landkreis"
    )
    return get_object_or_404(known, pk=key)


def _contacts(kommune: Kommune, actor: Actor | None) -> dict[str, Any]:
    """Contacts and invoice data; who may keep them gets the link to do so."""
    is_hr = actor is not None and actor.role == Role.HR
    own = actor is not None and actor.organisation_id == kommune.organisation_id
    return {
        "contacts": list(contacts_visible_to(actor).filter(kommune=kommune)),
        "addresses": list(invoice_addresses_visible_to(actor).filter(kommune=kommune)),
        "keeps_contacts": is_hr and own,
    }
