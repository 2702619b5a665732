"""Who was trained and who was enrolled at a Stichtag; funded and unfunded always apart."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kommunen.enums import KommuneKind
from kommunen.queries import kommunen_now
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Qualification
from lotsen.reporting.queries.heirs import with_heir
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment, SeminarDay
from vouchers.enums import LineKind
from vouchers.models import FundingPeriod
from vouchers.queries.totals import end_of_day

DECIDED = (EnrolmentState.COMPLETED, EnrolmentState.PARTLY, EnrolmentState.MISSED)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list of people is narrowed to; None means any. The published figures are Basis."""

    funded: bool | None = None
    bezirk: str | None = None
    since: date | None = None
    kommune: str | None = None
    line: LineKind = LineKind.BASIS
    period: FundingPeriod | None = None


ANY = Narrowed()


def trained(as_of: date, by: Narrowed = ANY) -> QuerySet[Qualification]:
    """Completed Basisqualifizierungen up to and including `as_of`; one per person.

    Within a period are those completed on its days.
    """
    kind = QualificationKind(by.line.value)
    found = Qualification.objects.filter(kind=kind, completed_on__lte=as_of)
    if by.funded is not None:
        found = found.filter(funded=by.funded)
    if by.bezirk:
        found = found.filter(kommune__regierungsbezirk=by.bezirk)
    if by.since:
        found = found.filter(completed_on__gte=by.since)
    if by.kommune:
        found = found.filter(kommune=by.kommune)
    if by.period:
        found = found.filter(completed_on__gte=by.period.starts_on)
        if by.period.ends_on:
            found = found.filter(completed_on__lte=by.period.ends_on)
    return found


def enrolled(as_of: date, by: Narrowed = ANY) -> QuerySet[Any]:
    """Basis enrolments made by `as_of`, neither cancelled nor at their end then; with `last_day`.

    At its end is an enrolment whose attendance is confirmed and whose last seminar day is over.
    """
    end = end_of_day(as_of)
    days = SeminarDay.objects.filter(seminar=OuterRef("seminar")).order_by("-held_on")
    with_days_to_come = SeminarDay.objects.filter(held_on__gt=as_of).values("seminar")
    running = (
        Q(state=EnrolmentState.ENROLLED)
        | Q(state=EnrolmentState.CANCELLED, cancelled_at__gte=end)
        | Q(state__in=DECIDED, seminar__in=with_days_to_come)
    )
    found: QuerySet[Any] = Enrolment.objects.filter(
        running, seminar__line__kind=by.line, enrolled_at__lt=end
    ).annotate(last_day=Subquery(days.values("held_on")[:1]))
    if by.period:
        found = found.filter(seminar__line__period=by.period)
    if by.funded is not None:
        found = found.filter(voucher__isnull=not by.funded)
    if by.bezirk:
        found = found.filter(kommune__regierungsbezirk=by.bezirk)
    if by.kommune:
        found = found.filter(kommune=by.kommune)
    return found


def reach(as_of: date) -> QuerySet[Any]:
    """All Kommunen with `reached`, and the numbers `funded` and `unfunded` of their trained people.

    Reached is a Kommune with at least one funded trained person, the published definition. People
    of a dissolved Kommune count for its successor.
    """
    own = with_heir(trained(as_of)).filter(heir=OuterRef("pk")).order_by()
    return kommunen_now().annotate(
        funded=_count(own.filter(funded=True)),
        unfunded=_count(own.filter(funded=False)),
        reached=Exists(own.filter(funded=True)),
    )


def of_kind(kommunen: QuerySet[Any], landkreise: bool) -> QuerySet[Any]:
    """Only Landkreise, or only Städte and Gemeinden (with the Stadtkreise)."""
    kind = Q(kind=KommuneKind.LANDKREIS)
    return kommunen.filter(kind if landkreise else ~kind)


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.values("heir").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)
