"""Seminars by what is due: open, overdue, done."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.seminars.enums import SeminarState
from lotsen.seminars.models import Seminar, SeminarDay
from lotsen.seminars.queries import seminars_visible_to, with_seats


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
    """All own seminars that were not cancelled, the next one first; two queries."""
    own = seminars_visible_to(actor).filter(provider=actor.organisation_id)
    rows = with_seats(own.exclude(state=SeminarState.CANCELLED))
    missing: dict[UUID, tuple[int, date]] = {
        seminar: (count, last)
        for seminar, count, last in unconfirmed_days()
        .filter(seminar__provider=actor.organisation_id)
        .order_by()
        .values_list("seminar")
        .annotate(count=Count("pk"), last=Max("held_on"))
    }
    return [
        _seminar(row, *missing.get(row.pk, (0, None)))
        for row in sorted(rows, key=lambda row: (row.first_day, row.number))
    ]


def _seminar(row: Seminar, overdue_days: int, last_past: date | None) -> ProviderSeminar:
    return ProviderSeminar(
        pk=row.pk,
        number=row.number,
        title=row.title,
        place=row.place,
        state=row.state,
        first_day=row.first_day,
        last_day=row.last_day,
        last_past_day=last_past,
        overdue_days=overdue_days,
        taken=row.taken,
        max_seats=row.max_seats,
    )
