"""The list of seminars is sorted, page and file alike."""

import csv
from io import StringIO

import pytest
from django.test import Client

from lotsen.accounts.models import Organisation
from tests.factories.accounts import make_organisation
from tests.factories.seminars import make_course, make_seminar

pytestmark = pytest.mark.django_db
LIST = "/seminare/"


@pytest.fixture
def _seminars() -> None:
    """Three coming seminars, named after what makes each of them the first."""
    course = make_course(1, title="Termin", city="Ulm", first_in=20)
    Organisation.objects.filter(pk=course.seminar.provider_id).update(name="Chemie")
    for name, title, facts in (
        ("Bach", "Ort", {"city": "Aalen", "first_in": 30, "fee_cents": 500_00}),
        ("Amsel", "Haus", {"city": "Ulm", "first_in": 40, "fee_cents": 400_00, "max_seats": 20}),
    ):
        seminar = make_seminar(title=title, **facts)  # type: ignore[arg-type]
        Organisation.objects.filter(pk=seminar.provider_id).update(name=name)
    make_organisation(name="Ohne Seminar")


@pytest.mark.usefixtures("_seminars")
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("", ["Termin", "Ort", "Haus"]),
        ("unsinn", ["Termin", "Ort", "Haus"]),
        ("frei", ["Haus", "Ort", "Termin"]),
        ("ort", ["Ort", "Termin", "Haus"]),
        ("traeger", ["Haus", "Ort", "Termin"]),
        ("gebuehr", ["Haus", "Termin", "Ort"]),
    ],
)
@pytest.mark.parametrize("more", ["", "&alle=on"])
def test_page_and_file_have_the_order(
    client: Client, order: str, expected: list[str], more: str
) -> None:
    address = f"{LIST}?sortierung={order}{more}"
    page = [seminar.title for seminar in client.get(address).context["page"]]
    text = client.get(f"{address}&ausgabe=csv").content.decode("utf-8-sig")
    rows = csv.DictReader(StringIO(text.split("\r\n\r\n")[0]), delimiter=";")
    assert [row["Seminar"] for row in rows] == page
    if more and order in ("", "unsinn"):
        expected = expected[::-1]  # the latest first
    elif more and order == "ort":
        expected = ["Ort", "Haus", "Termin"]
    assert page == expected


def test_an_order_alone_narrows_nothing(client: Client) -> None:
    shown = client.get(f"{LIST}?sortierung=ort").content.decode()
    assert "kein Seminar ausgeschrieben" in " ".join(shown.split())
