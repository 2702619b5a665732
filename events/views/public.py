"""What everybody sees: the list, the page of an event, the calendar file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from events import queries, rules
from events.calendar import calendar_file
from events.forms import EventFilter
from events.models import Event
from lotsen.core import clock
from lotsen.core.access import optional_actor, public
from lotsen.core.exports import FORMAT, list_response
from lotsen.core.formatting import instant
from lotsen.core.paging import paginate
from lotsen.core.roles import Role

PARTICIPANT_ROLES = (Role.LOTSE, None)
SEES_OWN_PEOPLE = (Role.HR,)
LIST_HEAD = (
    *("Nummer", "Veranstaltung", "Veranstaltet von", "Beginn", "Ende", "Ort", "Plätze"),
    *("Belegt", "Anmeldung bis", "Stand"),
)


@public()
def event_list(request: HttpRequest) -> HttpResponse:
    """Coming events, `?zeit=vergangen` what is over or cancelled, `alle` both; with `?ausgabe=`
    exactly these as a file."""
    actor, form = optional_actor(request), EventFilter(request.GET)
    time, text = form.value("zeit"), form.value("q")
    events = queries.at_time(queries.with_places(queries.events_visible_to(actor)), time)
    if text:
        events = queries.called(events, text)
    events = queries.in_order(events, form.value("sortierung"))
    if FORMAT in request.GET:
        notes = [f"Vernetzungsevents, abgerufen am {instant(clock.now())}", *form.chosen()]
        return list_response(request, "Vernetzungsevents", LIST_HEAD, map(_cells, events), notes)
    context = {
        "form": form,
        "page": paginate(request, events),
        "time": time,
        "now": clock.now(),
        "export_url": f"?{request.GET.urlencode()}",
        "may_plan": actor is not None and rules.may_plan(actor),
        "is_lotse": actor is not None and actor.role == Role.LOTSE,
    }
    return render(request, "events/list.html", context)


def _cells(event: Event) -> tuple[object, ...]:
    return (
        *(event.number, event.title, event.organiser.name, event.starts_at, event.ends_at),
        *(event.place, event.capacity, event.taken, event.register_until),
        event.get_state_display(),
    )


@public()
def event_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One event with its free places and what this visitor can do here."""
    actor = optional_actor(request)
    events = queries.with_places(queries.events_visible_to(actor))
    event = get_object_or_404(events, pk=pk)
    now = clock.now()
    own = queries.own_registration(actor, event)
    manages = rules.may_manage(actor, event)
    role = actor.role if actor else None
    context = {
        "event": event,
        "closed": rules.closed_because(event, now=now, today=clock.today()),
        "own": own,
        "may_register": role in PARTICIPANT_ROLES,
        "shows_access": bool(event.online_url) and (own is not None or manages),
        "manages": manages,
        "can_edit": rules.can_be_edited(event, now),
        "can_be_held": rules.can_be_marked_held(event, now),
        "is_over": now >= event.ends_at,
        "colleagues": None,
    }
    if actor is not None and role in SEES_OWN_PEOPLE:
        context["colleagues"] = list(queries.participants(event, actor))
    return render(request, "events/event.html", context)


@public()
def calendar(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The event for one's own calendar; the online address only for those who are registered."""
    actor = optional_actor(request)
    event = get_object_or_404(queries.events_visible_to(actor), pk=pk)
    inside = rules.may_manage(actor, event) or queries.own_registration(actor, event) is not None
    content = calendar_file(event, with_access=inside)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{event.number}.ics"'
    return response
