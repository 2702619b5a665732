"""Seminars on the pages of a person and of a Kommune."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from lotsen.seminars.models import Certificate, Seminar
from lotsen.seminars.services import cancel_enrolment, enrol
from tests.factories.accounts import client_of, make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse
from tests.factories.seminars import Course, make_course, make_seminar

pytestmark = pytest.mark.django_db


def test_hr_reads_seminar_and_certificate_on_the_page_of_a_person() -> None:
    course = make_course(1)
    client = client_of(course.cast.hr)
    address = reverse("people:person", args=[course.enrolments[0].lotse_id])
    page = client.get(address).content.decode()
    assert course.enrolments[0].reference in page
    assert "Zertifikat DL" not in page
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    page = client.get(address).content.decode()
    assert f"{Certificate.objects.get().number} (noch keine PDF-Datei)" in page


def test_the_page_of_a_kommune_counts_for_those_who_may_see_it() -> None:
    course = make_course(2)
    address = reverse("kommunen:kommune", args=[course.cast.kommune.pk])
    name = course.enrolments[0].lotse.full_name
    for actor in (course.cast.hr, course.cast.office, course.cast.ministry):
        page = client_of(actor).get(address).content.decode()
        assert "Zurzeit angemeldet" in page
        assert (name in page) == (actor.role != Role.MINISTRY)
    for actor in (make_actor(Role.HR), make_actor(Role.PROVIDER), make_actor(Role.LOTSE)):
        assert name not in client_of(actor).get(address).content.decode()


def section(kommune: Kommune, actor: Actor) -> str:
    """The part "Seminare" of the page of a Kommune."""
    page = client_of(actor).get(reverse("kommunen:kommune", args=[kommune.pk])).content.decode()
    return page.partition('">Seminare</h2>')[2].partition("</section>")[0]


def row_of(seminar: Seminar, text: str) -> str:
    start = f'<a href="{reverse("seminars:detail", args=[seminar.pk])}">{seminar.title}</a>'
    return text.partition(start)[2].partition("</tr>")[0]


@pytest.fixture
def busy() -> Course:
    """Two people of the Kommune and one of another sit in a seminar."""
    course = make_course(2)
    strange = make_kommune("Fremdstadt")
    enrol(
        seminar_id=course.seminar.pk,
        lotse_id=make_lotse(strange).pk,
        voucher_id=None,
        full_price=True,
        actor=make_actor(Role.HR, strange.organisation),
    )
    return course


def another(course: Course, *, leaves: bool = False, first_in: int = 60) -> Seminar:
    """One of the Kommune's people enrols in a later seminar of another provider."""
    later = make_seminar(first_in=first_in, city="Ulm", venue="Kornhaus")
    seat = enrol(
        seminar_id=later.pk,
        lotse_id=make_lotse(course.cast.kommune).pk,
        voucher_id=None,
        full_price=True,
        actor=course.cast.hr,
    )
    if leaves:
        cancel_enrolment(enrolment_id=seat.pk, actor=course.cast.hr)
    return later


def test_the_page_of_a_kommune_lists_its_seminars_the_newest_first(busy: Course) -> None:
    kommune, later = busy.cast.kommune, another(busy)
    left = another(busy, leaves=True)
    for actor in (busy.cast.hr, busy.cast.office, busy.cast.ministry, make_actor(Role.AUDITOR)):
        text = section(kommune, actor)
        own, new = row_of(busy.seminar, text), row_of(later, text)
        facts = (busy.seminar.number, busy.seminar.line.name, day(busy.days[0].held_on))
        assert [fact for fact in (*facts, "Verwaltungsschule, Karlsruhe") if fact not in own] == []
        assert 'data-label="Personen" role="cell">2</td>' in own
        assert "steht bevor" in own
        assert "Kornhaus, Ulm" in new
        assert text.index(later.number) < text.index(busy.seminar.number)
        assert left.number not in text
        assert "Fremdstadt" not in text
        assert ("Alle Anmeldungen" in text) is (actor.role == Role.HR)
        assert (busy.enrolments[0].lotse.full_name in text) is (
            actor.role in (Role.HR, Role.OFFICE)
        )


def test_a_provider_reads_of_its_own_seminars_and_a_lotse_of_the_own_seat(busy: Course) -> None:
    kommune, later = busy.cast.kommune, another(busy)
    text = section(kommune, busy.trainer)
    assert row_of(busy.seminar, text)
    assert later.number not in text
    lotse = busy.enrolments[0].lotse
    person = make_actor(Role.LOTSE, kommune.organisation)
    lotse.user_id = person.user_id
    lotse.save()
    text = section(kommune, person)
    assert busy.enrolments[0].reference in text
    assert "<table" not in text
    strange = make_actor(Role.HR, make_kommune().organisation)
    assert section(kommune, strange) == section(kommune, make_actor(Role.ORGANISER)) == ""


def test_the_state_of_a_seminar_follows_its_days(busy: Course) -> None:
    kommune, hr = busy.cast.kommune, busy.cast.hr
    with busy.on_day(1):
        assert "läuft" in row_of(busy.seminar, section(kommune, hr))
    with busy.on_day(3):
        assert "läuft" in row_of(busy.seminar, section(kommune, hr))
        later = clock.now() + timedelta(days=1)
    with clock.at(later):
        assert "vorbei, noch nicht abgeschlossen" in row_of(busy.seminar, section(kommune, hr))


def test_office_reads_how_many_seminars_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lotsen.seminars.panels.SHOWN", 1)
    course = make_course(1)
    another(course)
    text = section(course.cast.kommune, course.cast.office).replace("\xa0", " ")
    assert "Gezeigt sind die neuesten 1 von 2 Seminaren." in text
    assert course.seminar.number not in text.partition("</table>")[0]
