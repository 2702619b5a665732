"""Fifty windows of two trainers confirm the same seminar day at the same moment.

Confirmed once, booked once per voucher; all others read who was faster, and when. The control takes
the locks and the unique constraint away: then the day is confirmed more than once.
"""

from datetime import timedelta
from time import sleep
from uuid import UUID

import pytest
from django.db import connection
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.seminars.models import DayConfirmation, Seminar
from lotsen.seminars.queries import attendance_sheet
from lotsen.seminars.queries.attendance import Sheet
from lotsen.seminars.services import confirming
from tests.concurrency.live import Answer, Site, statuses, together
from tests.concurrency.race import meeting
from tests.factories.accounts import make_actor, organisation_of
from tests.factories.seminars import Course, make_course
from vouchers.models import JournalEntry
from vouchers.queries import balances
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)
WINDOWS = 50
PEOPLE = 3
PAUSE = 0.02


@pytest.fixture
def course() -> Course:
    """A seminar whose first day was yesterday; everybody was there."""
    with clock.at(clock.now() - timedelta(days=22)):
        made = make_course(PEOPLE)
    made.mark_all(True)
    return made


@pytest.fixture(autouse=True)
def slow_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody thinks a moment after reading the sheet."""

    def read_and_wait(seminar: Seminar) -> Sheet:
        sheet = attendance_sheet(seminar)
        sleep(PAUSE)
        return sheet

    monkeypatch.setattr(confirming, "attendance_sheet", read_and_wait)


def confirm_all_at_once(site: Site, course: Course) -> list[Answer]:
    """Half of the windows belong to a colleague with an account of her own."""
    colleague = make_actor(Role.PROVIDER, organisation_of(course.trainer))
    windows = [
        site.window(course.trainer if number % 2 else colleague) for number in range(WINDOWS)
    ]
    path = reverse("seminars:confirm", args=[course.seminar.pk])
    stand = attendance_sheet(course.seminar).digest
    sent = {"tage": "1", "stand": stand, "richtig": "on", "ohne_eintrag": "on"}
    return together([lambda w=window: w.press(path, sent) for window in windows])  # type: ignore[misc]


def test_control_without_locks_the_day_is_confirmed_again(
    site: Site, course: Course, without_lock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(seminar_id: UUID, actor: Actor) -> Seminar:
        return Seminar.objects.select_related("provider", "line").get(pk=seminar_id)

    monkeypatch.setattr(confirming, "managed", read)
    monkeypatch.setattr(confirming, "attendance_sheet", meeting(attendance_sheet, parties=4))
    monkeypatch.setattr(confirming, "lock_people", lambda people: None)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE seminars_dayconfirmation DROP CONSTRAINT {day_once()}")
    confirm_all_at_once(site, course)
    assert DayConfirmation.objects.count() >= 2


def day_once() -> str:
    """Name of the constraint that Django gave the one-to-one column."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "seminars_dayconfirmation")
    [name] = [
        name for name, facts in found.items() if facts["unique"] and facts["columns"] == ["day_id"]
    ]
    return name


def test_one_of_fifty_confirms_the_day(site: Site, course: Course) -> None:
    answers = confirm_all_at_once(site, course)
    assert statuses(answers) == {302: 1, 409: WINDOWS - 1}
    [confirmation] = DayConfirmation.objects.select_related("confirmed_by")
    sentence = f"ist bereits bestätigt von {confirmation.confirmed_by.name} am"
    assert all(sentence in answer.page for answer in answers if answer.status == 409)
    assert JournalEntry.objects.filter(kind="redeem").count() == PEOPLE
    assert balances().due == PEOPLE * 100_00
    assert verify().problems == []
