"""Ticks on the attendance sheet and what the sheet says about them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.seminars import queries, services
from lotsen.seminars.models import Attendance
from lotsen.seminars.services import Mark
from tests.factories.accounts import make_actor
from tests.factories.seminars import make_course, make_seminar

pytestmark = pytest.mark.django_db


def test_setting_a_mark_twice_is_harmless() -> None:
    course = make_course(1)

    def tick(present: bool) -> int:
        marks = [Mark(course.enrolments[0].pk, 1, present)]
        return services.tick_many(seminar_id=course.seminar.pk, marks=marks, actor=course.trainer)

    with course.on_day(1):
        assert tick(True) == 1
        assert tick(True) == 0
        assert tick(False) == 1
    assert [row.present for row in Attendance.objects.all()] == [False]


def test_of_two_marks_for_one_cell_the_last_counts() -> None:
    course = make_course(1)
    pk = course.enrolments[0].pk
    with course.on_day(1):
        course.mark(course.enrolments[0], True)
        marks = [Mark(pk, 1, True), Mark(pk, 1, False)]
        services.tick_many(seminar_id=course.seminar.pk, marks=marks, actor=course.trainer)
    assert not Attendance.objects.get().present


def test_a_day_that_has_not_come_cannot_be_ticked() -> None:
    course = make_course(1)
    with course.on_day(1), pytest.raises(DomainError, match="Tag 2 ist erst am"):
        course.mark(course.enrolments[0], True, True)
    assert not Attendance.objects.exists()


def test_a_fourth_day_does_not_exist() -> None:
    course = make_course(1)
    with course.on_day(3), pytest.raises(DomainError, match="gibt es nicht"):
        course.mark(course.enrolments[0], True, True, True, True)


def test_people_without_a_place_cannot_be_ticked() -> None:
    course = make_course(1)
    other = make_course(1)
    with course.on_day(1):
        for pk in (other.enrolments[0].pk, uuid4()):
            with pytest.raises(DomainError, match="nicht angemeldet"):
                services.tick_many(
                    seminar_id=course.seminar.pk, marks=[Mark(pk, 1, True)], actor=course.trainer
                )


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.HR, Role.LOTSE, Role.MINISTRY])
def test_only_the_own_provider_ticks(role: Role) -> None:
    course = make_course(1)
    with course.on_day(1), pytest.raises(NotAllowed):
        services.all_present(seminar_id=course.seminar.pk, day_number=1, actor=make_actor(role))


def test_everybody_present_and_then_one_out() -> None:
    course = make_course(2, unfunded=1)
    with course.on_day(1):
        services.all_present(seminar_id=course.seminar.pk, day_number=1, actor=course.trainer)
        course.mark(course.enrolments[0], False)
        day = queries.attendance_sheet(course.seminar).days[0]
    assert (day.present, day.absent, day.unmarked) == (2, 1, 0)


def test_a_confirmed_day_is_frozen_but_the_same_mark_may_come_again() -> None:
    course = make_course(1)
    enrolment = course.enrolments[0]
    with course.on_day(1):
        course.mark(enrolment, True)
        course.confirm(1)
        course.mark(enrolment, True)
        with pytest.raises(Conflict, match=r"Tag 1 .* ist bereits bestätigt von"):
            course.mark(enrolment, False)


def test_the_sheet_says_what_confirming_does_to_the_cent() -> None:
    course = make_course(2, unfunded=1, fee_cents=250_00)
    first, second, unfunded = course.enrolments
    with course.on_day(2):
        course.mark(first, True, True)
        course.mark(second, True, False)
        course.mark(unfunded, True)
        sheet = queries.attendance_sheet(course.seminar)
    effect = sheet.effect
    assert effect.day_numbers == (1, 2)
    assert (effect.present, effect.absent) == (4, 2)
    assert (effect.redeemed_days, effect.redeemed_cents) == (3, 2 * 83_34 + 83_33)
    assert (effect.released_days, effect.released_cents) == (1, 400_00 - effect.redeemed_cents)
    assert effect.unfunded_days == 1
    assert effect.completed is None
    with course.on_day(3):
        course.mark(first, True, True, True)
        assert queries.attendance_sheet(course.seminar).effect.completed == 1


def test_the_digest_changes_with_every_tick() -> None:
    course = make_course(1)
    with course.on_day(1):
        before = queries.attendance_sheet(course.seminar).digest
        course.mark(course.enrolments[0], False)
        middle = queries.attendance_sheet(course.seminar).digest
        course.mark(course.enrolments[0], True)
        after = queries.attendance_sheet(course.seminar).digest
    assert len({before, middle, after}) == 3


def test_nothing_can_be_ticked_before_the_first_day_or_in_a_draft() -> None:
    course = make_course(1)
    sheet = queries.attendance_sheet(course.seminar)
    assert not sheet.open_days
    assert not any(mark.is_tickable for row in sheet.rows for mark in row.marks)
    assert not queries.attendance_sheet(make_seminar(published=False)).open_days


def test_the_sheet_needs_the_same_statements_for_one_and_three_people() -> None:
    counts = []
    for people in (1, 3):
        course = make_course(people)
        with CaptureQueriesContext(connection) as captured:
            queries.attendance_sheet(course.seminar)
        counts.append(len(captured))
    assert counts == [3, 3]
