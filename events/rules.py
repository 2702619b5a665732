"""When one can register, cancel and decide. Pure functions; sentences are for the user."""

from datetime import date, datetime

from events.enums import EVENT_TRANSITIONS, EventState
from events.models import Event
from lotsen.core.actor import Actor
from lotsen.core.formatting import day
from lotsen.core.roles import Role

CREATORS = (Role.ORGANISER, Role.OFFICE)
"""Who may plan events: the three associations and the office (docs/programme.md § 2)."""

FULL = "Alle Plätze sind vergeben."


def may_plan(actor: Actor) -> bool:
    """Whether `actor` may create events."""
    return actor.is_system or actor.role in CREATORS


def may_manage(actor: Actor | None, event: Event) -> bool:
    """Whether `actor` runs this event: its organiser, or the office."""
    if actor is None:
        return False
    if actor.is_system or actor.role == Role.OFFICE:
        return True
    return actor.role == Role.ORGANISER and actor.organisation_id == event.organiser_id


def has_started(event: Event, now: datetime) -> bool:
    """From the start on nobody registers or cancels any more."""
    return now >= event.starts_at


def closed_because(event: Event, *, now: datetime, today: date, late: bool = False) -> str:
    """Why nobody can register for `event` now; empty when it is open. Places are not looked at.

    `late` lets those who run the event register people after the deadline, until the start.
    """
    if event.state == EventState.CANCELLED:
        return "Die Veranstaltung wurde abgesagt."
    if event.state == EventState.DRAFT:
        return "Die Veranstaltung ist noch nicht veröffentlicht."
    if event.state == EventState.HELD or has_started(event, now):
        return "Die Veranstaltung hat bereits begonnen oder ist vorbei."
    if today > event.register_until and not late:
        return f"Die Anmeldefrist endete am {day(event.register_until)}."
    return ""


def may_become(event: Event, state: EventState) -> bool:
    """Whether the state machine has this step."""
    return state in EVENT_TRANSITIONS[event.state]


def can_be_edited(event: Event, now: datetime) -> bool:
    """Drafts always; published events until they start."""
    if event.state == EventState.PUBLISHED:
        return not has_started(event, now)
    return event.state == EventState.DRAFT


def can_be_marked_held(event: Event, now: datetime) -> bool:
    """A published event that is over."""
    return may_become(event, EventState.HELD) and now >= event.ends_at


def is_complete(event: Event) -> bool:
    """Whether people would know where to go: a venue with its city, or an address online."""
    return bool(event.venue and event.city) or bool(event.online_url)
