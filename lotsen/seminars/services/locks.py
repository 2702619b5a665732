"""The lock that every change of a seminar, its places and its days takes first."""

from uuid import UUID

from lotsen.seminars.models import Seminar, SeminarDay


def lock_seminar(seminar_id: UUID) -> Seminar:
    """The seminar, locked until the transaction ends. What depends on it is read afterwards."""
    return (
        Seminar.objects.select_for_update(of=("self",), no_key=True)
        .select_related("provider", "line")
        .get(pk=seminar_id)
    )


def days_of(seminar: Seminar) -> list[SeminarDay]:
    """The three days in order, each with its confirmation, in one query."""
    days = SeminarDay.objects.filter(seminar=seminar).order_by("number")
    return list(days.select_related("confirmation__confirmed_by"))
