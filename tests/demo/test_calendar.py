"""The demonstration's calendar: everybody moves to a later day together, and back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lotsen.core import clock, jobs, mail
from lotsen.core.actor import Actor
from lotsen.core.errors import DomainError
from lotsen.core.models import Job
from lotsen.demo.calendar import days_ahead, turn_to
from tests.factories.accounts import client_of

pytestmark = pytest.mark.django_db
MIDDLEWARE = "lotsen.demo.calendar.DemoCalendarMiddleware"


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO_MODE = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, MIDDLEWARE]


def test_everybody_lives_on_the_chosen_day(demo: None, hr: Actor) -> None:
    later = clock.today() + timedelta(days=30)
    answer = client_of(hr).post("/vorfuehrung/", {"day": later.isoformat()})
    assert answer.status_code == 302
    assert Client().get("/impressum/").context["today"] == later
    client_of(hr).post("/vorfuehrung/", {"day": clock.today().isoformat()})
    assert Client().get("/impressum/").context["today"] == clock.today()


def test_the_worker_lives_on_the_chosen_day_too(demo: None, hr: Actor) -> None:
    turn_to(day=clock.today() + timedelta(days=30), actor=hr)
    sent = mail.queue_text(
        key="probe", to="probe@kommune.example", subject="Probe", body="Probe", actor=hr
    )
    jobs.run(Job.objects.get(kind="mail.send", key=str(sent.pk)).pk)
    sent.refresh_from_db()
    assert sent.sent_at is not None
    assert sent.sent_at.date() == clock.today() + timedelta(days=30)


@pytest.mark.parametrize("days", [-1, 801])
def test_past_and_far_future_are_refused(hr: Actor, days: int) -> None:
    with pytest.raises(DomainError, match="Möglich ist ein Tag"):
        turn_to(day=clock.today() + timedelta(days=days), actor=hr)
    assert days_ahead() == 0


def test_bad_day_gets_a_sentence(demo: None, hr: Actor) -> None:
    assert client_of(hr).post("/vorfuehrung/", {"day": "irgendwann"}).status_code == 422


def test_outside_the_demonstration_the_page_does_not_exist(hr: Actor) -> None:
    client = client_of(hr)
    assert client.get("/vorfuehrung/").status_code == 404
    assert client.post("/vorfuehrung/", {"day": clock.today().isoformat()}).status_code == 404
