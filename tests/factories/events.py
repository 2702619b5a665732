"""Events and registrations, made through the services."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from events import services
from events.models import Event, Registration
from events.services import EventPlan
from kommunen.models import Kommune
from lotsen.accounts.models import User
from lotsen.core import clock
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.services import link_user, register_person
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune

_numbers = count(1)
SURNAMES = ("Beispiel", "Muster", "Fiktiv", "Probe", "Vorlage", "Platzhalter")


def make_plan(**changes: Any) -> EventPlan:
    """A plan for an event in three weeks, 09:30 to 16:00, with ten places."""
    day = clock.now().replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=21)
    values: dict[str, Any] = {
        "title": "Vernetzungsevent",
        "starts_at": day,
        "ends_at": day.replace(hour=16, minute=0),
        "capacity": 10,
        "register_until": day.date() - timedelta(days=7),
        "venue": "HubWerk01",
        "city": "Bruchsal",
    }
    return EventPlan(**(values | changes))


def make_event(actor: Actor | None = None, *, published: bool = True, **changes: Any) -> Event:
    """An event of the actor's organisation (default: a new organiser's)."""
    organiser = actor or make_actor(Role.ORGANISER)
    event = services.create_event(plan=make_plan(**changes), actor=organiser)
    if published:
        event = services.publish_event(event_id=event.pk, actor=organiser)
    return event


def make_past_event(actor: Actor | None = None, people: int = 0, **changes: Any) -> Event:
    """An event that took place a year ago with so many people."""
    with clock.at(clock.now() - timedelta(days=365)):
        event = make_event(actor, **changes)
        services.register_many(
            event_id=event.pk, lotsen=[make_lotse() for _ in range(people)], actor=SYSTEM
        )
    return event


def make_lotse(
    given_name: str = "Erika",
    family_name: str = "",
    kommune: Kommune | None = None,
    email: str = "",
) -> Lotse:
    """A person employed since 2018."""
    number = next(_numbers)
    return register_person(
        given_name=given_name,
        family_name=family_name or SURNAMES[number % len(SURNAMES)],
        email=email or f"lotse{number}@kommune.example",
        kommune=kommune or make_kommune(),
        starts_on=date(2018, 1, 1),
        actor=SYSTEM,
    )


def make_lotse_actor(kommune: Kommune | None = None, **changes: Any) -> tuple[Lotse, Actor]:
    """A person with a login and the role of a Lotse."""
    home = kommune or make_kommune()
    lotse = make_lotse(kommune=home, **changes)
    actor = make_actor(Role.LOTSE, organisation=home.organisation)
    user = User.objects.get(memberships=actor.membership_id)
    return link_user(lotse=lotse, user=user, actor=SYSTEM), actor


def make_registration(event: Event, lotse: Lotse | None = None) -> Registration:
    """A registration entered by the office's machinery."""
    return services.register(event_id=event.pk, lotse=lotse or make_lotse(), actor=SYSTEM)


def at_time(event: Event, **shift: float) -> datetime:
    """A moment relative to the start of `event`: `at_time(event, hours=-1)`."""
    return event.starts_at + timedelta(**shift)
