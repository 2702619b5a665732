"""Vernetzungsevents of the demo. Two are published facts, the others are invented and say so."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from events.models import Event
from events.services import EventPlan, create_event, mark_held, publish_event, register_many
from lotsen.core import clock
from lotsen.demo.plan.days import working_day
from lotsen.demo.plan.model import Plan
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import CONFIRM, GRANT, PUBLISH, Timeline

INVENTED = "Demodaten: Dieses Event ist erfunden."
SEED = 2019_07
#: People register this long before the event.
TAKEN_DAYS = 20


@dataclass(frozen=True, slots=True)
class Meeting:
    """One event. `registrations` is how many people come."""

    on: date
    title: str
    description: str
    registrations: int
    capacity: int
    venue: str = ""
    city: str = ""
    online_url: str = ""


ONLINE = "https://treffen.demo.example/"
PAST = (
    Meeting(
        date(2019, 7, 25),
        "Erstes Vernetzungsevent der Digitallotsen",
        "Veröffentlicht: Juli 2019, mehr als 200 Lotsen mit ihren Verwaltungsspitzen."
        " Tag, Haus und Anmeldungen sind Demodaten.",
        214,
        300,
        venue="Haus nicht veröffentlicht",
        city="Leinfelden-Echterdingen",
    ),
    Meeting(
        date(2020, 11, 19),
        "Zweites Vernetzungsevent, digital",
        INVENTED,
        120,
        250,
        online_url=ONLINE,
    ),
    Meeting(
        date(2021, 5, 6), "Drittes Vernetzungsevent, digital", INVENTED, 95, 250, online_url=ONLINE
    ),
    Meeting(
        date(2021, 11, 18),
        "Viertes Vernetzungsevent, digital",
        INVENTED,
        105,
        250,
        online_url=ONLINE,
    ),
    Meeting(
        date(2022, 7, 6),
        "Fünftes Vernetzungsevent: wieder in Präsenz",
        "Veröffentlicht: 80 Teilnehmende, Workshops und Vorträge, das erste in Präsenz nach"
        " zwei digitalen Jahren. Die Namen sind Demodaten.",
        80,
        100,
        venue="HubWerk01",
        city="Bruchsal",
    ),
    *(
        Meeting(
            on, f"Vernetzungsevent {on.year}", INVENTED, 85, 150, venue="Tagungshaus", city=city
        )
        for on, city in (
            (date(2023, 10, 12), "Ulm"),
            (date(2024, 10, 10), "Offenburg"),
            (date(2025, 10, 9), "Heilbronn"),
        )
    ),
)


def plan_meetings(plan: Plan, stage: Stage, timeline: Timeline, today: date) -> None:
    """Past events are announced, filled and held; two are coming, one is a draft."""
    trained = sorted(
        [
            *((seat.person.email, s.days[2]) for s in plan.seminars for seat in s.completed),
            *((imported.person.email, imported.recorded_on) for imported in plan.imported),
        ]
    )
    rng = random.Random(SEED)  # noqa: S311 - reproducible, nothing secret
    past = [meeting for meeting in PAST if meeting.on < today - timedelta(days=30)]
    for meeting in [*past, _coming(today), _later(today)]:
        taken_on = min(meeting.on - timedelta(days=TAKEN_DAYS), today - timedelta(days=2))
        known = [email for email, on in trained if on < taken_on]
        guests = rng.sample(known, min(meeting.registrations, len(known)))
        _Scene(meeting, guests, stage).add_to(timeline, taken_on, held=meeting.on < today)
    draft = _Scene(_draft(today), [], stage)
    timeline.add(today - timedelta(days=4), PUBLISH, draft.create)


@dataclass
class _Scene:
    """One event on its way through the services."""

    meeting: Meeting
    guests: list[str]
    stage: Stage
    created: list[Event] = field(default_factory=list)

    def add_to(self, timeline: Timeline, taken_on: date, *, held: bool) -> None:
        timeline.add(taken_on - timedelta(days=10), PUBLISH, self.create)
        timeline.add(taken_on - timedelta(days=9), PUBLISH, partial(self._act, publish_event))
        timeline.add(taken_on, GRANT, self._register)
        if held:
            timeline.add(self.meeting.on, CONFIRM, partial(self._act, mark_held))

    def create(self) -> None:
        meeting = self.meeting
        event = create_event(
            plan=EventPlan(
                title=meeting.title,
                starts_at=_at(meeting.on, 10),
                ends_at=_at(meeting.on, 16),
                capacity=meeting.capacity,
                register_until=meeting.on - timedelta(days=3),
                description=meeting.description,
                venue=meeting.venue,
                city=meeting.city,
                online_url=meeting.online_url,
            ),
            actor=self.stage.organiser,
        )
        self.created.append(event)

    def _act(self, service: Callable[..., object]) -> None:
        service(event_id=self.created[0].pk, actor=self.stage.organiser)

    def _register(self) -> None:
        register_many(
            event_id=self.created[0].pk,
            lotsen=[self.stage.lotsen[email] for email in self.guests],
            actor=self.stage.organiser,
        )


def _coming(today: date) -> Meeting:
    """The next event: a few weeks away, with free places."""
    return Meeting(
        working_day(today + timedelta(days=19), step=1),
        "Vernetzungsevent im Winter",
        "Aus der Praxis: Beispiele aus Kommunen, Werkstätten am Nachmittag. " + INVENTED,
        40,
        60,
        venue="Tagungshaus am Park",
        city="Stuttgart",
    )


def _later(today: date) -> Meeting:
    """An event after every published seminar: somebody may have turned the date to one."""
    return Meeting(
        working_day(today + timedelta(days=112), step=1),
        "Digitales Vernetzungsevent",
        INVENTED,
        12,
        100,
        online_url=ONLINE,
    )


def _draft(today: date) -> Meeting:
    return Meeting(
        working_day(today + timedelta(days=120), step=1),
        "Vernetzungsevent im Frühjahr",
        INVENTED,
        0,
        120,
        city="Karlsruhe",
    )


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.BERLIN)
