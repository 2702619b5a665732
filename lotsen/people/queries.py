"""Reading people. Every list starts from `lotsen_visible_to`."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import StrIndex

from kommunen.models import Kommune
from kommunen.queries import kommunen_of, same_body, with_predecessors
from lotsen.core import audit, clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.folding import search_form
from lotsen.core.roles import Role
from lotsen.people.enums import ACTION_LABELS, PeopleOrder, QualificationKind
from lotsen.people.models import Employment, Lotse, Qualification

#: Roles that see all people; their looking at a single person is logged where not their daily work.
SEES_EVERYBODY = (Role.OFFICE, Role.MINISTRY, Role.AUDITOR)


def lotsen_visible_to(actor: Actor) -> QuerySet[Lotse]:
    """People whose data `actor` may see (docs/programme.md § 8).

    HR: present employees of the own Kommune and its predecessors. Lotse: the own person. Office,
    ministry, auditor: everybody. Others see people only in their own seminars and events, not here.
    """
    if actor.is_system or actor.role in SEES_EVERYBODY:
        return Lotse.objects.all()
    if actor.role == Role.HR:
        return Lotse.objects.filter(
            employments__ends_on=None, employments__kommune__in=kommunen_of(actor)
        )
    if actor.role == Role.LOTSE:
        return Lotse.objects.filter(user=actor.user_id)
    return Lotse.objects.none()


def employees_of(kommune: Kommune) -> QuerySet[Lotse]:
    """The people who work for a Kommune now, by name; also those entered at a predecessor."""
    return Lotse.objects.filter(
        employments__ends_on=None, employments__kommune__in=with_predecessors(kommune)
    )


def colleagues_in(kommune: Kommune) -> QuerySet[Lotse]:
    """Who works today for the body that a Kommune is, or became a part of.

    They can take over its vouchers and seats. Lists for HR narrow them by `lotsen_visible_to`.
    """
    return Lotse.objects.filter(
        employments__ends_on=None, employments__kommune__in=same_body(kommune.pk)
    )


def lotse_of(actor: Actor) -> Lotse | None:
    """The person behind a login, None when the login belongs to no person of a Kommune."""
    if actor.user_id is None:
        return None
    return Lotse.objects.filter(user=actor.user_id).first()


def current_employment(lotse: Lotse) -> Employment | None:
    """The open employment with its Kommune, None when the person has left."""
    return Employment.objects.filter(lotse=lotse, ends_on=None).select_related("kommune").first()


def kommune_on(lotse: Lotse, on: date | None = None) -> Kommune | None:
    """The employer of a person on a day (default: today)."""
    day = on or clock.today()
    return Kommune.objects.filter(
        Q(employments__ends_on=None) | Q(employments__ends_on__gte=day),
        employments__lotse=lotse,
        employments__starts_on__lte=day,
    ).first()


def with_details(lotsen: QuerySet[Lotse]) -> QuerySet[Lotse]:
    """Two more queries for a whole list: `open_employments` (0 or 1) and `earned` (by date)."""
    return lotsen.prefetch_related(  # type: ignore[no-redef]
        Prefetch(
            "employments",
            Employment.objects.filter(ends_on=None).select_related("kommune"),
            to_attr="open_employments",
        ),
        Prefetch(
            "qualifications",
            Qualification.objects.order_by("completed_on", "id"),
            to_attr="earned",
        ),
    )


def in_order(lotsen: QuerySet[Lotse], order: str | None) -> QuerySet[Lotse]:
    """By a `PeopleOrder`; without one, and among equals, by name."""
    by_name = ("sort_key", "id")
    if order == PeopleOrder.KOMMUNE:
        jobs = Employment.objects.filter(lotse=OuterRef("pk"), ends_on=None)
        first = Subquery(jobs.values("kommune__sort_key")[:1])
        return lotsen.order_by(first.asc(nulls_last=True), *by_name)
    if order == PeopleOrder.COMPLETED:
        earned = Qualification.objects.filter(lotse=OuterRef("pk")).order_by("-completed_on")
        latest = Subquery(earned.values("completed_on")[:1])
        return lotsen.order_by(latest.desc(nulls_last=True), *by_name)
    return lotsen.order_by(*by_name)


def with_basis(lotsen: QuerySet[Lotse]) -> QuerySet[Lotse]:
    """Annotate `basis_on`: the day the Basis was completed, or None."""
    basis = Qualification.objects.filter(lotse=OuterRef("pk"), kind=QualificationKind.BASIS)
    return lotsen.annotate(  # type: ignore[no-redef]
        basis_on=Subquery(basis.values("completed_on")[:1])
    )


def has_basis(lotse: Lotse) -> bool:
    """Whether the person completed a Basis, funded or not (condition of the Aufbauprogramm)."""
    return Qualification.objects.filter(lotse=lotse, kind=QualificationKind.BASIS).exists()


def named_like(lotsen: QuerySet[Lotse], text: str) -> QuerySet[Lotse]:
    """Those of `lotsen` whose name has all typed words, or whose address contains the text."""
    if "@" in text:
        return _with_address(lotsen, text.strip().lower())
    words = search_form(text).split()
    if not words:
        return lotsen.none() if text.strip() else lotsen
    for word in words:
        lotsen = lotsen.filter(search_text__contains=f" {word}")
    return lotsen


def _with_address(lotsen: QuerySet[Lotse], part: str) -> QuerySet[Lotse]:
    """By a part of the e-mail address; the index is asked for what stands before the @ alone.

    Thousands of addresses share the trigrams of a domain, and each of them costs time.
    """
    local, _, domain = part.partition("@")
    if not local or not domain:
        return lotsen.filter(email__contains=part)
    begun = lotsen.filter(email__contains=f"{local}@")
    return begun.alias(part_at=StrIndex("email", Value(part))).filter(part_at__gt=0)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One recorded act: when, what in German, by whom."""

    at: datetime
    label: str
    by: str


def timeline_of(lotse: Lotse) -> list[TimelineEntry]:
    """What was recorded about the person's data, newest first."""
    entries = audit.entries_for(lotse).select_related("actor").order_by("-id")
    return [
        TimelineEntry(
            entry.at,
            ACTION_LABELS.get(entry.action, entry.action),
            entry.actor.name if entry.actor else SYSTEM.name,
        )
        for entry in entries
    ]
