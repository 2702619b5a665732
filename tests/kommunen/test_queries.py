"""Population on a day, and whose Kommune an actor stands for."""

from datetime import date

import pytest

from kommunen.models import Kommune
from kommunen.queries import kommune_of, kommunen_now, population, with_population
from lotsen.core.actor import SYSTEM
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune, make_population

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2018, 11, 1), 9_900),
        (date(2020, 12, 31), 9_900),
        (date(2024, 12, 30), 9_900),
        (date(2024, 12, 31), 10_100),
        (date(2026, 1, 1), 10_100),
    ],
    ids=["before the first", "on the first", "just before", "on the second", "after"],
)
def test_population_counts_from_its_date(on: date, value: int) -> None:
    kommune = make_kommune(population=10_100)
    make_population(kommune, 9_900, date(2020, 12, 31))
    figure = population(kommune, on)
    assert figure is not None
    assert figure.value == value
    listed = with_population(Kommune.objects.filter(pk=kommune.pk), on).get()
    assert listed.population == value


def test_population_may_be_unknown() -> None:
    kommune = make_kommune(population=None)
    assert population(kommune) is None
    assert with_population(Kommune.objects.filter(pk=kommune.pk)).get().population is None


def test_dissolved_kommunen_are_not_in_the_lists() -> None:
    kommune = make_kommune(dissolved_on=date(2024, 1, 1))
    assert kommune not in kommunen_now()


def test_kommune_of_an_actor() -> None:
    kommune = make_kommune()
    assert kommune_of(make_actor(Role.HR, kommune.organisation)) == kommune
    assert kommune_of(make_actor(Role.OFFICE)) is None
    assert kommune_of(SYSTEM) is None
