"""Names with a typing error lead to the people that a role sees, and to nobody else."""

import pytest
from django.urls import reverse

from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.core.search import find, read
from lotsen.people.models import Employment, Lotse
from tests.factories.accounts import make_actor
from tests.factories.events import make_event, make_lotse_actor, make_registration
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse
from tests.factories.seminars import Course, make_course, make_seminar
from tests.factories.vouchers import cast_around, make_cast

pytestmark = pytest.mark.django_db

NAME, MISSPELT = "Grünwalder", ("Grünvalder", "Grünwaldr", "Anneliese Grunwalter", "Aneliese")


def person(kommune: Kommune) -> Lotse:
    return make_lotse(kommune, given_name="Anneliese", family_name=NAME)


def found(actor: Actor, text: str) -> list[str]:
    """Addresses of the hits; each was found because nothing fits exactly."""
    outcome = find(actor, read(text, limit=8))
    assert outcome.approximate
    return [hit.url for group in outcome.groups for hit in group.hits]


def page_of(lotse: Lotse) -> str:
    return reverse("people:person", args=[lotse.pk])


@pytest.mark.parametrize("text", MISSPELT)
def test_hr_finds_the_own_employees_only(text: str) -> None:
    cast, home = make_cast(), make_kommune()
    own, foreign = person(cast.kommune), person(home)
    assert found(cast.hr, text) == [page_of(own)]
    assert found(make_actor(Role.HR, home.organisation), text) == [page_of(foreign)]
    assert found(make_actor(Role.HR, make_kommune().organisation), text) == []
    assert sorted(found(cast.office, text)) == sorted([page_of(own), page_of(foreign)])


def test_hr_finds_the_employees_of_a_merged_kommune_and_nobody_who_left() -> None:
    cast, merged = make_cast(), make_kommune()
    taken_over, left = person(merged), person(cast.kommune)
    Kommune.objects.filter(pk=merged.pk).update(dissolved_on=clock.today(), successor=cast.kommune)
    Employment.objects.filter(lotse=left).update(ends_on=clock.today())
    assert found(cast.hr, MISSPELT[0]) == [page_of(taken_over)]


def test_the_most_similar_name_comes_first() -> None:
    cast = make_cast()
    for family in ("Grünwaldinger", NAME, "Grünewald"):
        make_lotse(cast.kommune, family_name=family)
    [first, *_] = find(cast.hr, read("Grünwalderr", limit=8)).groups[0].hits
    assert first.title == f"{NAME}, Muster"


@pytest.mark.parametrize("text", MISSPELT)
def test_a_provider_finds_the_participants_of_own_seminars_only(text: str) -> None:
    course = make_course(0)
    enrolment = course.enrol(lotse=person(course.cast.kommune))
    foreign = Course(cast_around(make_kommune()), make_seminar())
    foreign.enrol(lotse=person(foreign.cast.kommune))
    person(course.cast.kommune)  # who takes part in nothing
    assert found(course.trainer, text) == [reverse("seminars:enrolment", args=[enrolment.pk])]
    assert found(make_actor(Role.PROVIDER), text) == []


@pytest.mark.parametrize("text", MISSPELT)
def test_an_organiser_finds_the_guests_of_own_events_only(text: str) -> None:
    organiser = make_actor(Role.ORGANISER)
    registration = make_registration(make_event(organiser), person(make_kommune()))
    make_registration(make_event(), person(make_kommune()))
    assert found(organiser, text) == [reverse("events:registration", args=[registration.pk])]
    assert found(make_actor(Role.ORGANISER), text) == []


@pytest.mark.parametrize("text", MISSPELT)
def test_a_lotse_finds_nobody_else(text: str) -> None:
    lotse, actor = make_lotse_actor(given_name="Anneliese", family_name=NAME)
    person(lotse.employments.get().kommune)
    assert found(actor, text) == [reverse("people:own")]
