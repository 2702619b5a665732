"""The lock that every change of an event and its places takes first."""

from uuid import UUID

from events.models import Event


def lock_event(event_id: UUID) -> Event:
    """The event, locked until the end of the transaction. What depends on it is read afterwards."""
    return (
        Event.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organiser")
        .get(pk=event_id)
    )
