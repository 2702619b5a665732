"""Two HR clerks want the last seat: exactly one gets it, the other reads a sentence.

The control takes lock and trigger away and shows that the race is real.
"""

from time import sleep
from uuid import UUID

import pytest
from django.db import connection

from lotsen.core.errors import Conflict
from lotsen.seminars import queries, services
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment, Seminar
from lotsen.seminars.services import Mark, enrolling
from tests.concurrency.race import meeting, race
from tests.factories.seminars import Course, make_candidate, make_course
from vouchers.queries import balances

pytestmark = pytest.mark.django_db(transaction=True)
RUNNERS = 4
PAUSE = 0.1  # between counting and inserting, so that the window is wide


@pytest.fixture
def slow_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody thinks a moment after counting the seats."""
    count = queries.taken_seats

    def count_and_wait(seminar: Seminar) -> int:
        taken = count(seminar)
        sleep(PAUSE)
        return taken

    monkeypatch.setattr(enrolling, "taken_seats", count_and_wait)


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service reads the seminar without locking it."""
    numbers = iter(range(50, 99))

    def read(seminar_id: UUID) -> Seminar:
        return Seminar.objects.select_related("provider", "line").get(pk=seminar_id)

    monkeypatch.setattr(enrolling, "lock_seminar", read)
    monkeypatch.setattr(enrolling, "next_in", lambda seminar: next(numbers))


def rush(course: Course) -> list[object]:
    """So many people want a seat at once; results or exceptions."""
    lotsen = [make_candidate(course) for _ in range(RUNNERS)]

    def act(lotse_id: UUID) -> object:
        return services.enrol(
            seminar_id=course.seminar.pk,
            lotse_id=lotse_id,
            voucher_id=None,
            full_price=True,
            actor=course.cast.hr,
        )

    return race(*[lambda pk=lotse.pk: act(pk) for lotse in lotsen])


def taken() -> int:
    return Enrolment.objects.exclude(state=EnrolmentState.CANCELLED).count()


def one_seat(results: list[object]) -> bool:
    """One enrolment, and the same sentence for all others."""
    refused = [result for result in results if isinstance(result, Conflict)]
    sentence = enrolling.SENTENCES["enrolment_within_capacity"]
    return len(refused) == RUNNERS - 1 and {str(error) for error in refused} == {sentence}


def test_control_without_lock_and_trigger_there_are_too_many(
    without_lock: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = meeting(queries.taken_seats, parties=RUNNERS)
    monkeypatch.setattr(enrolling, "taken_seats", counted)
    course = make_course(0, max_seats=1)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER enrolment_1_within_capacity ON seminars_enrolment")
    rush(course)
    assert taken() > 1


def test_exactly_one_gets_the_last_seat(slow_counting: None) -> None:
    assert one_seat(rush(make_course(0, max_seats=1)))
    assert taken() == 1


def test_the_trigger_alone_keeps_the_seats_too(slow_counting: None, without_lock: None) -> None:
    assert one_seat(rush(make_course(0, max_seats=1)))
    assert taken() == 1


def test_one_clerk_clicking_in_many_tabs_gets_one_seat(slow_counting: None) -> None:
    course = make_course(1)
    services.cancel_enrolment(enrolment_id=course.enrolments[0].pk, actor=course.cast.hr)
    voucher = course.vouchers[0]

    def click() -> Enrolment:
        return services.enrol(
            seminar_id=course.seminar.pk,
            lotse_id=voucher.lotse_id,
            voucher_id=voucher.pk,
            actor=course.cast.hr,
        )

    results = race(*[click] * RUNNERS)
    assert len({result.pk for result in results}) == 1
    assert taken() == 1


def test_one_voucher_in_two_seminars_is_used_once() -> None:
    course = make_course(1)
    other = make_course(0, first_in=60)
    services.cancel_enrolment(enrolment_id=course.enrolments[0].pk, actor=course.cast.hr)
    Seminar.objects.filter(pk=other.seminar.pk).update(provider=course.seminar.provider)
    voucher = course.vouchers[0]

    def enrol_in(seminar: Seminar) -> Enrolment:
        return services.enrol(
            seminar_id=seminar.pk,
            lotse_id=voucher.lotse_id,
            voucher_id=voucher.pk,
            actor=course.cast.hr,
        )

    results = race(lambda: enrol_in(course.seminar), lambda: enrol_in(other.seminar))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Enrolment"]
    assert taken() == 1


def test_a_day_confirmed_by_two_people_moves_money_once() -> None:
    course = make_course(2)
    with course.on_day(1):
        course.mark_all(True)

    def confirm() -> object:
        with course.on_day(1):
            return services.confirm_days(
                seminar_id=course.seminar.pk, day_numbers=[1], actor=course.trainer
            )

    results = race(confirm, confirm)
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert balances().due == 200_00


def test_a_late_tick_never_changes_a_confirmed_day() -> None:
    """Either the tick came first and counts, or it is refused: money and sheet always agree."""
    course = make_course(1)
    mark = Mark(course.enrolments[0].pk, 1, present=True)

    def tick() -> object:
        with course.on_day(1):
            return services.tick_many(
                seminar_id=course.seminar.pk, marks=[mark], actor=course.trainer
            )

    def confirm() -> object:
        with course.on_day(1):
            return services.confirm_days(
                seminar_id=course.seminar.pk, day_numbers=[1], actor=course.trainer
            )

    race(tick, confirm)
    present = queries.attendance_sheet(course.seminar).days[0].present
    assert balances().due == present * 100_00
