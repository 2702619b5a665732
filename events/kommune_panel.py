"""Vernetzungsevents on the page of a Kommune: how many of its people took part."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from events.enums import EventState, RegistrationState
from events.models import Registration
from events.queries import registrations_visible_to
from kommunen.models import Kommune
from kommunen.panels import PanelContext, register_panel
from kommunen.queries import with_predecessors
from kommunen.timeline import MOST, TimelineEntry, register_source
from lotsen.core.access import optional_actor
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, day_of
from lotsen.core.roles import OVERSIGHT, Role

ORDER = 40
SHOWN = 5
READERS = (*OVERSIGHT, Role.HR, Role.ORGANISER)


def events_panel(request: HttpRequest, kommune: Kommune) -> PanelContext | None:
    """The latest events with people of the Kommune; an organiser's own ones. One query."""
    rows = list(_attended(optional_actor(request), kommune)[:SHOWN])
    if not rows:
        return None
    context = {"rows": rows, "key": kommune.pk}
    return PanelContext("Vernetzungsevents", "events/kommune_panel.html", context)


def event_entries(actor: Actor | None, kommune: Kommune) -> list[TimelineEntry]:
    """Events that were held, with the number of people registered. One query."""
    held = _attended(actor, kommune).filter(event__state=EventState.HELD)[:MOST]
    return [
        TimelineEntry(
            day_of(row["event__starts_at"]),
            f"Vernetzungsevent mit {counted(row['people'], 'Person', 'Personen')}:",
            reverse("events:detail", args=[row["event"]]),
            row["event__title"],
            "" if row["kommune"] == kommune.pk else row["kommune__label"],
        )
        for row in held
    ]


def _attended(actor: Actor | None, kommune: Kommune) -> QuerySet[Any, Any]:
    """Events with the number of registered people of each Kommune, the latest first."""
    fields = ("event", "event__title", "event__number", "event__starts_at", "event__state")
    found = Registration.objects.none()
    if actor is not None and actor.role in READERS:
        found = registrations_visible_to(actor).filter(
            kommune__in=with_predecessors(kommune), state=RegistrationState.REGISTERED
        )
    counts = found.select_related(None).values(*fields, "kommune", "kommune__label")
    by_event: QuerySet[Any, Any] = counts.annotate(people=Count("pk"))
    return by_event.order_by("-event__starts_at", "kommune")


def register() -> None:
    """Add panel and entries to the page of a Kommune."""
    register_panel(ORDER, events_panel)
    register_source(event_entries)
