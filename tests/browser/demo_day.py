"""A live site in demo mode, whose date the journeys turn forward as a visitor would."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from pytest_django.live_server_helper import LiveServer

from lotsen.core import clock
from lotsen.demo.calendar import days_ahead
from tests.database_role import as_application

CALENDAR = "lotsen.demo.calendar.DemoCalendarMiddleware"
BEFORE = "lotsen.accounts.middleware.ActorMiddleware"


@contextmanager
def demo_server(settings: Any) -> Iterator[LiveServer]:
    """The middleware of a running server is fixed, so the demonstration needs one of its own.

    It works with the database role of the application, as in production.
    """
    settings.DEMO_MODE = True
    place = settings.MIDDLEWARE.index(BEFORE)
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], CALENDAR, *settings.MIDDLEWARE[place:]]
    with as_application():
        server = LiveServer("localhost")
        try:
            yield server
        finally:
            server.stop()


def quiet_day() -> date:
    """The next 2 March: all days of a seminar planned from there lie in one budget year."""
    today = clock.today()
    this_year = today.replace(month=3, day=2)
    return this_year if this_year > today else this_year.replace(year=today.year + 1)


@contextmanager
def shown_day() -> Iterator[date]:
    """The test itself lives on the day that the site shows, for what it makes by services."""
    with clock.at(clock.real_now() + timedelta(days=days_ahead())):
        yield clock.today()
