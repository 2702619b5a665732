"""A colleague takes over a seat: same seminar, same voucher, no deadline, until the day before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import AuditEntry, Mail
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.seminars import services
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Certificate, Enrolment
from lotsen.seminars.queries import taken_seats
from tests.deferred import fire_deferred
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import Course, make_candidate, make_course, run_jobs
from tests.factories.vouchers import make_grant, make_vouchers
from vouchers.models import JournalEntry
from vouchers.queries import balances

pytestmark = pytest.mark.django_db
REASON = "Krankheit"


@pytest.fixture
def course() -> Course:
    return make_course(1, max_seats=1)


def replace(course: Course, lotse: Lotse, actor: Actor | None = None) -> Enrolment:
    return services.substitute(
        enrolment_id=course.enrolments[0].pk,
        lotse_id=lotse.pk,
        reason=REASON,
        actor=actor or course.cast.hr,
    )


def test_seat_and_voucher_go_to_the_colleague(course: Course) -> None:
    colleague, before = make_candidate(course), balances()
    made = replace(course, colleague)
    earlier = Enrolment.objects.get(pk=course.enrolments[0].pk)
    assert (made.lotse, made.voucher, made.replaces) == (colleague, course.vouchers[0], earlier)
    assert (made.fee_cents, made.grant_cents) == (earlier.fee_cents, earlier.grant_cents)
    assert earlier.state == EnrolmentState.CANCELLED
    assert earlier.substitute == made
    assert taken_seats(course.seminar) == 1
    assert balances() == before
    course.vouchers[0].refresh_from_db()
    assert (course.vouchers[0].lotse, course.vouchers[0].state) == (colleague, "assigned")
    fire_deferred()


def test_deadlines_do_not_matter_but_the_first_day_does(course: Course) -> None:
    first = course.days[0].held_on
    with course.on_day(1), pytest.raises(Conflict, match="hat begonnen"):
        replace(course, make_candidate(course))
    with clock.at(clock.now() + (first - timedelta(days=1) - clock.today())):
        assert clock.today() > course.seminar.cancel_until
        assert replace(course, make_candidate(course)).is_enrolled


def test_everybody_concerned_gets_one_mail(course: Course) -> None:
    colleague = make_candidate(course)
    replace(course, colleague)
    run_jobs("seminars.announce")
    Mail.objects.get(to=colleague.email, subject__startswith="Anmeldung bestätigt")
    Mail.objects.get(to=course.enrolments[0].lotse.email, subject__contains="Ersatzperson")
    receipt = Mail.objects.get(subject__startswith="Ersatzperson für das Seminar")
    assert colleague.full_name in receipt.body
    assert Mail.objects.filter(subject__contains="übertragen").count() == 1


def test_the_colleague_completes_with_the_voucher(course: Course) -> None:
    colleague = make_candidate(course)
    made = replace(course, colleague)
    with course.on_day(3):
        course.mark(made, True, True, True)
        course.confirm()
    assert Certificate.objects.get().enrolment == made
    assert balances().due == 300_00


def test_at_the_full_price_no_money_moves() -> None:
    course = make_course(0, unfunded=1)
    made = replace(course, make_candidate(course), course.cast.office)
    assert (made.voucher_id, made.grant_cents) == (None, 0)
    assert not JournalEntry.objects.exists()


def test_a_second_click_finds_the_substitute(course: Course) -> None:
    colleague = make_candidate(course)
    assert replace(course, colleague) == replace(course, colleague)
    with pytest.raises(Conflict, match="ersetzt"):
        replace(course, make_candidate(course))


def test_a_substitute_can_be_substituted(course: Course) -> None:
    made = replace(course, make_candidate(course))
    last = services.substitute(
        enrolment_id=made.pk,
        lotse_id=course.enrolments[0].lotse_id,
        reason=REASON,
        actor=course.cast.hr,
    )
    assert last.lotse == course.enrolments[0].lotse
    assert taken_seats(course.seminar) == 1


def test_people_who_cannot_take_the_seat(course: Course) -> None:
    make_grant(course.cast)
    [holder] = make_vouchers(course.cast)
    with pytest.raises(Conflict, match="hat einen Gutschein"):
        replace(course, holder.lotse)
    trained = make_candidate(course)
    make_qualification(trained, course.cast.kommune)
    with pytest.raises(DomainError, match="schon abgeschlossen"):
        replace(course, trained)
    stranger = make_lotse(make_kommune())
    with pytest.raises(NotAllowed):
        replace(course, stranger)
    with pytest.raises(DomainError, match="ist nicht bei"):
        replace(course, stranger, course.cast.office)
    assert course.enrolments[0].is_enrolled


def test_who_has_a_place_already_takes_no_other() -> None:
    course = make_course(1, unfunded=1)
    with pytest.raises(Conflict, match="schon angemeldet"):
        replace(course, course.enrolments[1].lotse)


@pytest.mark.parametrize("role", [Role.HR, Role.PROVIDER, Role.MINISTRY])
def test_others_may_not(course: Course, role: Role) -> None:
    with pytest.raises(NotAllowed):
        replace(course, make_candidate(course), make_actor(role))


@pytest.mark.parametrize("reason", [" ", "x" * 501])
def test_a_reason_is_needed(course: Course, reason: str) -> None:
    with pytest.raises(DomainError, match="Grund"):
        services.substitute(
            enrolment_id=course.enrolments[0].pk,
            lotse_id=make_candidate(course).pk,
            reason=reason,
            actor=course.cast.hr,
        )


def test_both_rows_tell_what_happened(course: Course) -> None:
    made = replace(course, make_candidate(course))
    actions = dict(
        AuditEntry.objects.filter(target_type="seminars.enrolment").values_list(
            "target_id", "action"
        )
    )
    assert actions[str(course.enrolments[0].pk)] == "enrolment.replaced"
    assert actions[str(made.pk)] == "enrolment.made"


def test_the_database_knows_whom_one_replaces(course: Course) -> None:
    live, other = course.enrolments[0], make_course(1)
    for replaced, seminar in ((live, course.seminar), (live, other.seminar)):
        row = Enrolment(
            seminar=seminar,
            number=90,
            lotse=make_candidate(other),
            kommune=other.cast.kommune,
            replaces=replaced,
            fee_cents=1,
            enrolled_at=clock.now(),
        )
        with pytest.raises(IntegrityError, match="enrolment"), transaction.atomic():
            row.save()
