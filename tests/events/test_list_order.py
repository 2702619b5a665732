"""The list of events is sorted, page and file alike."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client

from lotsen.accounts.models import Organisation
from tests.factories.events import make_event, make_plan, make_registration

pytestmark = pytest.mark.django_db
LIST = "/veranstaltungen/"


@pytest.fixture
def _events() -> None:
    """Three coming events, named after what makes each of them the first."""
    start = make_plan().starts_at
    for organiser, title, city, days, places in (
        ("Chemie", "Termin", "Ulm", 0, 10),
        ("Bach", "Ort", "Aalen", 1, 10),
        ("Amsel", "Platz", "Ulm", 2, 30),
    ):
        begins = start + timedelta(days=days)
        ends = begins + timedelta(hours=6)
        event = make_event(title=title, city=city, capacity=places, starts_at=begins, ends_at=ends)
        Organisation.objects.filter(pk=event.organiser_id).update(name=organiser)
        if title == "Termin":
            make_registration(event)


@pytest.mark.usefixtures("_events")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sortierung=", ["Termin", "Ort", "Platz"]),
        ("sortierung=unsinn", ["Termin", "Ort", "Platz"]),
        ("sortierung=frei", ["Platz", "Ort", "Termin"]),
        ("sortierung=ort", ["Ort", "Termin", "Platz"]),
        ("sortierung=veranstalter", ["Platz", "Ort", "Termin"]),
        ("zeit=alle", ["Platz", "Ort", "Termin"]),
        ("zeit=alle&sortierung=ort", ["Ort", "Platz", "Termin"]),
    ],
)
def test_page_and_file_have_the_order(client: Client, query: str, expected: list[str]) -> None:
    page = [event.title for event in client.get(f"{LIST}?{query}").context["page"]]
    text = client.get(f"{LIST}?{query}&ausgabe=csv").content.decode("utf-8-sig")
    rows = csv.DictReader(StringIO(text.split("\r\n\r\n")[0]), delimiter=";")
    assert [row["Veranstaltung"] for row in rows] == page == expected
