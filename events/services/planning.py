"""The organiser plans an event."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from events import mails, rules
from events.enums import EventState
from events.models import LARGEST_CAPACITY, Event
from events.queries import taken_places
from events.services.locks import lock_event
from lotsen.accounts.models import Organisation
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import day_of
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number

STALE = (
    "Die Veranstaltung wurde inzwischen geändert. Bitte laden Sie die Seite neu und tragen Sie"
    " Ihre Änderung noch einmal ein."
)
NOT_YOURS = "Diese Veranstaltung gehört einem anderen Veranstalter."
ANNOUNCED = ("starts_at", "ends_at", "venue", "city", "online_url")
"""Changes that everybody who is registered has to hear of."""


@dataclass(frozen=True, slots=True)
class EventPlan:
    """What the organiser decides. Instants are aware; `register_until` is the last day (Berlin)."""

    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    register_until: date
    description: str = ""
    venue: str = ""
    city: str = ""
    online_url: str = ""


@transaction.atomic
def create_event(
    *,
    plan: EventPlan,
    actor: Actor,
    organiser: Organisation | None = None,
    event_id: UUID | None = None,
) -> Event:
    """A draft, organised by the actor's organisation unless `organiser` says otherwise.

    Asking again with the same `event_id` (a second click) returns the first draft unchanged.
    Raises `DomainError` for a plan that cannot be, `NotAllowed` unless the actor is an organiser
    or the office.
    """
    if not rules.may_plan(actor):
        raise NotAllowed("Vernetzungsevents legen Veranstalter und Programmstelle an.")
    organiser_id = _organiser(organiser, actor)
    if event_id and (known := Event.objects.filter(pk=event_id).first()):
        if known.organiser_id != organiser_id:
            raise NotAllowed(NOT_YOURS)
        return known
    _check(plan)
    year = clock.today().year
    event = Event(pk=event_id or uuid4(), organiser_id=organiser_id, **asdict(plan))
    event.number = f"VE-{year}-{next_number('event', year):03}"
    with constraint_errors({"events_event_pkey": "Die Veranstaltung ist schon angelegt."}):
        event.save(force_insert=True)
    audit.record(actor=actor, action="event.created", target=event, capacity=plan.capacity)
    return event


@transaction.atomic
def edit_event(*, event_id: UUID, plan: EventPlan, version: int, actor: Actor) -> Event:
    """Change a draft, or a published event before it starts; new time or place is mailed to all.

    `version` is the one the page showed. Raises `Conflict` for a stale page, a started event or
    fewer places than registrations, `DomainError` for a plan that cannot be.
    """
    event = lock_event(event_id)
    if not rules.may_manage(actor, event):
        raise NotAllowed(NOT_YOURS)
    wanted = asdict(plan)
    changed = [name for name, value in wanted.items() if getattr(event, name) != value]
    if not changed:
        return event
    if event.version != version:
        raise Conflict(STALE)
    if not rules.can_be_edited(event, clock.now()):
        raise Conflict("Diese Veranstaltung kann nicht mehr geändert werden.")
    _check(plan)
    for name in changed:
        setattr(event, name, wanted[name])
    _check_against_registrations(event)
    event.version += 1
    event.save(update_fields=[*changed, "version"])
    audit.record(actor=actor, action="event.changed", target=event, fields=changed)
    if event.state == EventState.PUBLISHED and set(changed) & set(ANNOUNCED):
        mails.announce_change(event, actor)
    return event


def _organiser(organiser: Organisation | None, actor: Actor) -> UUID:
    """Whose event it becomes; only the office plans for somebody else."""
    wanted = organiser.pk if organiser else actor.organisation_id
    if wanted is None:
        raise DomainError("Bitte geben Sie den Veranstalter an.")
    for_others = actor.is_system or actor.role == Role.OFFICE
    if wanted != actor.organisation_id and not for_others:
        raise NotAllowed(NOT_YOURS)
    return wanted


def _check(plan: EventPlan) -> None:
    """Refuse what makes no sense, with the sentence that names the remedy."""
    if not plan.title.strip():
        raise DomainError("Bitte geben Sie einen Titel an.")
    if plan.ends_at <= plan.starts_at:
        raise DomainError("Das Ende muss nach dem Beginn liegen.")
    if plan.starts_at <= clock.now():
        raise DomainError("Der Beginn muss in der Zukunft liegen.")
    if plan.register_until > day_of(plan.starts_at):
        raise DomainError("Die Anmeldefrist muss spätestens am Tag der Veranstaltung enden.")
    if not 1 <= plan.capacity <= LARGEST_CAPACITY:
        raise DomainError("Bitte geben Sie zwischen 1 und 5.000 Plätze an.")


def _check_against_registrations(event: Event) -> None:
    taken = taken_places(event)
    if event.capacity < taken:
        raise Conflict(
            f"Es sind schon {taken} Personen angemeldet. Weniger Plätze sind nicht möglich."
        )
    if event.state == EventState.PUBLISHED and not rules.is_complete(event):
        raise DomainError("Eine veröffentlichte Veranstaltung braucht einen Ort oder eine Adresse.")
