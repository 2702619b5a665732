"""Who sees whom, and how people are found and sorted."""

from datetime import date

import pytest

from lotsen.core.actor import SYSTEM
from lotsen.core.roles import Role
from lotsen.people import queries
from lotsen.people.models import Employment, Lotse
from tests.factories.accounts import make_actor, make_user
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification

pytestmark = pytest.mark.django_db


def test_who_sees_whom() -> None:
    kommune, other = make_kommune(), make_kommune()
    mine, own, foreign = make_lotse(kommune), make_lotse(kommune), make_lotse(other)
    user = make_user()
    Lotse.objects.filter(pk=own.pk).update(user=user)
    seen = {
        "hr": make_actor(Role.HR, kommune.organisation),
        "lotse": make_actor(Role.LOTSE, kommune.organisation, user),
        "stranger": make_actor(Role.LOTSE, kommune.organisation),
        **{role: make_actor(Role(role)) for role in ("office", "ministry", "auditor")},
        **{role: make_actor(Role(role)) for role in ("provider", "organiser", "admin")},
        "system": SYSTEM,
    }
    assert {name: set(queries.lotsen_visible_to(actor)) for name, actor in seen.items()} == {
        "hr": {mine, own},
        "lotse": {own},
        "stranger": set(),
        "office": {mine, own, foreign},
        "ministry": {mine, own, foreign},
        "auditor": {mine, own, foreign},
        "provider": set(),
        "organiser": set(),
        "admin": set(),
        "system": {mine, own, foreign},
    }


def test_hr_does_not_see_former_employees() -> None:
    kommune = make_kommune()
    lotse = make_lotse(kommune)
    Employment.objects.filter(lotse=lotse).update(ends_on=date(2020, 1, 1))
    assert lotse not in queries.lotsen_visible_to(make_actor(Role.HR, kommune.organisation))
    assert queries.current_employment(lotse) is None


def test_employer_on_a_day() -> None:
    first, second = make_kommune(), make_kommune()
    lotse = make_lotse(first)
    Employment.objects.filter(lotse=lotse).update(ends_on=date(2020, 6, 30))
    Employment.objects.create(lotse=lotse, kommune=second, starts_on=date(2020, 7, 1))
    assert queries.kommune_on(lotse, date(2017, 1, 1)) is None
    assert queries.kommune_on(lotse, date(2020, 6, 30)) == first
    assert queries.kommune_on(lotse, date(2020, 7, 1)) == second
    assert queries.kommune_on(lotse) == second


def test_people_are_sorted_by_family_name_in_dictionary_order() -> None:
    kommune = make_kommune()
    for name in ("Özmuster", "Ozmuster", "Zmuster", "Åmuster", "von Muster"):
        make_lotse(kommune, family_name=name)
    names = [lotse.family_name for lotse in Lotse.objects.all()]
    assert names[0] == "Åmuster"
    assert set(names[1:3]) == {"Özmuster", "Ozmuster"}
    assert names[3:] == ["von Muster", "Zmuster"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", True),
        ("mueller", True),
        ("MÜLLER", True),
        ("muller muster", True),
        ("Muster-Mül", True),
        ("amt@", True),
        ("üller", False),
        ("niemand", False),
        ("%", False),
    ],
)
def test_search_by_name_or_address(text: str, found: bool) -> None:
    lotse = make_lotse(
        make_kommune(), given_name="Muster", family_name="Müller", email="amt@kommune.example"
    )
    assert list(queries.named_like(Lotse.objects.all(), text)) == ([lotse] if found else [])


def test_basis_of_a_list() -> None:
    kommune = make_kommune()
    done, new = make_lotse(kommune), make_lotse(kommune)
    make_qualification(done, kommune, completed_on=date(2020, 5, 4))
    days = {lotse.pk: lotse.basis_on for lotse in queries.with_basis(Lotse.objects.all())}
    assert days == {done.pk: date(2020, 5, 4), new.pk: None}
