"""A Lotse takes a place and gives it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from events import mails, rules
from events.enums import RegistrationState
from events.models import Event, Registration
from events.queries import taken_places
from events.services.locks import lock_event
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.people.models import Lotse
from lotsen.people.queries import kommune_on

FULL = f"{rules.FULL} Sobald jemand absagt, wird der Platz wieder frei."
NO_KOMMUNE = "Nur Beschäftigte einer Kommune in Baden-Württemberg können sich anmelden."
UNKNOWN = "Unter dieser E-Mail-Adresse ist keine Person eingetragen."


@transaction.atomic
def register(*, event_id: UUID, lotse: Lotse, actor: Actor) -> Registration:
    """Give `lotse` a place and confirm it by mail; a second click finds the same registration.

    A Lotse registers the own person until the deadline; those who run the event register anybody
    until it starts. Raises `Conflict` when no place is left, `DomainError` when the event is
    closed or the person works for no Kommune, `NotAllowed` for somebody else's person.
    """
    event = lock_event(event_id)
    manages = rules.may_manage(actor, event)
    if not manages and not actor.same_person(lotse.user_id):
        raise NotAllowed("Sie können nur sich selbst anmelden.")
    if known := _registered(event, lotse):
        return known
    now = clock.now()
    if closed := rules.closed_because(event, now=now, today=clock.today(), late=manages):
        raise DomainError(closed)
    registration = _take_place(event, lotse, now)
    audit.record(actor=actor, action="registration.made", target=registration, event=event.number)
    mails.confirm(registration, actor)
    return registration


def register_by_address(*, event_id: UUID, email: str, actor: Actor) -> Registration:
    """Like `register` for the person with this official address, for those who run the event."""
    event = Event.objects.get(pk=event_id)
    if not rules.may_manage(actor, event):
        raise NotAllowed("Andere anmelden können nur der Veranstalter und die Programmstelle.")
    lotse = Lotse.objects.filter(email=email.strip().lower()).first()
    if lotse is None:
        raise DomainError(UNKNOWN)
    return register(event_id=event_id, lotse=lotse, actor=actor)


@transaction.atomic
def cancel_registration(*, registration_id: UUID, actor: Actor) -> Registration:
    """Give the place back until the event starts; it is free at once. Repeating is harmless.

    Raises `DomainError` after the start, `NotAllowed` for somebody else's registration.
    """
    event = lock_event(Registration.objects.values_list("event", flat=True).get(pk=registration_id))
    registration = Registration.objects.select_related("lotse", "kommune").get(pk=registration_id)
    registration.event = event
    own = actor.same_person(registration.lotse.user_id)
    if not own and not rules.may_manage(actor, event):
        raise NotAllowed("Sie können nur sich selbst abmelden.")
    if not registration.is_registered:
        return registration
    if rules.has_started(event, clock.now()):
        raise DomainError("Die Veranstaltung hat begonnen. Eine Abmeldung ist nicht mehr möglich.")
    registration.state = RegistrationState.CANCELLED
    registration.cancelled_at = clock.now()
    registration.save(update_fields=["state", "cancelled_at"])
    audit.record(
        actor=actor, action="registration.cancelled", target=registration, event=event.number
    )
    mails.confirm_cancellation(registration, actor)
    return registration


def _registered(event: Event, lotse: Lotse) -> Registration | None:
    known = Registration.objects.filter(
        event=event, lotse=lotse, state=RegistrationState.REGISTERED
    ).first()
    if known is not None:
        known.event = event
    return known


def _take_place(event: Event, lotse: Lotse, now: datetime) -> Registration:
    """The next registration of the locked event."""
    kommune = kommune_on(lotse)
    if kommune is None:
        raise DomainError(NO_KOMMUNE)
    if taken_places(event) >= event.capacity:
        raise Conflict(FULL)
    with constraint_errors({"registration_within_capacity": FULL}):
        return Registration.objects.create(
            event=event, number=next_in(event), lotse=lotse, kommune=kommune, registered_at=now
        )


def next_in(event: Event) -> int:
    """The next number within the locked event; cancelled registrations keep theirs."""
    last = Registration.objects.filter(event=event).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
