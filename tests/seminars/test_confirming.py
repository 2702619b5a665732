"""Confirming moves the money, ends the seminar and makes Digitallotsen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Job
from lotsen.core.roles import Role
from lotsen.people.models import Qualification
from lotsen.seminars import queries, services
from lotsen.seminars.enums import EnrolmentState, SeminarState
from lotsen.seminars.models import Attendance, Certificate, DayConfirmation
from tests.deferred import fire_deferred
from tests.factories.accounts import make_actor
from tests.factories.people import make_qualification
from tests.factories.seminars import Course, make_course, make_seminar
from vouchers.models import Voucher
from vouchers.queries import balances
from vouchers.queries.verify import verify
from vouchers.services import cancel_voucher, unassign_vouchers

pytestmark = pytest.mark.django_db


def books_are_sound() -> bool:
    """The deferred guards run now, as at the end of a transaction; then the proof."""
    fire_deferred()
    return verify().is_sound


def finished(*presence: tuple[bool, bool, bool], unfunded: int = 0) -> Course:
    """A course confirmed at the end of day 3."""
    course = make_course(len(presence) - unfunded, unfunded=unfunded)
    with course.on_day(3):
        for enrolment, present in zip(course.enrolments, presence, strict=True):
            course.mark(enrolment, *present)
        course.confirm()
    for enrolment in course.enrolments:
        enrolment.refresh_from_db()
    return course


def test_present_days_are_due_and_missed_ones_go_back() -> None:
    course = make_course(2)
    first, second = course.enrolments
    with course.on_day(1):
        course.mark(first, True)
        course.mark(second, False)
        course.confirm(1)
    totals = balances()
    assert (totals.due, totals.committed, totals.available) == (100_00, 400_00, 100_00)
    course.seminar.refresh_from_db()
    assert course.seminar.is_published
    assert books_are_sound()


def test_who_has_no_tick_was_absent() -> None:
    course = make_course(1)
    with course.on_day(1):
        course.confirm()
    assert [mark.present for mark in Attendance.objects.all()] == [False]
    assert balances().available == 100_00


def test_three_days_make_a_lotse_two_do_not() -> None:
    course = finished((True,) * 3, (True, True, False), (False,) * 3)
    states = [enrolment.state for enrolment in course.enrolments]
    assert states == [EnrolmentState.COMPLETED, EnrolmentState.PARTLY, EnrolmentState.MISSED]
    assert course.seminar.state == SeminarState.COMPLETED
    qualification = Qualification.objects.get()
    certificate = Certificate.objects.get()
    assert qualification.lotse_id == certificate.enrolment.lotse_id
    assert qualification.funded
    assert qualification.completed_on == course.days[-1].held_on
    assert qualification.proof == f"Zertifikat {certificate.number}"
    assert {voucher.state for voucher in Voucher.objects.all()} == {"redeemed", "expired"}
    totals = balances()
    assert (totals.due, totals.committed) == (500_00, 0)
    assert books_are_sound()


def test_people_without_a_voucher_are_qualified_but_not_funded() -> None:
    finished((True,) * 3, (True,) * 3, unfunded=1)
    funded = Qualification.objects.values_list("funded", flat=True)
    assert sorted(funded) == [False, True]
    assert balances().due == 300_00


def test_day_by_day_leads_to_the_same_end() -> None:
    course = make_course(1)
    for number in (1, 2, 3):
        with course.on_day(number):
            course.mark(course.enrolments[0], *[True] * number)
            course.confirm(number)
    assert course.seminar.is_completed
    assert Certificate.objects.count() == 1
    assert balances().due == 300_00


def test_a_second_confirmation_names_the_first() -> None:
    course = make_course(1)
    with course.on_day(1):
        course.confirm(1)
        with pytest.raises(Conflict, match=r"Tag 1 .* bereits bestätigt von Muster, M\. am"):
            course.confirm(1)
        with pytest.raises(Conflict, match="bereits bestätigt"):
            course.confirm()
    assert DayConfirmation.objects.count() == 1


def test_nothing_is_confirmed_when_the_sheet_has_changed() -> None:
    course = make_course(1)
    with course.on_day(1):
        seen = queries.attendance_sheet(course.seminar).digest
        course.mark(course.enrolments[0], True)
        with pytest.raises(Conflict, match="inzwischen geändert"):
            course.confirm(1, seen=seen)
        course.confirm(1, seen=queries.attendance_sheet(course.seminar).digest)


def test_a_day_that_has_not_come_is_not_confirmed() -> None:
    course = make_course(1)
    with course.on_day(1), pytest.raises(DomainError, match="Tag 2 ist erst am"):
        course.confirm(1, 2)
    with pytest.raises(DomainError, match="kein"):
        course.confirm()
    assert not DayConfirmation.objects.exists()


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.HR, Role.MINISTRY, Role.LOTSE])
def test_only_the_own_provider_confirms(role: Role) -> None:
    course = make_course(1)
    with course.on_day(1), pytest.raises(NotAllowed):
        services.confirm_days(seminar_id=course.seminar.pk, actor=make_actor(role))


def test_drafts_and_called_off_seminars_are_not_confirmed() -> None:
    draft = make_seminar(published=False)
    with pytest.raises(DomainError):
        services.confirm_days(seminar_id=draft.pk, actor=make_actor(Role.OFFICE))


def test_a_voucher_in_use_is_not_cancelled() -> None:
    course = make_course(1)
    with pytest.raises(Conflict, match="zuerst die Anmeldung zurück"):
        cancel_voucher(voucher_id=course.vouchers[0].pk, reason="Irrtum", actor=course.cast.office)


def test_a_voucher_that_was_cancelled_before_that_rule_pays_nothing() -> None:
    course = make_course(1)
    unassign_vouchers(voucher_ids=[course.vouchers[0].pk], actor=course.cast.office, use="alt")
    cancel_voucher(voucher_id=course.vouchers[0].pk, reason="Irrtum", actor=course.cast.office)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    assert balances().due == 0
    assert not Qualification.objects.get().funded


def test_who_earned_the_basis_elsewhere_meanwhile_keeps_that_one() -> None:
    course = make_course(1)
    make_qualification(course.enrolments[0].lotse, course.cast.kommune)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    assert Qualification.objects.count() == 1
    assert Certificate.objects.count() == 1


def test_taken_over_seminars_make_no_files_and_no_mails() -> None:
    course = make_course(1)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm(notify=False)
    assert Certificate.objects.count() == 1
    assert not Job.objects.filter(kind="seminars.certificates").exists()


def test_an_empty_seminar_can_be_closed() -> None:
    course = make_course(0)
    with course.on_day(3):
        course.confirm()
    assert course.seminar.is_completed


def test_a_day_of_twenty_people_takes_few_statements() -> None:
    course = make_course(20, max_seats=20)
    counts = []
    for number in (1, 2, 3):
        with course.on_day(number):
            course.mark_all(*[True] * number)
            with CaptureQueriesContext(connection) as captured:
                course.confirm(number)
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in captured))
    assert counts == [17, 17, 31]
