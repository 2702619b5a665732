"""What everybody sees: the list, the page of an event, the calendar file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from events import queries, rules
from events.calendar import calendar_file
from lotsen.core import clock
from lotsen.core.access import optional_actor, public
from lotsen.core.paging import paginate
from lotsen.core.roles import Role

PARTICIPANT_ROLES = (Role.LOTSE, None)
SEES_OWN_PEOPLE = (Role.HR,)


@public()
def event_list(request: HttpRequest) -> HttpResponse:
    """Coming events or, with `?zeit=vergangen`, those that are over."""
    actor = optional_actor(request)
    over = request.GET.get("zeit") == "vergangen"
    events = queries.with_places(queries.events_visible_to(actor))
    page = paginate(request, queries.past(events) if over else queries.upcoming(events))
    return render(
        request,
        "events/list.html",
        {
            "page": page,
            "over": over,
            "may_plan": actor is not None and rules.may_plan(actor),
            "is_lotse": actor is not None and actor.role == Role.LOTSE,
        },
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
