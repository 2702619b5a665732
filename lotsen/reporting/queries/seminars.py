"""Seminars by what is due: open, overdue, done."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.seminars.enums import EnrolmentState, SeminarState
from lotsen.seminars.models import Seminar, SeminarDay


@dataclass(frozen=True, slots=True)
class ProviderSeminar:
    """One own seminar of a provider with what its overview needs."""

    pk: UUID
    number: str
    title: str
    place: str
    state: str
    first_day: date
    last_day: date
    last_past_day: date | None
    overdue_days: int
    taken: int
    max_seats: int

    @property
    def is_draft(self) -> bool:
        return self.state == SeminarState.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == SeminarState.PUBLISHED

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.overdue_days > 0

    @property
    def is_done(self) -> bool:
        return self.state == SeminarState.COMPLETED


def unconfirmed_days() -> QuerySet[SeminarDay]:
    """Past days of published seminars that their provider has not confirmed."""
    return SeminarDay.objects.filter(
        seminar__state=SeminarState.PUBLISHED,
        held_on__lt=clock.today(),
        confirmation=None,
    )


def overdue() -> QuerySet[Seminar]:
    """Seminars with at least one unconfirmed past day."""
    return Seminar.objects.filter(pk__in=unconfirmed_days().values("seminar"))


def provider_seminars(actor: Actor) -> list[ProviderSeminar]:
    """All own seminars that were not cancelled, the next one first; three queries."""
    own = Seminar.objects.filter(provider=actor.organisation_id)
    rows = own.exclude(state=SeminarState.CANCELLED).annotate(
        first_day=Min("days__held_on"),
        last_day=Max("days__held_on"),
    )
    taken = dict(
        own.values_list("pk").annotate(
            taken=Count("enrolments", filter=~Q(enrolments__state=EnrolmentState.CANCELLED))
        )
    )
    missing: dict[UUID, tuple[int, date]] = {
        seminar: (count, last)
        for seminar, count, last in unconfirmed_days()
        .filter(seminar__provider=actor.organisation_id)
        .order_by()
        .values_list("seminar")
        .annotate(count=Count("pk"), last=Max("held_on"))
    }
    return [
        _seminar(row, taken.get(row.pk, 0), *missing.get(row.pk, (0, None)))
        for row in rows.order_by("first_day", "number")
    ]


def _seminar(row: Any, taken: int, overdue_days: int, last_past: date | None) -> ProviderSeminar:
    return ProviderSeminar(
        pk=row.pk,
        number=row.number,
        title=row.title,
        place=", ".join(part for part in (row.venue, row.city) if part) or "online",
        state=row.state,
        first_day=row.first_day,
        last_day=row.last_day,
        last_past_day=last_past,
        overdue_days=overdue_days,
        taken=taken,
        max_seats=row.max_seats,
    )
