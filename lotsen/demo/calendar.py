"""Turning the demonstration's date forward, so that a seminar's days can be over in a minute.

A person enrolled today attends in a few weeks. To walk the whole way at once, everybody in the
demonstration moves to a later day together; the real date comes back just as easily.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import DomainError
from lotsen.demo.models import FURTHEST_DAYS, Calendar
from lotsen.seminars.enums import SeminarState
from lotsen.seminars.models import Seminar
from lotsen.seminars.queries import with_seats


def days_ahead() -> int:
    """How far the demonstration is ahead of the real date."""
    return Calendar.objects.values_list("days_ahead", flat=True).first() or 0


def seminars_ahead() -> QuerySet[Seminar]:
    """Published seminars whose last day is still to come, with `last_day` and `taken`."""
    published = Seminar.objects.filter(state=SeminarState.PUBLISHED).select_related("provider")
    coming: QuerySet[Any] = with_seats(published)
    return coming.filter(last_day__gte=clock.today()).order_by("last_day", "number")


@transaction.atomic
def turn_to(*, day: date, actor: Actor) -> None:
    """Let everybody in the demonstration live on `day`, from the real today up to 800 days ahead.

    Raises `DomainError` outside that range.
    """
    real_today = clock.real_now().date()
    ahead = (day - real_today).days
    if not 0 <= ahead <= FURTHEST_DAYS:
        last = real_today + timedelta(days=FURTHEST_DAYS)
        raise DomainError(f"Möglich ist ein Tag von heute bis zum {last:%d.%m.%Y}.")
    calendar, _ = Calendar.objects.update_or_create(pk=1, defaults={"days_ahead": ahead})
    audit.record(actor=actor, action="demo.calendar_turned", target=calendar, days_ahead=ahead)


@contextmanager
def demo_day() -> Iterator[None]:
    """Let `clock.now()` be the demonstration's instant inside the block."""
    ahead = days_ahead()
    if not ahead:
        yield
        return
    with clock.at(clock.real_now() + timedelta(days=ahead)):
        yield


@contextmanager
def day_of_jobs() -> Iterator[None]:
    """The same for the worker, which also serves programmes that are no demonstration."""
    with demo_day() if settings.DEMO_MODE else nullcontext():
        yield


class DemoCalendarMiddleware:
    """Runs the request on the demonstration's day. Installed in demo mode only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with demo_day():
            return self.get_response(request)
