"""Who sees which seminars, enrolments and certificates; lists and what they are narrowed by."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotsen.accounts.models import User
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.people.services import link_user
from lotsen.seminars import queries, services
from lotsen.seminars.enums import Tab
from lotsen.seminars.models import Certificate, Seminar
from tests.factories.accounts import make_actor
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import Course, make_candidate, make_course, make_seminar
from vouchers.services import cancel_voucher

pytestmark = pytest.mark.django_db


def test_drafts_are_seen_by_their_provider_and_the_office() -> None:
    provider = make_actor(Role.PROVIDER)
    draft, public = make_seminar(provider, published=False), make_seminar(provider)
    both, one = {draft, public}, {public}
    assert set(queries.seminars_visible_to(provider)) == both
    assert set(queries.seminars_visible_to(make_actor(Role.OFFICE))) == both
    for role in (Role.PROVIDER, Role.HR, Role.MINISTRY, Role.AUDITOR, Role.LOTSE):
        assert set(queries.seminars_visible_to(make_actor(role))) == one
    assert set(queries.seminars_visible_to(None)) == one


def test_a_discarded_draft_is_public_to_nobody_a_called_off_seminar_is() -> None:
    provider = make_actor(Role.PROVIDER)
    draft, public = make_seminar(provider, published=False), make_seminar(provider)
    for seminar in (draft, public):
        services.cancel_seminar(seminar_id=seminar.pk, reason="Krankheit", actor=provider)
    assert list(queries.seminars_visible_to(None)) == [public]


@pytest.fixture
def course() -> Course:
    """One completed seminar of one person."""
    course = make_course(1)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    return course


def lotse_actor(course: Course) -> Actor:
    actor = make_actor(Role.LOTSE, course.cast.kommune.organisation)
    user = User.objects.get(memberships=actor.membership_id)
    link_user(lotse=course.enrolments[0].lotse, user=user, actor=course.cast.office)
    return actor


def test_names_are_seen_by_those_concerned(course: Course) -> None:
    seeing = [
        course.cast.hr,
        course.trainer,
        course.cast.office,
        course.cast.ministry,
        make_actor(Role.AUDITOR),
        lotse_actor(course),
    ]
    for actor in seeing:
        assert queries.enrolments_visible_to(actor).count() == 1, actor.role
        assert queries.certificates_visible_to(actor).count() == 1, actor.role
    blind = (Role.HR, Role.PROVIDER, Role.LOTSE, Role.ORGANISER, Role.ADMIN)
    for role in blind:
        actor = make_actor(role)
        assert not queries.enrolments_visible_to(actor).exists(), role
        assert not queries.certificates_visible_to(actor).exists(), role


def test_a_lotse_has_the_own_courses(course: Course) -> None:
    [enrolment] = queries.own_enrolments(lotse_actor(course))
    assert enrolment.certificate == Certificate.objects.get()
    assert list(queries.enrolments_of(enrolment.lotse, course.cast.hr)) == [enrolment]
    assert not queries.enrolments_of(enrolment.lotse, make_actor(Role.HR)).exists()


def test_participants_are_listed_by_name_without_the_cancelled() -> None:
    course = make_course(0)
    late, early, gone = (
        course.enrol(lotse=make_lotse(course.cast.kommune, family_name=name))
        for name in ("Zacher", "Äpfel", "Müller")
    )
    services.cancel_enrolment(enrolment_id=gone.pk, actor=course.cast.hr)
    assert list(queries.participants(course.seminar, course.trainer)) == [early, late]


def test_seats_and_days_are_counted_in_the_list() -> None:
    course = make_course(2, max_seats=3)
    services.cancel_enrolment(enrolment_id=course.enrolments[0].pk, actor=course.cast.hr)
    seminar = queries.with_seats(Seminar.objects.all()).get()
    assert (seminar.taken, seminar.free_seats) == (1, 2)
    assert (seminar.first_day, seminar.last_day) == (
        course.days[0].held_on,
        course.days[-1].held_on,
    )


def test_the_catalogue_is_narrowed() -> None:
    near = make_course(1, max_seats=1).seminar
    far = make_seminar(first_in=60, city="Ulm")
    make_seminar(published=False)
    everything = Seminar.objects.all()
    begun = clock.now() + timedelta(days=21)
    assert list(queries.catalogue(everything)) == [near, far]
    assert list(queries.catalogue(everything, free_only=True)) == [far]
    assert list(queries.catalogue(everything, city="ulm")) == [far]
    assert list(queries.catalogue(everything, provider=near.provider_id)) == [near]
    assert list(queries.catalogue(everything, from_on=clock.today() + timedelta(days=22))) == [far]
    assert list(queries.catalogue(everything, until_on=clock.today() + timedelta(days=22))) == [
        near
    ]
    assert queries.cities() == ["Karlsruhe", "Ulm"]
    with clock.at(begun):
        assert list(queries.catalogue(everything)) == [far]


def test_a_provider_sorts_by_open_overdue_and_done() -> None:
    course = make_course(1)
    draft = make_seminar(course.trainer, published=False, first_in=50)
    own = Seminar.objects.filter(provider=course.trainer.organisation_id)

    def tabs() -> list[list[Seminar]]:
        return [list(queries.in_tab(own, tab)) for tab in (Tab.OPEN, Tab.OVERDUE, Tab.DONE)]

    seminar = course.seminar
    assert tabs() == [[seminar, draft], [], []]
    with course.on_day(1):
        assert tabs() == [[seminar, draft], [], []]
    with course.on_day(2):
        assert tabs() == [[seminar, draft], [seminar], []]
    with course.on_day(3):
        course.confirm()
        assert tabs() == [[draft], [], [seminar]]


def test_candidates_with_a_usable_voucher_come_first() -> None:
    course = make_course(2)
    for enrolment in course.enrolments:
        services.cancel_enrolment(enrolment_id=enrolment.pk, actor=course.cast.hr)
    cancel_voucher(voucher_id=course.vouchers[1].pk, reason="Irrtum", actor=course.cast.office)
    trained, enrolled = make_candidate(course), make_candidate(course)
    make_qualification(trained, course.cast.kommune)
    course.enrol(lotse=enrolled)
    found = queries.candidates(course.seminar, course.cast.kommune)
    assert [person.preselected for person in found] == [True, False, False, False]
    assert found[0].voucher == course.vouchers[0]
    assert (found[0].grant_cents, found[0].own_cents) == (300_00, 150_00)
    assert (found[1].lotse, found[1].is_usable) == (course.vouchers[1].lotse, True)
    reasons = {person.lotse: person.hindrance for person in found}
    assert reasons[trained] == "hat die Basisqualifizierung schon abgeschlossen"
    assert reasons[enrolled] == "ist für dieses Seminar schon angemeldet"


def test_a_voucher_in_use_is_offered_nowhere_else() -> None:
    course = make_course(1)
    other = make_seminar(course.trainer, first_in=60)
    [person] = queries.candidates(other, course.cast.kommune)
    assert person.voucher is None
    assert course.seminar.number in person.hindrance


def test_lists_need_the_same_statements_for_one_and_three_rows() -> None:
    counts = []
    for people in (1, 3):
        course = make_course(people)
        with CaptureQueriesContext(connection) as captured:
            list(queries.participants(course.seminar, course.trainer))
            queries.candidates(course.seminar, course.cast.kommune)
            list(queries.with_days(queries.in_tab(Seminar.objects.all(), Tab.OPEN)))
            queries.certificate_progress(course.seminar)
        counts.append(len(captured))
    assert counts == [9, 9]
