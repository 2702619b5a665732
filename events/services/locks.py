"""The lock that every change of an event and its places takes first."""

from uuid import UUID

from events.models import Event
from lotsen.core.db import busy_errors, locked


def lock_event(event_id: UUID) -> Event:
    """The event, locked until the end of the transaction. What depends on it is read afterwards.

    Raises `Busy` when somebody holds it for longer than five seconds.
    """
    with busy_errors():
        return locked(Event.objects).select_related("organiser").get(pk=event_id)
