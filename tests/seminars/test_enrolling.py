"""HR enrols people with and without vouchers; places come back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Job, Mail
from lotsen.core.roles import Role
from lotsen.seminars import services
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment
from lotsen.seminars.services import Place
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import FEE, make_candidate, make_course, make_seminar, run_jobs
from vouchers.models import FundingPeriod, Voucher

pytestmark = pytest.mark.django_db


def test_a_voucher_pays_its_part() -> None:
    course = make_course(1)
    enrolment = course.enrolments[0]
    assert enrolment.is_funded
    assert (enrolment.fee_cents, enrolment.grant_cents, enrolment.own_cents) == (
        FEE,
        300_00,
        FEE - 300_00,
    )
    assert enrolment.kommune_id == course.cast.kommune.pk
    assert enrolment.reference == f"{course.seminar.number}-01"


def test_the_grant_is_never_above_the_fee() -> None:
    course = make_course(1, fee_cents=200_00)
    assert course.enrolments[0].grant_cents == 200_00
    assert course.enrolments[0].own_cents == 0


def test_without_voucher_the_full_price_must_be_confirmed() -> None:
    course = make_course(0)
    lotse = make_candidate(course)
    with pytest.raises(DomainError, match="vollen Preis"):
        course.enrol(lotse=lotse, full_price=False)
    enrolment = course.enrol(lotse=lotse)
    assert not enrolment.is_funded
    assert enrolment.own_cents == FEE


def test_a_second_click_finds_the_same_enrolment() -> None:
    course = make_course(1)
    first = course.enrolments[0]
    again = services.enrol(
        seminar_id=course.seminar.pk,
        lotse_id=first.lotse_id,
        voucher_id=first.voucher_id,
        actor=course.cast.hr,
    )
    assert again == first
    assert Enrolment.objects.count() == 1


def test_the_same_person_with_other_terms_is_refused() -> None:
    course = make_course(1)
    with pytest.raises(Conflict, match="schon angemeldet"):
        course.enrol(lotse=course.enrolments[0].lotse)


def test_all_or_nothing_when_the_seats_do_not_suffice() -> None:
    course = make_course(1, max_seats=2)
    places = [Place(make_candidate(course).pk, full_price=True) for _ in range(2)]
    with pytest.raises(Conflict, match="Nur noch 1 Platz ist frei, gewählt sind 2"):
        services.enrol_many(seminar_id=course.seminar.pk, places=places, actor=course.cast.hr)
    assert Enrolment.objects.count() == 1


def test_a_full_seminar_says_so() -> None:
    course = make_course(1, max_seats=1)
    with pytest.raises(Conflict, match="Alle Plätze sind vergeben"):
        course.enrol()


def test_hr_enrols_only_the_own_people() -> None:
    course = make_course(0)
    with pytest.raises(NotAllowed):
        course.enrol(lotse=make_lotse(make_kommune()))


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.MINISTRY, Role.LOTSE, Role.AUDITOR])
def test_others_enrol_nobody(role: Role) -> None:
    course = make_course(0)
    with pytest.raises(NotAllowed):
        services.enrol(
            seminar_id=course.seminar.pk,
            lotse_id=make_candidate(course).pk,
            voucher_id=None,
            full_price=True,
            actor=make_actor(role),
        )


def test_somebody_elses_voucher_is_refused() -> None:
    course = make_course(2)
    services.cancel_enrolment(enrolment_id=course.enrolments[1].pk, actor=course.cast.hr)
    with pytest.raises(DomainError, match="ist nicht auf"):
        course.enrol(voucher_id=course.vouchers[1].pk, full_price=False)


def test_a_voucher_for_another_provider_is_refused() -> None:
    course = make_course(1)
    other = make_seminar(first_in=60)
    services.cancel_enrolment(enrolment_id=course.enrolments[0].pk, actor=course.cast.hr)
    with pytest.raises(DomainError, match="anderen Bildungsträger"):
        services.enrol(
            seminar_id=other.pk,
            lotse_id=course.vouchers[0].lotse_id,
            voucher_id=course.vouchers[0].pk,
            actor=course.cast.hr,
        )


def test_nobody_has_two_running_courses_of_a_kind() -> None:
    course = make_course(1)
    other = make_seminar(course.trainer, first_in=60)
    with pytest.raises(Conflict, match=course.seminar.number):
        services.enrol(
            seminar_id=other.pk,
            lotse_id=course.enrolments[0].lotse_id,
            voucher_id=None,
            full_price=True,
            actor=course.cast.hr,
        )


def test_the_basis_is_completed_once() -> None:
    course = make_course(0)
    lotse = make_candidate(course)
    make_qualification(lotse, course.cast.kommune)
    with pytest.raises(DomainError, match="schon abgeschlossen"):
        course.enrol(lotse=lotse)


def test_the_contract_comes_before_the_booking() -> None:
    """Under the strict rule of the period; the older rule looks at the first day."""
    course = make_course(1, first_in=40)
    services.cancel_enrolment(enrolment_id=course.enrolments[0].pk, actor=course.cast.hr)
    voucher = course.vouchers[0]
    voucher.contract.decided_at = clock.now() + timedelta(days=2)
    voucher.contract.save()
    values = {"lotse": voucher.lotse, "voucher_id": voucher.pk, "full_price": False}
    with pytest.raises(DomainError, match="vor der Anmeldung"):
        course.enrol(**values)
    FundingPeriod.objects.filter(lines=voucher.line).update(contract_rule="overlap")
    assert course.enrol(**values).is_funded


def test_after_the_deadline_only_the_office_enrols() -> None:
    course = make_course(0)
    lotse = make_candidate(course)
    with clock.at(clock.now() + timedelta(days=16)):
        with pytest.raises(DomainError, match="Anmeldefrist"):
            course.enrol(lotse=lotse)
        made = services.enrol(
            seminar_id=course.seminar.pk,
            lotse_id=lotse.pk,
            voucher_id=None,
            full_price=True,
            actor=course.cast.office,
        )
    assert made.is_enrolled
    with course.on_day(1), pytest.raises(DomainError, match="begonnen"):
        course.enrol()


def test_a_cancelled_place_and_its_voucher_can_be_used_again() -> None:
    course = make_course(1, max_seats=1)
    first = course.enrolments[0]
    services.cancel_enrolment(enrolment_id=first.pk, actor=course.cast.hr)
    voucher = Voucher.objects.get()
    assert voucher.state == "issued"
    again = course.enrol(lotse=first.lotse, voucher_id=voucher.pk, full_price=False)
    assert (again.number, again.is_funded) == (2, True)
    services.cancel_enrolment(enrolment_id=first.pk, actor=course.cast.hr)
    again.refresh_from_db()
    assert again.state == EnrolmentState.ENROLLED


def test_hr_cancels_until_the_deadline_and_the_provider_until_the_start() -> None:
    course = make_course(1)
    enrolment = course.enrolments[0]
    with clock.at(clock.now() + timedelta(days=16)):
        with pytest.raises(Conflict, match="kostenfreie Abmeldung"):
            services.cancel_enrolment(enrolment_id=enrolment.pk, actor=course.cast.hr)
        services.cancel_enrolment(enrolment_id=enrolment.pk, actor=course.trainer)
    other = make_course(1)
    with other.on_day(1), pytest.raises(Conflict, match="begonnen"):
        services.cancel_enrolment(enrolment_id=other.enrolments[0].pk, actor=other.trainer)


def test_nobody_cancels_somebody_elses_enrolment() -> None:
    course = make_course(1)
    for actor in (make_actor(Role.HR), make_actor(Role.PROVIDER), make_actor(Role.LOTSE)):
        with pytest.raises(NotAllowed):
            services.cancel_enrolment(enrolment_id=course.enrolments[0].pk, actor=actor)


def test_people_and_clerk_are_told_once() -> None:
    course = make_course(2)
    run_jobs("seminars.announce")
    run_jobs("seminars.announce")
    assert Mail.objects.filter(key__startswith="enrolled:").count() == 2
    receipt = Mail.objects.get(key__startswith="enrolled-receipt:")
    assert course.vouchers[1].pk in receipt.body
    assert "300,00" in receipt.body
    services.cancel_enrolment(enrolment_id=course.enrolments[0].pk, actor=course.cast.hr)
    run_jobs("seminars.announce")
    assert Mail.objects.filter(key__startswith="enrolment_cancelled").count() == 2
    assert not Job.objects.exclude(state="done").filter(kind="seminars.announce").exists()


def test_twenty_people_are_enrolled_in_few_statements() -> None:
    course = make_course(20, max_seats=20)
    ids = [enrolment.pk for enrolment in course.enrolments]
    for pk in ids:
        services.cancel_enrolment(enrolment_id=pk, actor=course.trainer, notify=False)
    places = [Place(voucher.lotse_id, voucher.pk) for voucher in course.vouchers]
    with CaptureQueriesContext(connection) as queries:
        services.enrol_many(seminar_id=course.seminar.pk, places=places, actor=course.cast.hr)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 20
