"""Overview of an organiser of Vernetzungsevents."""

from django.urls import reverse

from events.queries import events_visible_to, upcoming, with_places
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, day, number
from lotsen.reporting.overviews.parts import Overview, Task, Tile

SHOWN = 12


def overview(actor: Actor) -> Overview:
    """Drafts and events that are over but not closed, then the next ones with their places."""
    own = with_places(events_visible_to(actor).filter(organiser=actor.organisation_id))
    coming = list(upcoming(own)[:SHOWN])
    over = own.filter(state="published", ends_at__lt=clock.now())
    tasks = [
        Task("Entwurf veröffentlichen", _page(event.pk), day(event.starts_at), "info", event.title)
        for event in coming
        if event.is_draft
    ]
    tasks += [
        Task(
            "Durchführung eintragen", _page(event.pk), day(event.starts_at), "warning", event.title
        )
        for event in over[:SHOWN]
    ]
    tiles = [
        Tile(
            event.title,
            f"{number(event.taken)} von {number(event.capacity)}",
            reverse("events:participants", args=[event.pk]),
            f"Anmeldungen, {day(event.starts_at)}, {event.place}",
        )
        for event in coming
        if not event.is_draft
    ]
    return Overview(
        lead=f"{actor.organisation_name}: {counted(len(tiles), 'Event', 'Events')} in Aussicht",
        tasks=tasks,
        tiles=tiles,
        template="reporting/overview/organiser.html",
    )


def _page(pk: object) -> str:
    return reverse("events:detail", args=[pk])
