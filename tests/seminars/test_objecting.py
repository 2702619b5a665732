"""A provider reports that a confirmed day is wrong; the office gets a mail, nothing is booked."""

from typing import Any
from uuid import uuid4

import pytest

from lotsen.core import audit
from lotsen.core.models import Mail
from tests.factories.accounts import client_of
from tests.factories.seminars import Course, make_course
from vouchers.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    course = make_course()
    with course.on_day(1):
        course.mark_all(True)
        course.confirm(1)
    return course


def report(course: Course, **changes: Any) -> dict[str, Any]:
    return {"token": str(uuid4()), "day": "1", "description": "Nr. 1 war nicht da."} | changes


def path(course: Course) -> str:
    return f"/seminare/{course.seminar.pk}/fehler-melden/"


def test_the_office_gets_a_mail_once(course: Course) -> None:
    client, sent = client_of(course.trainer), report(course)
    sheet = client.get(f"/seminare/{course.seminar.pk}/anwesenheit/").content.decode()
    assert path(course) in sheet
    booked = JournalEntry.objects.count()
    for _ in range(2):
        assert client.post(path(course), sent).status_code == 302
    mail = Mail.objects.get(subject__startswith="Fehler gemeldet")
    assert "Nr. 1 war nicht da." in mail.body
    [entry] = audit.entries_for(course.seminar).filter(action="seminar.error_reported")
    assert entry.facts == {"day": 1, "told": 1}
    assert JournalEntry.objects.count() == booked


def test_a_day_that_is_not_confirmed_is_no_choice(course: Course) -> None:
    answer = client_of(course.trainer).post(path(course), report(course, day="2"))
    assert answer.status_code == 422
    assert not Mail.objects.filter(subject__startswith="Fehler gemeldet").exists()


def test_before_the_first_confirmation_there_is_nothing_to_report() -> None:
    course = make_course()
    page = client_of(course.trainer).get(path(course)).content.decode()
    assert "Noch kein Tag bestätigt" in page
