"""A provider plans, changes, publishes, copies and calls off seminars."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from lotsen.seminars import services
from lotsen.seminars.enums import EnrolmentState, SeminarState
from lotsen.seminars.models import Seminar
from lotsen.seminars.services import DayPlan
from tests.factories.accounts import make_actor
from tests.factories.seminars import make_course, make_plan, make_seminar, run_jobs

pytestmark = pytest.mark.django_db


def test_a_draft_gets_the_next_number_of_the_year() -> None:
    first, second = make_seminar(published=False), make_seminar(published=False)
    year = clock.today().year
    assert (first.number, second.number) == (f"KDL-{year}-001", f"KDL-{year}-002")
    assert first.is_draft
    assert [day.number for day in first.days.all()] == [1, 2, 3]


def test_a_second_click_finds_the_first_draft() -> None:
    actor, pk = make_actor(Role.PROVIDER), uuid4()
    first = services.create_seminar(plan=make_plan(), actor=actor, seminar_id=pk)
    again = services.create_seminar(plan=make_plan(), actor=actor, seminar_id=pk)
    assert first == again
    with pytest.raises(NotAllowed):
        services.create_seminar(plan=make_plan(), actor=make_actor(Role.PROVIDER), seminar_id=pk)
    assert Seminar.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "Titel"),
        ({"max_seats": 0}, "Plätze"),
        ({"max_seats": 101}, "100 Plätze"),
        ({"min_seats": 11}, "Mindestzahl"),
        ({"fee_cents": -1}, "Gebühr"),
        ({"enrol_until": clock.today() + timedelta(days=99)}, "Anmeldefrist"),
        ({"cancel_until": clock.today() + timedelta(days=99)}, "Abmeldefrist"),
    ],
)
def test_plans_that_cannot_be(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        make_seminar(**changes)


@pytest.mark.parametrize("order", [(0, 0, 1), (1, 0, 2), (0, 1)])
def test_three_days_in_order(order: tuple[int, ...]) -> None:
    first = clock.today() + timedelta(days=30)
    days = tuple(DayPlan(first + timedelta(days=n)) for n in order)
    with pytest.raises(DomainError, match="drei verschiedene"):
        make_seminar(days=days)


@pytest.mark.parametrize("role", [Role.HR, Role.MINISTRY, Role.LOTSE, Role.AUDITOR])
def test_others_plan_nothing(role: Role) -> None:
    with pytest.raises(NotAllowed):
        make_seminar(make_actor(role))


def test_the_office_plans_for_a_provider_and_names_it() -> None:
    office, provider = make_actor(Role.OFFICE), make_actor(Role.PROVIDER)
    with pytest.raises(DomainError, match="Bildungsträger"):
        make_seminar(office)
    own = make_seminar(provider)
    seminar = services.create_seminar(plan=make_plan(), actor=office, provider=own.provider)
    assert seminar.provider_id == provider.organisation_id


def test_a_draft_can_be_changed_in_everything() -> None:
    actor = make_actor(Role.PROVIDER)
    seminar = make_seminar(actor, published=False)
    plan = make_plan(40, fee_cents=500_00, title="Neu")
    changed = services.edit_seminar(seminar_id=seminar.pk, plan=plan, version=1, actor=actor)
    assert (changed.title, changed.fee_cents, changed.version) == ("Neu", 500_00, 2)
    assert [day.held_on for day in changed.days.all()] == [day.held_on for day in plan.days]


def test_a_stale_page_changes_nothing() -> None:
    actor = make_actor(Role.PROVIDER)
    seminar = make_seminar(actor, published=False)
    services.edit_seminar(seminar_id=seminar.pk, plan=make_plan(title="A"), version=1, actor=actor)
    again: dict[str, Any] = {"seminar_id": seminar.pk, "version": 1, "actor": actor}
    assert services.edit_seminar(plan=make_plan(title="A"), **again).version == 2
    with pytest.raises(Conflict, match="inzwischen geändert"):
        services.edit_seminar(plan=make_plan(title="B"), **again)


def test_dates_and_fee_of_a_published_seminar_stand_fast() -> None:
    course = make_course(2)
    seminar, actor = course.seminar, course.trainer
    for plan in (make_plan(30), make_plan(fee_cents=1_00)):
        with pytest.raises(Conflict, match="stehen fest"):
            services.edit_seminar(
                seminar_id=seminar.pk, plan=plan, version=seminar.version, actor=actor
            )
    with pytest.raises(Conflict, match="schon 2 Personen"):
        services.edit_seminar(
            seminar_id=seminar.pk, plan=make_plan(max_seats=1), version=2, actor=actor
        )
    changed = services.edit_seminar(
        seminar_id=seminar.pk, plan=make_plan(venue="Rathaus"), version=2, actor=actor
    )
    assert changed.venue == "Rathaus"
    run_jobs("seminars.announce")
    told = Mail.objects.filter(key__startswith="seminar_changed")
    assert told.count() == 3
    assert all("Rathaus, Karlsruhe" in mail.body for mail in told)


def test_deadline_to_cancel_is_kept_for_those_who_enrolled() -> None:
    course = make_course(1)
    promised = course.seminar.cancel_until
    change: dict[str, Any] = {"seminar_id": course.seminar.pk, "actor": course.trainer}
    earlier = make_plan(cancel_until=promised - timedelta(days=1))
    with pytest.raises(Conflict, match="nur noch verlängern"):
        services.edit_seminar(plan=earlier, version=course.seminar.version, **change)
    later = make_plan(cancel_until=promised + timedelta(days=1))
    changed = services.edit_seminar(plan=later, version=course.seminar.version, **change)
    assert changed.cancel_until == promised + timedelta(days=1)


def test_nobody_changes_the_seminar_of_another_house() -> None:
    seminar = make_seminar(published=False)
    stranger = make_actor(Role.PROVIDER)
    with pytest.raises(NotAllowed):
        services.publish_seminar(seminar_id=seminar.pk, actor=stranger)
    with pytest.raises(NotAllowed):
        services.cancel_seminar(seminar_id=seminar.pk, reason="x", actor=stranger)
    with pytest.raises(NotAllowed):
        services.copy_seminar(seminar_id=seminar.pk, actor=stranger)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"first_in": 0, "enrol_until": clock.today()}, "in der Zukunft"),
        ({"enrol_until": clock.today() - timedelta(days=1)}, "Anmeldefrist"),
        ({"city": ""}, "Ort"),
        ({"fee_cents": 0}, "Gebühr"),
    ],
)
def test_what_is_not_ready_is_not_published(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        make_seminar(**changes)


def test_an_online_seminar_needs_no_place() -> None:
    assert make_seminar(format="online", venue="", city="").place == "online"


def test_publishing_again_changes_nothing() -> None:
    actor = make_actor(Role.PROVIDER)
    seminar = make_seminar(actor)
    assert services.publish_seminar(seminar_id=seminar.pk, actor=actor).version == seminar.version


@pytest.mark.parametrize("age", [0, 30, 800])
def test_a_copy_lies_ahead_on_the_same_weekdays(age: int) -> None:
    actor = make_actor(Role.PROVIDER)
    with clock.at(clock.now() - timedelta(days=age)):
        source = make_seminar(actor)
    copy = services.copy_seminar(seminar_id=source.pk, actor=actor)
    days = list(copy.days.order_by("number"))
    assert days[0].held_on >= clock.today() + timedelta(weeks=4)
    for old, new in zip(source.days.order_by("number"), days, strict=True):
        assert old.held_on < new.held_on
        assert old.held_on.weekday() == new.held_on.weekday()
    assert (copy.state, copy.fee_cents) == (SeminarState.DRAFT, source.fee_cents)
    assert services.publish_seminar(seminar_id=copy.pk, actor=actor).is_published


def test_calling_off_frees_vouchers_and_tells_everybody() -> None:
    course = make_course(2)
    values: dict[str, Any] = {"seminar_id": course.seminar.pk, "actor": course.trainer}
    with pytest.raises(DomainError, match="Grund"):
        services.cancel_seminar(reason=" ", **values)
    with pytest.raises(DomainError, match="höchstens 300 Zeichen"):
        services.cancel_seminar(reason="x" * 301, **values)
    services.cancel_seminar(reason="Zu wenige Anmeldungen", **values)
    services.cancel_seminar(reason="noch einmal", **values)
    states = {enrolment.state for enrolment in course.seminar.enrolments.all()}
    assert states == {EnrolmentState.CANCELLED}
    run_jobs("seminars.announce")
    told = Mail.objects.filter(key__startswith="seminar_cancelled")
    assert told.count() == 3
    assert all("Zu wenige Anmeldungen" in mail.body for mail in told)
    other = make_seminar(course.trainer, first_in=60)
    voucher = course.vouchers[0]
    assert services.enrol(
        seminar_id=other.pk,
        lotse_id=voucher.lotse_id,
        voucher_id=voucher.pk,
        actor=course.cast.hr,
    ).is_funded


def test_a_seminar_with_a_confirmed_day_cannot_be_called_off() -> None:
    course = make_course(1)
    with course.on_day(1):
        course.confirm(1)
        with pytest.raises(Conflict, match="schon bestätigt"):
            services.cancel_seminar(
                seminar_id=course.seminar.pk, reason="zu spät", actor=course.trainer
            )
