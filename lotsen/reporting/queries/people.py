"""Who was trained and who was enrolled at a Stichtag; funded and unfunded always apart."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kommunen.enums import KommuneKind
from kommunen.queries import kommunen_now
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Qualification
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment
from vouchers.enums import LineKind
from vouchers.queries.totals import end_of_day

DECIDED = (EnrolmentState.COMPLETED, EnrolmentState.PARTLY, EnrolmentState.MISSED)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list of people is narrowed to; None means any."""

    funded: bool | None = None
    bezirk: str | None = None
    since: date | None = None
    kommune: str | None = None


ANY = Narrowed()


def trained(as_of: date, by: Narrowed = ANY) -> QuerySet[Qualification]:
    """Completed Basisqualifizierungen up to and including `as_of`; one per person."""
    found = Qualification.objects.filter(kind=QualificationKind.BASIS, completed_on__lte=as_of)
    if by.funded is not None:
        found = found.filter(funded=by.funded)
    if by.bezirk:
        found = found.filter(kommune__regierungsbezirk=by.bezirk)
    if by.since:
        found = found.filter(completed_on__gte=by.since)
    if by.kommune:
        found = found.filter(kommune=by.kommune)
    return found


def enrolled(as_of: date, by: Narrowed = ANY) -> QuerySet[Any]:
    """Basis enrolments made by `as_of`, neither cancelled nor at their end then; with `last_day`.

    At its end is an enrolment whose attendance is confirmed and whose last seminar day is over.
    """
    end = end_of_day(as_of)
    running = (
        Q(state=EnrolmentState.ENROLLED)
        | Q(state=EnrolmentState.CANCELLED, cancelled_at__gte=end)
        | Q(state__in=DECIDED, last_day__gt=as_of)
    )
    basis = Enrolment.objects.filter(seminar__line__kind=LineKind.BASIS)
    found: QuerySet[Any] = basis.annotate(last_day=Max("seminar__days__held_on"))
    found = found.filter(running, enrolled_at__lt=end)
    if by.funded is not None:
        found = found.filter(voucher__isnull=not by.funded)
    if by.bezirk:
        found = found.filter(kommune__regierungsbezirk=by.bezirk)
    if by.kommune:
        found = found.filter(kommune=by.kommune)
    return found


def reach(as_of: date) -> QuerySet[Any]:
    """All Kommunen with `reached`, and the numbers `funded` and `unfunded` of their trained people.

    Reached is a Kommune with at least one funded trained person, the published definition.
    """
    own = trained(as_of).filter(kommune=OuterRef("pk")).order_by()
    return kommunen_now().annotate(
        funded=_count(own.filter(funded=True)),
        unfunded=_count(own.filter(funded=False)),
        reached=Exists(own.filter(funded=True)),
    )


def of_kind(kommunen: QuerySet[Any], landkreise: bool) -> QuerySet[Any]:
    """Only Landkreise, or only Städte and Gemeinden (with the Stadtkreise)."""
    kind = Q(kind=KommuneKind.LANDKREIS)
    return kommunen.filter(kind if landkreise else ~kind)


def _count(rows: QuerySet[Qualification]) -> Coalesce:
    counted = rows.values("kommune").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
