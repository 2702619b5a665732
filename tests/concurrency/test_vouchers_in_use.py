"""The office cancels a voucher while HR enrols with it: one of the two wins, never both.

The control takes the lock on the voucher's row and a CHECK away and shows that the race is real:
then somebody sits in a seminar with a voucher that has no money.
"""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import connection

from lotsen.core import clock
from lotsen.core.errors import Conflict
from lotsen.seminars import services as seminars
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment
from lotsen.seminars.services import enrolling
from tests.concurrency.race import race, slowly
from tests.factories.seminars import Course, make_candidate, make_course, vouchers_out_of_step
from vouchers import services
from vouchers.enums import VoucherState
from vouchers.models import Voucher
from vouchers.queries import balances
from vouchers.services import cancelling, expiring

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def course() -> Course:
    """A seminar, and a voucher that nobody uses yet."""
    made = make_course(1)
    seminars.cancel_enrolment(enrolment_id=made.enrolments[0].pk, actor=made.cast.hr)
    return made


@pytest.fixture
def slow_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both think a moment after reading the voucher."""
    for module in (enrolling, cancelling):
        monkeypatch.setattr(module, "lock_vouchers", slowly(services.lock_vouchers))


@pytest.fixture
def without_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both read the voucher without locking it."""

    def read(ids: Iterable[str]) -> dict[str, Voucher]:
        found = Voucher.objects.filter(pk__in=list(ids)).select_related(
            "lotse", "kommune", "provider", "line__period", "contract"
        )
        return {voucher.pk: voucher for voucher in found}

    for module in (enrolling, cancelling):
        monkeypatch.setattr(module, "lock_vouchers", slowly(read))


def enrol(course: Course) -> object:
    voucher = course.vouchers[0]
    return seminars.enrol(
        seminar_id=course.seminar.pk,
        lotse_id=voucher.lotse_id,
        voucher_id=voucher.pk,
        actor=course.cast.hr,
    )


def cancel(course: Course) -> object:
    return services.cancel_voucher(
        voucher_id=course.vouchers[0].pk, reason="Wechsel", actor=course.cast.office
    )


def both_happened(course: Course) -> bool:
    """Somebody has a place with a voucher whose money is gone."""
    live = Enrolment.objects.filter(state=EnrolmentState.ENROLLED, voucher=course.vouchers[0])
    return live.exists() and balances().committed == 0


def kinds(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_control_without_lock_and_check_both_happen(course: Course, without_lock: None) -> None:
    """The CHECK stops the one order of the two: an enrolment after the cancellation."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE vouchers_voucher DROP CONSTRAINT voucher_cancelled_with_reason")
    race(lambda: enrol(course), lambda: cancel(course))
    assert both_happened(course)


def test_a_voucher_is_used_or_cancelled(course: Course, slow_reading: None) -> None:
    results = race(lambda: enrol(course), lambda: cancel(course))
    assert kinds(results) in (["Conflict", "Enrolment"], ["Conflict", "Voucher"])
    assert not both_happened(course)
    assert vouchers_out_of_step() == []


def test_a_voucher_is_used_or_expires(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """HR enrols in the very second in which the night takes the voucher."""
    voucher = course.vouchers[0]
    today = clock.today()
    Voucher.objects.filter(pk=voucher.pk).update(valid_until=today)
    monkeypatch.setattr(enrolling, "lock_vouchers", slowly(services.lock_vouchers))
    monkeypatch.setattr(expiring, "_draft", slowly(expiring._draft))
    race(
        lambda: enrol(course),
        lambda: services.expire_vouchers(today + timedelta(days=1)),
    )
    voucher.refresh_from_db()
    assert voucher.state in (VoucherState.ASSIGNED, VoucherState.EXPIRED)
    assert not both_happened(course)
    assert vouchers_out_of_step() == []


def test_two_clerks_name_two_substitutes() -> None:
    course = make_course(1)
    people = [make_candidate(course) for _ in range(2)]

    def substitute(position: int) -> object:
        return seminars.substitute(
            enrolment_id=course.enrolments[0].pk,
            lotse_id=people[position].pk,
            reason="Vertretung",
            actor=course.cast.hr,
        )

    results = race(lambda: substitute(0), lambda: substitute(1))
    assert kinds(results) == ["Conflict", "Enrolment"]
    assert Enrolment.objects.exclude(state=EnrolmentState.CANCELLED).count() == 1
    assert vouchers_out_of_step() == []


def test_a_voucher_is_transferred_once_and_its_new_holder_has_one() -> None:
    """HR names the same substitute for two vouchers at once."""
    course = make_course(2)
    for enrolment in course.enrolments:
        seminars.cancel_enrolment(enrolment_id=enrolment.pk, actor=course.cast.hr)
    colleague = make_candidate(course)

    def transfer(voucher: Voucher) -> object:
        return services.transfer_voucher(
            voucher_id=voucher.pk, to=colleague, reason="Vertretung", actor=course.cast.hr
        )

    results = race(*[lambda v=voucher: transfer(v) for voucher in course.vouchers])
    assert kinds(results) == ["Conflict", "Voucher"]
    assert Voucher.objects.filter(lotse=colleague).count() == 1


def test_a_voucher_is_reissued_once(course: Course) -> None:
    cancel(course)

    def reissue() -> object:
        return services.reissue_voucher(voucher_id=course.vouchers[0].pk, actor=course.cast.office)

    results = race(reissue, reissue)
    assert not any(isinstance(result, Conflict) for result in results)
    assert Voucher.objects.filter(replaces=course.vouchers[0]).count() == 1
    assert balances().committed == 300_00
