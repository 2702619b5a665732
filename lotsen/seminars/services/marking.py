"""Ticks on the attendance sheet: set, never toggled, so that sending them twice is harmless."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import day as day_text
from lotsen.core.formatting import instant
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Attendance, Enrolment, Seminar, SeminarDay
from lotsen.seminars.services.locks import days_of
from lotsen.seminars.services.planning import managed


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether one person was there on day 1, 2 or 3."""

    enrolment_id: UUID
    day_number: int
    present: bool


@transaction.atomic
def tick_many(*, seminar_id: UUID, marks: Sequence[Mark], actor: Actor) -> int:
    """Set all marks or none; returns how many changed. Of several for one cell the last counts.

    Raises `Conflict` when a mark differs from a confirmed day, `DomainError` for a day that has
    not come, a seminar that is not published or somebody who has no place in it; `NotAllowed` for
    somebody else's seminar.
    """
    seminar = managed(seminar_id, actor)
    days = {day.number: day for day in days_of(seminar)}
    return _write(seminar, days, marks, actor)


@transaction.atomic
def all_present(*, seminar_id: UUID, day_number: int, actor: Actor) -> int:
    """Set everybody present on one day; the absent are taken out afterwards. See `tick_many`."""
    seminar = managed(seminar_id, actor)
    days = {day.number: day for day in days_of(seminar)}
    live = _live(seminar).values_list("pk", flat=True)
    return _write(seminar, days, [Mark(pk, day_number, True) for pk in live], actor)


def already_confirmed(day: SeminarDay) -> str:
    """The sentence for a day whose confirmation cannot be changed any more."""
    confirmation = day.confirmation
    return (
        f"Tag {day.number} ({day_text(day.held_on)}) ist bereits bestätigt von"
        f" {confirmation.confirmed_by.name} am {instant(confirmation.confirmed_at)}."
    )


def _live(seminar: Seminar) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(seminar=seminar).exclude(state=EnrolmentState.CANCELLED)


def _write(
    seminar: Seminar, days: dict[int, SeminarDay], marks: Sequence[Mark], actor: Actor
) -> int:
    wanted = {(mark.enrolment_id, mark.day_number): mark.present for mark in marks}
    for number in {number for _, number in wanted}:
        _require_come(days.get(number))
    known = _known(seminar)
    changed = {cell: present for cell, present in wanted.items() if known.get(cell) is not present}
    for number in {number for _, number in changed}:
        if hasattr(days[number], "confirmation"):
            raise Conflict(already_confirmed(days[number]))
    if not changed:
        return 0
    if not seminar.is_published:
        raise DomainError(f"Das Seminar ist {seminar.get_state_display()}.")
    if {pk for pk, _ in changed} - set(_live(seminar).values_list("pk", flat=True)):
        raise DomainError("Eine der Personen ist für dieses Seminar nicht angemeldet.")
    Attendance.objects.bulk_create(
        (
            Attendance(enrolment_id=enrolment_id, day=days[number], present=present)
            for (enrolment_id, number), present in changed.items()
        ),
        update_conflicts=True,
        unique_fields=["enrolment", "day"],
        update_fields=["present"],
    )
    audit.record(
        actor=actor,
        action="attendance.marked",
        target=seminar,
        days=sorted({number for _, number in changed}),
        marks=len(changed),
    )
    return len(changed)


def _require_come(day: SeminarDay | None) -> None:
    if day is None:
        raise DomainError("Diesen Seminartag gibt es nicht.")
    if day.held_on > clock.today():
        raise DomainError(
            f"Tag {day.number} ist erst am {day_text(day.held_on)}. Die Anwesenheit kann ab dann"
            " eingetragen werden."
        )


def _known(seminar: Seminar) -> dict[tuple[UUID, int], bool]:
    marks = Attendance.objects.filter(enrolment__seminar=seminar)
    return {
        (enrolment, number): present
        for enrolment, number, present in marks.values_list("enrolment", "day__number", "present")
    }
