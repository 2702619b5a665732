"""The only writers of events and registrations. Everybody locks the event first."""

from events.services.attending import cancel_registration, register, register_by_address
from events.services.deciding import cancel_event, mark_held, publish_event
from events.services.planning import EventPlan, create_event, edit_event
from events.services.taking_over import register_many

__all__ = [
    "EventPlan",
    "cancel_event",
    "cancel_registration",
    "create_event",
    "edit_event",
    "mark_held",
    "publish_event",
    "register",
    "register_by_address",
    "register_many",
]
