"""A voucher that comes after the enrolment pays where contract and booking may overlap."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from lotsen.seminars import services
from lotsen.seminars.models import Enrolment
from tests.factories.accounts import make_actor
from tests.factories.seminars import Course, make_course, make_seminar
from tests.factories.vouchers import basis_line, make_cast, make_contract, make_grant
from vouchers.enums import ContractRule
from vouchers.models import Voucher
from vouchers.queries import balances
from vouchers.services import agree_and_issue

pytestmark = pytest.mark.django_db


def voucher_for(course: Course, enrolment: Enrolment) -> Voucher:
    """The contract that comes after the enrolment, and its voucher."""
    make_grant(course.cast)
    contract = make_contract(course.cast, [enrolment.lotse])
    return agree_and_issue(contract_id=contract.pk, actor=course.cast.office)[0]


def overlapping() -> None:
    period = basis_line().period
    period.contract_rule = ContractRule.OVERLAP
    period.save(update_fields=["contract_rule"])


def attach(course: Course, enrolment: Enrolment, voucher: Voucher) -> Enrolment:
    return services.attach_voucher(
        enrolment_id=enrolment.pk, voucher_id=voucher.pk, actor=course.cast.hr
    )


def on_the_next_day(course: Course) -> Voucher:
    """The voucher of a contract that was agreed one day after the enrolment."""
    with clock.at(clock.now() + timedelta(days=1)):
        return voucher_for(course, course.enrolments[0])


def test_the_voucher_pays_from_now_on() -> None:
    overlapping()
    course = make_course(0, unfunded=1)
    voucher = on_the_next_day(course)
    enrolment = attach(course, course.enrolments[0], voucher)
    assert (enrolment.grant_cents, enrolment.own_cents) == (300_00, 150_00)
    voucher.refresh_from_db()
    assert voucher.state == "assigned"
    assert attach(course, enrolment, voucher) == enrolment
    with course.on_day(3):
        course.mark(enrolment, True, True, False)
        course.confirm()
    assert balances().due == 200_00


def test_the_strict_rule_says_why_not() -> None:
    course = make_course(0, unfunded=1)
    voucher = on_the_next_day(course)
    with pytest.raises(DomainError, match="vor der Anmeldung vereinbart"):
        attach(course, course.enrolments[0], voucher)


def test_who_forgot_the_voucher_of_an_earlier_contract_can_add_it() -> None:
    """The strict rule asks for the contract before the booking, not for the ID."""
    course = make_course(0, unfunded=1)
    voucher = voucher_for(course, course.enrolments[0])
    assert attach(course, course.enrolments[0], voucher).is_funded


def test_vouchers_that_do_not_fit() -> None:
    overlapping()
    course = make_course(0, unfunded=2)
    first, second = course.enrolments
    voucher = voucher_for(course, first)
    with pytest.raises(DomainError, match="nicht auf"):
        attach(course, second, voucher)
    with course.on_day(1), pytest.raises(Conflict, match="hat begonnen"):
        attach(course, first, voucher)
    attach(course, first, voucher)
    with pytest.raises(Conflict, match="gehört schon ein Gutschein"):
        attach(course, first, voucher_for(course, second))
    with pytest.raises(DomainError, match="gibt es nicht"):
        services.attach_voucher(enrolment_id=second.pk, voucher_id="08", actor=course.cast.hr)


def test_of_another_provider() -> None:
    overlapping()
    course = make_course(0, unfunded=1)
    foreign = Course(course.cast, make_seminar())
    enrolment = course.enrolments[0]
    services.cancel_enrolment(enrolment_id=enrolment.pk, actor=course.cast.hr)
    again = foreign.enrol(lotse=enrolment.lotse)
    with pytest.raises(DomainError, match="anderen Bildungsträger"):
        attach(foreign, again, voucher_for(course, again))


def test_others_may_not() -> None:
    course = make_course(0, unfunded=1)
    voucher = voucher_for(course, course.enrolments[0])
    for actor in (make_cast().hr, course.trainer, make_actor(Role.MINISTRY)):
        with pytest.raises(NotAllowed):
            services.attach_voucher(
                enrolment_id=course.enrolments[0].pk, voucher_id=voucher.pk, actor=actor
            )


def test_the_database_keeps_what_an_enrolment_was_funded_with() -> None:
    course = make_course(1, unfunded=1)
    funded, unfunded = course.enrolments
    voucher = voucher_for(course, unfunded)

    def refuses(enrolment: Enrolment, **values: object) -> bool:
        try:
            with transaction.atomic():
                Enrolment.objects.filter(pk=enrolment.pk).update(**values)
        except IntegrityError:
            return True
        return False

    assert refuses(funded, voucher=None, grant_cents=0)
    assert refuses(funded, grant_cents=1)
    assert refuses(unfunded, voucher=funded.voucher_id)
    with course.on_day(1):
        course.confirm(1)
    assert refuses(unfunded, voucher=voucher.pk)
