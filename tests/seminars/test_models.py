"""The guards of the database, each by its name and past the services."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from lotsen.core import clock
from lotsen.core.db import violated_constraint
from lotsen.core.documents import store
from lotsen.core.models import Document
from lotsen.core.roles import Role
from lotsen.seminars.models import (
    Attendance,
    Certificate,
    DayConfirmation,
    Enrolment,
    Seminar,
    SeminarDay,
)
from tests.deferred import fire_deferred
from tests.factories.accounts import make_actor
from tests.factories.people import make_lotse
from tests.factories.seminars import Course, make_candidate, make_course, make_seminar

pytestmark = pytest.mark.django_db


@contextmanager
def refused(name: str) -> Iterator[None]:
    """The database says no under this name, at once or at the end of the transaction."""
    found = "nothing refused"
    try:
        with transaction.atomic():
            yield
            fire_deferred()
    except IntegrityError as error:
        found = violated_constraint(error)
    assert found == name


def make_document() -> Document:
    return store(
        kind="certificate", filename="z.pdf", content=b"%PDF", content_type="application/pdf"
    )


def row_of(course: Course, **changes: Any) -> Enrolment:
    """An enrolment that the guards would take, unless changed."""
    values: dict[str, Any] = {
        "seminar": course.seminar,
        "number": 90,
        "kommune": course.cast.kommune,
        "fee_cents": 450_00,
        "enrolled_at": clock.now(),
    }
    values["lotse"] = changes.pop("lotse", None) or make_candidate(course)
    return Enrolment(**(values | changes))


SEMINAR_CHANGES: dict[str, dict[str, Any]] = {
    "seminar_number_format": {"number": "41"},
    "seminar_title_not_empty": {"title": ""},
    "seminar_format_known": {"format": "brieflich"},
    "seminar_seats_in_range": {"max_seats": 101},
    "seminar_public_has_place": {"city": ""},
    "seminar_public_has_time": {"published_at": None},
    "seminar_cancelled_has_reason": {"cancel_reason": "so"},
    "seminar_deadlines_before_first_day": {"enrol_until": "2999-01-01"},
}


@pytest.mark.parametrize("name", sorted(SEMINAR_CHANGES))
def test_seminar_rules(name: str) -> None:
    seminar = make_seminar()
    with refused(name):
        Seminar.objects.filter(pk=seminar.pk).update(**SEMINAR_CHANGES[name])


def test_seminar_cancel_deadline_is_before_the_first_day() -> None:
    seminar = make_seminar()
    with refused("seminar_deadlines_before_first_day"):
        Seminar.objects.filter(pk=seminar.pk).update(cancel_until="2999-01-01")


def test_min_seats_fit_under_max_seats() -> None:
    seminar = make_seminar(max_seats=5)
    with refused("seminar_seats_in_range"):
        Seminar.objects.filter(pk=seminar.pk).update(min_seats=6)


def test_two_seminars_never_share_a_number() -> None:
    first, second = make_seminar(), make_seminar()
    with refused("seminar_number_once"):
        Seminar.objects.filter(pk=second.pk).update(number=first.number)


@pytest.mark.parametrize(
    ("published", "state"),
    [(False, "completed"), (True, "draft")],
)
def test_seminar_state_machine(published: bool, state: str) -> None:
    seminar = make_seminar(published=published)
    with refused("seminar_state_transition"):
        Seminar.objects.filter(pk=seminar.pk).update(state=state)


def test_a_seminar_is_not_completed_before_its_days_are_confirmed() -> None:
    seminar = make_seminar()
    with refused("seminar_completed_when_confirmed"):
        Seminar.objects.filter(pk=seminar.pk).update(state="completed")


def test_days_are_three_and_in_order() -> None:
    seminar = make_seminar(published=False)
    first, second, third = seminar.days.order_by("number")
    with refused("seminar_three_days_in_order"):
        third.delete()
    with refused("seminar_three_days_in_order"):
        SeminarDay.objects.filter(pk=first.pk).update(held_on=third.held_on + timedelta(days=1))
    with refused("seminar_three_days_in_order"):
        Seminar.objects.filter(pk=seminar.pk).update(state="published", published_at=clock.now())
        SeminarDay.objects.create(
            seminar=make_bare_seminar(seminar),
            number=1,
            held_on=second.held_on,
            starts_at=second.starts_at,
            ends_at=second.ends_at,
        )


def make_bare_seminar(like: Seminar) -> Seminar:
    """A seminar without days; only possible until the transaction ends."""
    values = {
        field.name: getattr(like, field.name)
        for field in Seminar._meta.concrete_fields
        if field.name not in ("id", "number")
    }
    return Seminar.objects.create(**values, number="KDL-2026-999")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("seminar_day_number_in_range", {"number": 4}),
        ("seminar_day_number_once", {"number": 2}),
        ("seminar_day_ends_after_start", {"ends_at": "01:00"}),
    ],
)
def test_day_rules(name: str, changes: dict[str, Any]) -> None:
    seminar = make_seminar(published=False)
    with refused(name):
        SeminarDay.objects.filter(seminar=seminar, number=1).update(**changes)


def test_two_days_are_never_the_same_date() -> None:
    seminar = make_seminar(published=False)
    first, second, _ = seminar.days.order_by("number")
    with refused("seminar_day_date_once"):
        SeminarDay.objects.filter(pk=second.pk).update(held_on=first.held_on)


def test_published_days_are_fixed() -> None:
    seminar = make_seminar()
    for change in (
        lambda: SeminarDay.objects.filter(seminar=seminar).update(held_on="2999-01-01"),
        lambda: SeminarDay.objects.filter(seminar=seminar).delete(),
    ):
        with refused("seminar_days_fixed_once_published"):
            change()


def test_seats_are_never_fewer_than_enrolments() -> None:
    course = make_course(2)
    with refused("seminar_seats_cover_enrolments"):
        Seminar.objects.filter(pk=course.seminar.pk).update(max_seats=1)


def test_never_one_enrolment_too_many() -> None:
    course = make_course(1, max_seats=1)
    with refused("enrolment_within_capacity"):
        row_of(course).save()


def test_no_enrolment_into_a_draft() -> None:
    course = make_course(0, published=False)
    with refused("enrolment_only_when_published"):
        row_of(course).save()


def test_nobody_is_in_two_seminars_on_one_day() -> None:
    course, other = make_course(1), make_course(0)
    with refused("enrolment_one_seminar_a_day"):
        row_of(other, lotse=course.enrolments[0].lotse).save()


def test_a_voucher_belongs_to_person_kommune_and_provider() -> None:
    course, other = make_course(1), make_course(0, first_in=60)
    voucher = course.vouchers[0]
    Enrolment.objects.update(state="cancelled", cancelled_at=clock.now())
    wrong = [
        row_of(course, voucher=voucher),
        row_of(course, voucher=voucher, lotse=voucher.lotse, kommune=other.cast.kommune),
        row_of(other, voucher=voucher, lotse=voucher.lotse, kommune=voucher.kommune),
    ]
    for row in wrong:
        with refused("enrolment_voucher_fits"):
            row.save()


def test_a_voucher_holds_one_place() -> None:
    course = make_course(1, first_in=21)
    later = make_seminar(course.trainer, first_in=60)
    voucher = course.vouchers[0]
    with refused("enrolment_voucher_used_once"):
        row_of(course, seminar=later, voucher=voucher, lotse=voucher.lotse).save()


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("enrolment_cancelled_has_time", {"cancelled_at": "2026-01-01T00:00Z"}),
        ("enrolment_grant_needs_voucher", {"grant_cents": 100_00}),
        ("enrolment_number_once", {"number": 1}),
        ("enrolment_state_known", {"state": "wartend"}),
    ],
)
def test_enrolment_rules(name: str, changes: dict[str, Any]) -> None:
    course = make_course(1)
    with refused(name):
        row_of(course, **changes).save()


def test_the_grant_is_never_above_the_fee() -> None:
    course = make_course(1)
    voucher = course.vouchers[0]
    Enrolment.objects.update(state="cancelled", cancelled_at=clock.now())
    with refused("enrolment_grant_not_above_fee"):
        row_of(course, voucher=voucher, lotse=voucher.lotse, grant_cents=500_00).save()


def test_a_person_has_one_place_in_a_seminar() -> None:
    course = make_course(1)
    with refused("enrolment_once_per_person"):
        row_of(course, lotse=course.enrolments[0].lotse).save()


@pytest.mark.parametrize("field", ["number", "fee_cents", "grant_cents", "voucher_id", "lotse_id"])
def test_facts_of_the_day_of_enrolment_are_fixed(field: str) -> None:
    course = make_course(1)
    other: dict[str, object] = {"voucher_id": None, "lotse_id": make_lotse(course.cast.kommune).pk}
    with refused("enrolment_facts_fixed"):
        Enrolment.objects.update(**{field: other.get(field, 7)})


def test_enrolment_state_machine() -> None:
    make_course(1)
    Enrolment.objects.update(state="cancelled", cancelled_at=clock.now())
    with refused("enrolment_state_transition"):
        Enrolment.objects.update(state="enrolled", cancelled_at=None)


def test_attendance_only_on_days_of_the_own_seminar() -> None:
    course, other = make_course(1), make_course(1)
    with refused("attendance_day_of_own_seminar"):
        Attendance.objects.create(enrolment=course.enrolments[0], day=other.days[0], present=True)


def test_an_enrolment_is_cancelled_and_never_deleted() -> None:
    make_course(1)
    for statement in ("DELETE FROM seminars_enrolment", "TRUNCATE seminars_enrolment CASCADE"):
        with refused("enrolment_kept"), connection.cursor() as cursor:
            fire_deferred()
            cursor.execute(statement)


def test_a_cancelled_enrolment_gets_no_attendance() -> None:
    course = make_course(1)
    Enrolment.objects.update(state="cancelled", cancelled_at=clock.now())
    with refused("attendance_of_live_enrolment"):
        Attendance.objects.create(enrolment=course.enrolments[0], day=course.days[0], present=True)


@pytest.fixture
def confirmed() -> Course:
    """Day 1 is confirmed."""
    course = make_course(1)
    with course.on_day(1):
        course.mark_all(True)
        course.confirm(1)
    return course


def test_attendance_of_a_confirmed_day_is_frozen(confirmed: Course) -> None:
    changes: list[Callable[[], object]] = [
        lambda: Attendance.objects.update(present=False),
        lambda: Attendance.objects.all().delete(),
    ]
    for change in changes:
        with refused("attendance_frozen_when_confirmed"):
            change()


def test_attendance_stays_where_it_is() -> None:
    course = make_course(1)
    with course.on_day(1):
        course.mark_all(True)
    with refused("attendance_stays_where_it_is"):
        Attendance.objects.update(day=course.days[1])
    with refused("attendance_once_per_day"):
        Attendance.objects.create(enrolment=course.enrolments[0], day=course.days[0], present=True)


def test_a_confirmation_is_final(confirmed: Course) -> None:
    with refused("confirmation_final"):
        DayConfirmation.objects.update(confirmed_at=clock.now())
    with refused("confirmation_final"):
        DayConfirmation.objects.all().delete()


def test_no_confirmation_before_the_day_or_without_a_published_seminar() -> None:
    seminar = make_seminar()
    values = {"confirmed_by_id": make_actor(Role.OFFICE).user_id, "confirmed_at": clock.now()}
    with refused("confirmation_not_before_day"):
        DayConfirmation.objects.create(day=seminar.days.get(number=1), **values)
    draft = make_seminar(published=False)
    with refused("confirmation_only_when_published"):
        DayConfirmation.objects.create(day=draft.days.get(number=1), **values)


@pytest.fixture
def certificate() -> Certificate:
    course = make_course(1)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    return Certificate.objects.get()


def test_certificates_only_for_completed_seminars() -> None:
    course = make_course(1)
    with refused("certificate_only_when_completed"):
        Certificate.objects.create(
            number="DL-2026-00001",
            code="AAAA-BBBB-CCCC",
            enrolment=course.enrolments[0],
            issued_on=clock.today(),
        )


@pytest.mark.parametrize(
    "changes",
    [{"number": "DL-2026-99999"}, {"code": "AAAA-BBBB-CCCC"}, {"issued_on": "2020-01-01"}],
)
def test_a_certificate_never_changes(certificate: Certificate, changes: dict[str, Any]) -> None:
    with refused("certificate_never_changes"):
        Certificate.objects.update(**changes)


def test_the_file_of_a_certificate_is_set_once(certificate: Certificate) -> None:
    Certificate.objects.update(document=make_document())
    with refused("certificate_never_changes"):
        Certificate.objects.update(document=make_document())
    with refused("certificate_stays"):
        certificate.delete()


@pytest.mark.parametrize("table", ["attendance", "dayconfirmation", "certificate"])
def test_records_of_seminars_are_never_emptied(confirmed: Course, table: str) -> None:
    with refused("seminar_records_kept"), connection.cursor() as cursor:
        fire_deferred()
        cursor.execute(f"TRUNCATE seminars_{table} CASCADE")
