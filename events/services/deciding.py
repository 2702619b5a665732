"""The steps in the life of an event: published, held, cancelled."""

from uuid import UUID

from django.db import transaction

from events import mails, rules
from events.enums import EventState
from events.models import Event
from events.services.locks import lock_event
from events.services.planning import NOT_YOURS
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.reasons import CALL_OFF_LENGTH, clean_reason


@transaction.atomic
def publish_event(*, event_id: UUID, actor: Actor) -> Event:
    """Let everybody see the event and Lotsen register. Publishing again changes nothing.

    Raises `DomainError` without a place or with a start in the past, `Conflict` when the event is
    held or cancelled.
    """
    event = _managed(event_id, actor)
    if event.state == EventState.PUBLISHED:
        return event
    if not rules.is_complete(event):
        raise DomainError(
            "Bitte geben Sie vor der Veröffentlichung Veranstaltungsort und Ort oder eine Adresse"
            " für die Online-Teilnahme an."
        )
    if rules.has_started(event, clock.now()):
        raise DomainError("Der Beginn liegt in der Vergangenheit. Bitte ändern Sie den Termin.")
    return _move(event, EventState.PUBLISHED, "event.published", actor)


@transaction.atomic
def mark_held(*, event_id: UUID, actor: Actor) -> Event:
    """Close an event that took place. Raises `Conflict` before its end. Repeating is harmless."""
    event = _managed(event_id, actor)
    if event.state == EventState.HELD:
        return event
    if rules.may_become(event, EventState.HELD) and clock.now() < event.ends_at:
        raise Conflict("Die Veranstaltung ist noch nicht zu Ende.")
    return _move(event, EventState.HELD, "event.held", actor)


@transaction.atomic
def cancel_event(*, event_id: UUID, reason: str, actor: Actor) -> Event:
    """Call the event off; a job tells everybody who is registered. Repeating is harmless.

    Raises `DomainError` without a reason, `Conflict` for an event that has started.
    """
    event = _managed(event_id, actor)
    if event.state == EventState.CANCELLED:
        return event
    reason = clean_reason(
        reason, ask="Bitte nennen Sie den Grund der Absage.", most=CALL_OFF_LENGTH
    )
    was_public = event.state == EventState.PUBLISHED
    if was_public and rules.has_started(event, clock.now()):
        raise Conflict("Die Veranstaltung hat schon begonnen und kann nicht mehr abgesagt werden.")
    event.cancel_reason = reason
    _move(event, EventState.CANCELLED, "event.cancelled", actor)
    if was_public:
        mails.announce_cancellation(event, actor)
    return event


def _managed(event_id: UUID, actor: Actor) -> Event:
    event = lock_event(event_id)
    if not rules.may_manage(actor, event):
        raise NotAllowed(NOT_YOURS)
    return event


def _move(event: Event, state: EventState, action: str, actor: Actor) -> Event:
    if not rules.may_become(event, state):
        raise Conflict(f"Die Veranstaltung ist bereits {event.get_state_display()}.")
    event.state = state
    event.version += 1
    event.save(update_fields=["state", "cancel_reason", "version"])
    audit.record(actor=actor, action=action, target=event)
    return event
