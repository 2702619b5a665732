"""Reading seminars. Lists start from `seminars_visible_to(actor)`."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.matching import matching
from lotsen.core.roles import Role
from lotsen.seminars.enums import CatalogueOrder, EnrolmentState, SeminarState, Tab
from lotsen.seminars.models import Enrolment, Seminar, SeminarDay


def seminars_visible_to(actor: Actor | None) -> QuerySet[Seminar]:
    """What was ever published; providers also see the own drafts, the office all of them.

    Ministry and auditor see what everybody sees. A draft that was discarded stays invisible.
    """
    seminars = Seminar.objects.select_related("line", "provider")
    if actor is not None and (actor.is_system or actor.role == Role.OFFICE):
        return seminars
    visible = Q(published_at__isnull=False)
    if actor is not None and actor.role == Role.PROVIDER:
        visible |= Q(provider=actor.organisation_id)
    return seminars.filter(visible)


def with_seats(seminars: QuerySet[Seminar]) -> QuerySet[Seminar]:
    """Annotate `taken` (live enrolments), `first_day` and `last_day`; no further query."""
    live = (
        Enrolment.objects.filter(seminar=OuterRef("pk"))
        .exclude(state=EnrolmentState.CANCELLED)
        .order_by()
        .values("seminar")
        .annotate(n=Count("pk"))
        .values("n")
    )
    days = SeminarDay.objects.filter(seminar=OuterRef("pk")).order_by().values("seminar")
    return seminars.annotate(  # type: ignore[no-redef]
        taken=Coalesce(Subquery(live, output_field=IntegerField()), 0),
        first_day=Subquery(days.annotate(on=Min("held_on")).values("on")),
        last_day=Subquery(days.annotate(on=Max("held_on")).values("on")),
    )


def with_days(seminars: QuerySet[Seminar]) -> QuerySet[Seminar]:
    """Fetch the days in order, each with its confirmation: one more query for a whole list."""
    days = SeminarDay.objects.order_by("number").select_related("confirmation__confirmed_by")
    return seminars.prefetch_related(Prefetch("days", days))


def catalogue(
    seminars: QuerySet[Seminar],
    *,
    provider: UUID | None = None,
    line: str = "",
    city: str = "",
    from_on: date | None = None,
    until_on: date | None = None,
    free_only: bool = False,
    text: str = "",
    every: bool = False,
    order: str | None = None,
) -> QuerySet[Seminar]:
    """Published seminars that have not begun, the next one first, narrowed by what is given.

    `every`: all the others too, the latest first. `text` as in the search of the site. `line` is a
    `LineKind`. `order` is a `CatalogueOrder`; equals stand by their days.
    """
    tomorrow = clock.today() + timedelta(days=1)
    found: QuerySet[Any] = with_seats(seminars)
    if not every:
        found = found.filter(state=SeminarState.PUBLISHED, first_day__gte=tomorrow)
    if text:
        found = called(found, text)
    if from_on:
        found = found.filter(first_day__gte=from_on)
    if until_on:
        found = found.filter(first_day__lte=until_on)
    if provider:
        found = found.filter(provider=provider)
    if line:
        found = found.filter(line__kind=line)
    if city:
        found = found.filter(city__iexact=city)
    if free_only:
        found = found.filter(taken__lt=F("max_seats"), enrol_until__gte=clock.today())
    before: dict[CatalogueOrder, list[Any]] = {
        CatalogueOrder.FREE: [F("taken") - F("max_seats")],
        CatalogueOrder.CITY: ["city", "venue"],
        CatalogueOrder.PROVIDER: ["provider__name", "provider"],
        CatalogueOrder.FEE: [F("fee_cents").asc(nulls_last=True)],
    }
    first = before[CatalogueOrder(order)] if order else []
    if every:
        return found.order_by(*first, F("first_day").desc(nulls_first=True), "-number")
    return found.order_by(*first, "first_day", "number")


def attended_by(enrolments: QuerySet[Enrolment]) -> QuerySet[Any]:
    """Seminars in which these people take or took part, the newest first; one query.

    Each has `people`, those of them who are `enrolled` now and who have `completed` it, and what
    `with_seats` adds. Cancelled enrolments do not count.
    """
    live = enrolments.select_related(None).order_by().exclude(state=EnrolmentState.CANCELLED)
    found = Seminar.objects.select_related("line").filter(enrolments__in=live.values("pk"))
    counted = found.annotate(
        people=Count("enrolments"),
        enrolled=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ENROLLED)),
        completed=Count("enrolments", filter=Q(enrolments__state=EnrolmentState.COMPLETED)),
    )
    rows: QuerySet[Any] = with_seats(counted)
    return rows.order_by("-first_day", "-number")


def called(seminars: QuerySet[Seminar], text: str) -> QuerySet[Seminar]:
    """Those with this number, or with these words in title and place, as in the site's search."""
    return matching(seminars, text, kind="KDL", width=3, fields=("title", "city", "venue"))


def cities() -> list[str]:
    """Where published seminars will take place, by name."""
    coming: QuerySet[Any] = catalogue(Seminar.objects.all()).exclude(city="").order_by("city")
    return list(dict.fromkeys(coming.values_list("city", flat=True)))


def in_tab(seminars: QuerySet[Seminar], tab: Tab | str, *, text: str = "") -> QuerySet[Seminar]:
    """The seminars of one tab: open (drafts too), overdue, done (cancelled too).

    `text` as in the search of the site.
    """
    found: QuerySet[Any] = with_seats(seminars)
    if text:
        found = called(found, text)
    if tab == Tab.DONE:
        return found.filter(state__in=(SeminarState.COMPLETED, SeminarState.CANCELLED)).order_by(
            "-last_day", "-number"
        )
    if tab == Tab.OVERDUE:
        found = found.filter(Exists(overdue_days().filter(seminar=OuterRef("pk"))))
    return found.filter(state__in=(SeminarState.DRAFT, SeminarState.PUBLISHED)).order_by(
        "first_day", "number"
    )


def overdue_days() -> QuerySet[SeminarDay]:
    """Past days of published seminars that nobody has confirmed."""
    return SeminarDay.objects.filter(
        seminar__state=SeminarState.PUBLISHED, held_on__lt=clock.today(), confirmation=None
    )


def taken_seats(seminar: Seminar) -> int:
    """Seats in use now. Inside a service read it after the lock on the seminar."""
    live = Enrolment.objects.filter(seminar=seminar).exclude(state=EnrolmentState.CANCELLED)
    return live.count()
