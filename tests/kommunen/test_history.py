"""What the pages say about other days: keys that ended and came back, and whose facts are shown."""

import pytest
from django.test import Client

from tests.factories.kommunen import registry  # noqa: F401
from tests.kommunen.test_editions import CALW, KNOWN, ON, apply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]

CENTRES = "geografische Mittelpunkte: Gebietsstand 31.12.2020"


def page(key: str, query: str = "") -> str:
    return Client().get(f"/kommunen/{key}/{query}").content.decode()


@pytest.mark.parametrize("address", [f"/kommunen/{CALW}/", "/kommunen/", "/kommunen/?ausgabe=csv"])
def test_the_date_of_the_centres_stays_in_the_source(address: str) -> None:
    assert Client().get(address).content.decode().count(CENTRES) == 1
    apply(KNOWN, ON)
    shown = Client().get(address).content.decode()
    assert shown.count(CENTRES) == 1
    assert "Gebietsstand 31.08.2026" in shown
