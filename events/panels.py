"""What the events add to the page of a person."""

from django.http import HttpRequest

from events.queries import registrations_of
from lotsen.core.access import optional_actor
from lotsen.people.models import Lotse
from lotsen.people.panels import PanelContext

ORDER = 30


def registrations_panel(request: HttpRequest, lotse: Lotse) -> PanelContext | None:
    """The person's registrations; not shown where there are none to see."""
    actor = optional_actor(request)
    found = list(registrations_of(lotse, actor)) if actor else []
    if not found:
        return None
    return PanelContext("Vernetzungsevents", "events/person_panel.html", {"registrations": found})
