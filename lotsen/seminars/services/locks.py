"""The locks of the seminars: the seminar first, then its people (docs/locking.md)."""

from collections.abc import Iterable
from uuid import UUID

from lotsen.core.db import busy_errors, locked
from lotsen.people.models import Lotse
from lotsen.seminars.models import Seminar, SeminarDay


def lock_seminar(seminar_id: UUID) -> Seminar:
    """The seminar, locked until the transaction ends. What depends on it is read afterwards.

    Raises `Busy` when somebody holds it for longer than five seconds.
    """
    with busy_errors():
        return locked(Seminar.objects).select_related("provider", "line").get(pk=seminar_id)


def lock_people(ids: Iterable[UUID]) -> None:
    """Lock people in a fixed order, so that two batches never wait for each other in a circle."""
    people = locked(Lotse.objects).filter(pk__in=list(ids))
    with busy_errors():
        list(people.order_by("pk").values_list("pk"))


def days_of(seminar: Seminar) -> list[SeminarDay]:
    """The days in order, each with its confirmation, in one query."""
    days = SeminarDay.objects.filter(seminar=seminar).order_by("number")
    return list(days.select_related("confirmation__confirmed_by"))
