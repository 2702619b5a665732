"""Two people want the last place: exactly one gets it, the other reads a sentence.

The control takes lock and trigger away and shows that the race is real.
"""

import threading
from collections.abc import Callable
from time import sleep
from uuid import UUID

import pytest
from django.db import connection, connections

from events import queries, services
from events.enums import RegistrationState
from events.models import Event, Registration
from events.services import attending
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import Conflict
from lotsen.people.models import Lotse
from tests.concurrency.race import meeting
from tests.factories.events import make_event, make_lotse

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 4
PAUSE = 0.1  # between counting and inserting, so that the window is wide


@pytest.fixture
def slow_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody thinks a moment after counting the places."""
    count = queries.taken_places

    def count_and_wait(event: Event) -> int:
        taken = count(event)
        sleep(PAUSE)
        return taken

    monkeypatch.setattr(attending, "taken_places", count_and_wait)


def race(event: Event, lotsen: list[Lotse]) -> list[str]:
    """All register at once; what each of them got."""
    results: list[str] = []
    start = threading.Barrier(len(lotsen))

    def run(lotse: Lotse) -> None:
        try:
            start.wait(10)
            services.register(event_id=event.pk, lotse=lotse, actor=SYSTEM)
            results.append("place")
        except Conflict as error:
            results.append(str(error))
        except Exception as error:
            results.append(f"{type(error).__name__}: {error}")
        finally:
            connections.close_all()

    _together([lambda lotse=lotse: run(lotse) for lotse in lotsen])  # type: ignore[misc]
    return results


def _together(functions: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def places_taken() -> int:
    return Registration.objects.filter(state=RegistrationState.REGISTERED).count()


@pytest.fixture
def last_place() -> tuple[Event, list[Lotse]]:
    return make_event(capacity=1), [make_lotse() for _ in range(RUNNERS)]


def test_control_without_lock_and_trigger_there_are_too_many(
    last_place: tuple[Event, list[Lotse]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_without_lock(event_id: UUID) -> Event:
        return Event.objects.select_related("organiser").get(pk=event_id)

    numbers = iter(range(1, 100))
    counted = meeting(queries.taken_places, parties=RUNNERS)
    monkeypatch.setattr(attending, "taken_places", counted)
    monkeypatch.setattr(attending, "lock_event", read_without_lock)
    monkeypatch.setattr(attending, "next_in", lambda event: next(numbers))
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER registration_within_capacity ON events_registration")
    race(*last_place)
    assert places_taken() > 1


def test_exactly_one_gets_the_last_place(
    last_place: tuple[Event, list[Lotse]], slow_counting: None
) -> None:
    results = race(*last_place)
    assert sorted(results) == sorted(["place", *[attending.FULL] * (RUNNERS - 1)])
    assert places_taken() == 1


def test_the_trigger_alone_keeps_the_capacity_too(
    last_place: tuple[Event, list[Lotse]],
    slow_counting: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_without_lock(event_id: UUID) -> Event:
        return Event.objects.select_related("organiser").get(pk=event_id)

    numbers = iter(range(1, 100))
    monkeypatch.setattr(attending, "lock_event", read_without_lock)
    monkeypatch.setattr(attending, "next_in", lambda event: next(numbers))
    results = race(*last_place)
    assert sorted(results) == sorted(["place", *[attending.FULL] * (RUNNERS - 1)])
    assert places_taken() == 1


def test_one_person_clicking_on_many_tabs_gets_one_place(slow_counting: None) -> None:
    event, lotse = make_event(capacity=5), make_lotse()
    assert race(event, [lotse] * RUNNERS) == ["place"] * RUNNERS
    assert places_taken() == 1


def test_a_returned_place_goes_to_exactly_one(slow_counting: None) -> None:
    event, lotsen = make_event(capacity=1), [make_lotse() for _ in range(RUNNERS)]
    first = services.register(event_id=event.pk, lotse=make_lotse(), actor=SYSTEM)
    services.cancel_registration(registration_id=first.pk, actor=SYSTEM)
    assert race(event, lotsen).count("place") == 1
    assert places_taken() == 1
