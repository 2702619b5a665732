"""Overview of a Lotse: certificates, next event, own courses."""

from django.urls import reverse

from events.enums import EventState
from events.queries import events_visible_to, own_registrations, upcoming, with_places
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import day
from lotsen.reporting.overviews.parts import Overview, Task
from lotsen.seminars.queries import certificates_visible_to, enrolments_visible_to

SHOWN = 10


def overview(actor: Actor) -> Overview:
    """The newest certificate, the event to register for, and what was and will be attended."""
    certificates = list(
        certificates_visible_to(actor)
        .select_related("enrolment__seminar", "document")
        .order_by("-issued_on")[:SHOWN]
    )
    registrations = list(own_registrations(actor)[:SHOWN])
    registered = {row.event_id for row in registrations if row.is_registered}
    coming = upcoming(events_visible_to(actor)).filter(state=EventState.PUBLISHED)
    events = list(with_places(coming)[:SHOWN])
    tasks = [
        Task(
            "Für das Vernetzungsevent anmelden",
            reverse("events:detail", args=[event.pk]),
            f"bis {day(event.register_until)}",
            "info",
            f"{event.title}, {day(event.starts_at)}, {event.place}",
        )
        for event in events
        if event.pk not in registered
        and event.register_until >= clock.today()
        and event.taken < event.capacity
    ]
    return Overview(
        lead="Ihre Zertifikate, Seminare und Vernetzungsevents",
        tasks=tasks,
        template="reporting/overview/lotse.html",
        extra={
            "certificates": certificates,
            "enrolments": list(
                enrolments_visible_to(actor)
                .select_related("seminar__provider")
                .order_by("-enrolled_at")[:SHOWN]
            ),
            "registrations": [row for row in registrations if row.is_registered],
        },
    )
