"""Registrations that were made elsewhere come in as a list."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from events import rules
from events.enums import EventState, RegistrationState
from events.models import Event, Registration
from events.queries import taken_places
from events.services.attending import next_in
from events.services.locks import lock_event
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.people.models import Employment, Lotse


@transaction.atomic
def register_many(*, event_id: UUID, lotsen: Iterable[Lotse], actor: Actor) -> list[Registration]:
    """Enter a whole list for a public event, without mails and whatever the deadline says.

    Who is registered already, or stands twice in the list, is left out; the new registrations come
    back. All or nothing: raises `Conflict` when the list does not fit, `DomainError` for a draft, a
    cancelled event or a person without a Kommune, `NotAllowed` unless the actor runs the event.
    """
    event = lock_event(event_id)
    if not rules.may_manage(actor, event):
        raise NotAllowed("Listen übernehmen nur der Veranstalter und die Programmstelle.")
    if event.state not in (EventState.PUBLISHED, EventState.HELD):
        raise DomainError("Die Veranstaltung ist nicht veröffentlicht.")
    wanted = _newcomers(event, lotsen)
    if taken_places(event) + len(wanted) > event.capacity:
        raise Conflict(f"{rules.FULL} Die Liste hat mehr Personen, als noch Platz haben.")
    kommunen = _kommunen_of(list(wanted))
    if len(kommunen) < len(wanted):
        raise DomainError("Nicht alle Personen der Liste sind bei einer Kommune beschäftigt.")
    first, now = next_in(event), clock.now()
    made = [
        Registration(
            event=event,
            number=number,
            lotse=lotse,
            kommune_id=kommunen[lotse.pk],
            registered_at=now,
        )
        for number, lotse in enumerate(wanted.values(), start=first)
    ]
    Registration.objects.bulk_create(made)
    audit.record(actor=actor, action="event.list_taken_over", target=event, count=len(made))
    return made


def _newcomers(event: Event, lotsen: Iterable[Lotse]) -> dict[UUID, Lotse]:
    """Each person of the list once, without those who are registered already."""
    wanted = {lotse.pk: lotse for lotse in lotsen}
    for known in Registration.objects.filter(event=event, state=RegistrationState.REGISTERED):
        wanted.pop(known.lotse_id, None)
    return wanted


def _kommunen_of(lotsen: list[UUID]) -> dict[UUID, str]:
    """Today's employer of each person."""
    today = clock.today()
    return dict(
        Employment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=today), lotse__in=lotsen, starts_on__lte=today
        ).values_list("lotse_id", "kommune_id")
    )
