"""The list of people is sorted, page and file alike."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification

pytestmark = pytest.mark.django_db
LIST = "/personen/"


@pytest.fixture
def office() -> Actor:
    """Anna works in Zell and was the last one; Berta works in Aach; Carla has completed nothing."""
    zell, aach = make_kommune("Zell"), make_kommune("Aach")
    for name, kommune, ago in (("Anna", zell, 10), ("Berta", aach, 50), ("Carla", zell, None)):
        lotse = make_lotse(kommune, family_name=name)
        if ago is not None:
            make_qualification(lotse, kommune, completed_on=clock.today() - timedelta(days=ago))
    return make_actor(Role.OFFICE)


def names(actor: Actor, address: str) -> list[str]:
    """Family names of the page, which the file repeats."""
    client = client_of(actor)
    page = [lotse.family_name for lotse in client.get(address).context["page"]]
    text = client.get(f"{address}&ausgabe=csv").content.decode("utf-8-sig")
    rows = csv.DictReader(StringIO(text.split("\r\n\r\n")[0]), delimiter=";")
    assert [row["Nachname"] for row in rows] == page
    return page


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["Anna", "Berta", "Carla"]),
        ("unsinn", ["Anna", "Berta", "Carla"]),
        ("kommune", ["Berta", "Anna", "Carla"]),
        ("abschluss", ["Anna", "Berta", "Carla"]),
    ],
)
def test_page_and_file_have_the_order(office: Actor, order: str, expected: list[str]) -> None:
    assert names(office, f"{LIST}?sortierung={order}") == expected


def test_the_order_goes_with_the_search_and_stands_in_the_file(office: Actor) -> None:
    make_lotse(make_kommune("Bad Neuhaus"), family_name="Berta")
    address = f"{LIST}?q=berta&sortierung=kommune"
    assert names(office, address) == ["Berta", "Berta"]
    notes = client_of(office).get(f"{address}&ausgabe=csv").content.decode()
    assert "Sortierung: Kommune" in notes
    assert "Name oder E-Mail-Adresse: berta" in notes


def test_who_completed_last_comes_first() -> None:
    kommune = make_kommune("Zell")
    for name, ago in (("Anna", 50), ("Berta", 10)):
        lotse = make_lotse(kommune, family_name=name)
        make_qualification(lotse, kommune, completed_on=clock.today() - timedelta(days=ago))
    hr = make_actor(Role.HR, kommune.organisation)
    assert names(hr, f"{LIST}?sortierung=abschluss") == ["Berta", "Anna"]
    page = client_of(hr).get(LIST).content.decode()
    assert 'value="abschluss"' in page
    assert 'value="kommune"' not in page
