"""Reading events and registrations. Lists start from `…_visible_to(actor)`."""

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from events.enums import PUBLIC_STATES, EventOrder, EventState, RegistrationState
from events.models import Event, Registration
from kommunen.queries import kommunen_of
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.matching import matching
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.queries import lotse_of, named_like

SEES_EVERYTHING = (Role.OFFICE, Role.MINISTRY, Role.AUDITOR)


def events_visible_to(actor: Actor | None) -> QuerySet[Event]:
    """Public events; organisers also see drafts of their own organisation, the office sees all."""
    events = Event.objects.select_related("organiser")
    if actor is not None and (actor.is_system or actor.role == Role.OFFICE):
        return events
    visible = Q(state__in=PUBLIC_STATES)
    if actor is not None and actor.role == Role.ORGANISER:
        visible |= Q(organiser=actor.organisation_id)
    return events.filter(visible)


def registrations_visible_to(actor: Actor) -> QuerySet[Registration]:
    """Registrations whose names `actor` may read (docs/programme.md § 8).

    Lotse: the own ones. HR: people registered from the own Kommune. Organiser: those of the own
    events. Office, ministry, auditor: all. Others none.
    """
    registrations = Registration.objects.select_related("event", "lotse", "kommune")
    if actor.is_system or actor.role in SEES_EVERYTHING:
        return registrations
    if actor.role == Role.LOTSE:
        return registrations.filter(lotse__user=actor.user_id)
    if actor.role == Role.HR:
        return registrations.filter(kommune__in=kommunen_of(actor))
    if actor.role == Role.ORGANISER:
        return registrations.filter(event__organiser=actor.organisation_id)
    return registrations.none()


def with_places(events: QuerySet[Event]) -> QuerySet[Event]:
    """Annotate `taken`: the number of places in use."""
    registered = (
        Registration.objects.filter(event=OuterRef("pk"), state=RegistrationState.REGISTERED)
        .order_by()
        .values("event")
        .annotate(n=Count("pk"))
        .values("n")
    )
    taken = Coalesce(Subquery(registered, output_field=IntegerField()), 0)
    return events.annotate(taken=taken)  # type: ignore[no-redef]


def upcoming(events: QuerySet[Event]) -> QuerySet[Event]:
    """Drafts and published events that are not over, the next one first."""
    return events.filter(
        state__in=(EventState.DRAFT, EventState.PUBLISHED), ends_at__gte=clock.now()
    ).order_by("starts_at", "number")


def past(events: QuerySet[Event]) -> QuerySet[Event]:
    """What is over or was cancelled, the latest first."""
    return events.exclude(
        state__in=(EventState.DRAFT, EventState.PUBLISHED), ends_at__gte=clock.now()
    ).order_by("-starts_at", "number")


def at_time(events: QuerySet[Event], time: str | None) -> QuerySet[Event]:
    """The coming ones, those of "vergangen", or "alle", the latest first."""
    if time == "alle":
        return events.order_by("-starts_at", "number")
    return past(events) if time == "vergangen" else upcoming(events)


def in_order(events: QuerySet[Event], order: str | None) -> QuerySet[Event]:
    """`with_places` sorted by an `EventOrder`, equals as they were: by their days."""
    before: dict[EventOrder, list[Any]] = {
        EventOrder.FREE: [F("taken") - F("capacity")],
        EventOrder.CITY: ["city", "venue"],
        EventOrder.ORGANISER: ["organiser__name", "organiser"],
    }
    return events.order_by(*before[EventOrder(order)], *events.query.order_by) if order else events


def called(events: QuerySet[Event], text: str) -> QuerySet[Event]:
    """Those that the search of the site would find: by number, or by words of title and place."""
    return matching(events, text, kind="VE", width=3, fields=("title", "city", "venue"))


def taken_places(event: Event) -> int:
    """Places in use now. Inside a service read it after the lock on the event."""
    return Registration.objects.filter(event=event, state=RegistrationState.REGISTERED).count()


def own_registration(actor: Actor | None, event: Event) -> Registration | None:
    """The valid registration of the person who acts, None when there is none."""
    if actor is None or actor.role != Role.LOTSE:
        return None
    return (
        registrations_visible_to(actor)
        .filter(event=event, state=RegistrationState.REGISTERED)
        .first()
    )


def own_registrations(actor: Actor) -> QuerySet[Registration]:
    """Everything the acting person ever registered for, the latest event first."""
    lotse = lotse_of(actor)
    return (
        registrations_visible_to(actor).filter(lotse=lotse).order_by("-event__starts_at", "-number")
    )


def participants(event: Event, actor: Actor, text: str = "") -> QuerySet[Registration]:
    """Registered people that `actor` may see, by name; `text` is part of a name or Kommune."""
    found = registrations_visible_to(actor).filter(event=event, state=RegistrationState.REGISTERED)
    if text.strip():
        named = named_like(Lotse.objects.all(), text)
        found = found.filter(Q(lotse__in=named) | Q(kommune__label__icontains=text.strip()))
    return found.order_by("lotse__sort_key", "number")


def registrations_of(lotse: Lotse, actor: Actor) -> QuerySet[Registration]:
    """Registrations of one person that `actor` may see, the latest event first."""
    return (
        registrations_visible_to(actor)
        .filter(lotse=lotse, state=RegistrationState.REGISTERED)
        .order_by("-event__starts_at")
    )


def kommunen_represented(event: Event) -> int:
    """From how many Kommunen the registered people come."""
    counted: dict[str, Any] = Registration.objects.filter(
        event=event, state=RegistrationState.REGISTERED
    ).aggregate(n=Count("kommune", distinct=True))
    return int(counted["n"])
