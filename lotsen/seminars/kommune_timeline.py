"""Seminar days as entries of the timeline of a Kommune: how many of its people were there."""

from django.db.models import Count
from django.urls import reverse

from kommunen.models import Kommune
from kommunen.queries import with_predecessors
from kommunen.timeline import MOST, TimelineEntry, register_source
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.seminars.models import Attendance
from lotsen.seminars.queries import enrolments_visible_to

READERS = (*OVERSIGHT, Role.HR, Role.PROVIDER)


def seminar_day_entries(actor: Actor | None, kommune: Kommune) -> list[TimelineEntry]:
    """Confirmed days with the number of people present; a provider's own seminars. One query."""
    if actor is None or actor.role not in READERS:
        return []
    own = enrolments_visible_to(actor).select_related(None)
    days = (
        Attendance.objects.filter(
            enrolment__in=own.filter(kommune__in=with_predecessors(kommune)),
            present=True,
            day__confirmation__isnull=False,
        )
        .order_by("-day__held_on")
        .values_list(
            "day__held_on",
            "day__number",
            "day__seminar",
            "day__seminar__number",
            "enrolment__kommune",
            "enrolment__kommune__label",
        )
        .annotate(present_people=Count("pk"))[:MOST]
    )
    return [
        TimelineEntry(
            held_on,
            f"Seminartag {number} mit {counted(people, 'Person', 'Personen')}:",
            reverse("seminars:detail", args=[seminar]),
            seminar_number,
            "" if key == kommune.pk else label,
        )
        for held_on, number, seminar, seminar_number, key, label, people in days
    ]


def register() -> None:
    """Add the entries to the page of a Kommune."""
    register_source(seminar_day_entries)
