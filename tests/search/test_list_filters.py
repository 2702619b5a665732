"""The lists of seminars and events take the text of the search and show exactly what it counted."""

import csv
import re
from html import unescape
from io import StringIO

import pytest
from django.test import Client

from events.finders import find_events
from events.services import cancel_event
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.core.search import Found, read
from lotsen.seminars.finders import find_seminars
from lotsen.seminars.services import cancel_seminar
from tests.factories.accounts import client_of, make_actor
from tests.factories.events import make_event, make_past_event
from tests.factories.seminars import make_seminar

pytestmark = pytest.mark.django_db
TEXTS = ["muhl", "Mühlacker Grundkurs", "Gründkurs", "st. georgen", "KDL-2026", "VE-2026", "%", "x"]
VISITORS = [None, Role.HR, Role.PROVIDER, Role.OFFICE, Role.MINISTRY, Role.ORGANISER]


def listed(client: Client, address: str) -> list[list[str]]:
    """The rows of the file behind the list, without head and notes."""
    joint = "&" if "?" in address else "?"
    answer = client.get(f"{address}{joint}ausgabe=csv")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    return rows[1 : rows.index([])]


def numbers(client: Client, address: str) -> set[str]:
    return {row[0] for row in listed(client, address)}


@pytest.fixture
def offers() -> Actor:
    """Seminars and events of all states in Mühlacker and St. Georgen; the provider's actor."""
    trainer = make_actor(Role.PROVIDER)
    titles = ["Grundkurs", "Grundkurs kompakt", "Aufbau"]
    for title in titles:
        make_seminar(trainer, title=title, city="Mühlacker")
        make_event(title=f"Treffen {title}", city="Mühlacker")
    make_seminar(trainer, title="Entwurf Grundkurs", city="Mühlacker", published=False)
    make_event(title="Entwurf", city="Mühlacker", published=False)
    gone = make_seminar(trainer, title="Abgesagt", city="Sankt Georgen")
    cancel_seminar(seminar_id=gone.pk, reason="Zu wenige", actor=trainer)
    organiser = make_actor(Role.ORGANISER)
    event = make_event(organiser, title="Abgesagt", city="St. Georgen")
    cancel_event(event_id=event.pk, reason="Sturm", actor=organiser)
    make_past_event(title="Rückblick", city="Mühlacker")
    return trainer


@pytest.mark.parametrize("role", VISITORS)
def test_the_list_behind_the_search_shows_what_it_counted(
    offers: Actor, client: Client, role: Role | None
) -> None:
    actor = None if role is None else offers if role == Role.PROVIDER else make_actor(role)
    visitor = client if actor is None else client_of(actor)
    seen = 0
    for text in TEXTS:
        for finder in (find_seminars, find_events):
            found = finder(actor, read(text, limit=1, counts=True))
            if found is None or not found.more_url:
                continue
            assert len(listed(visitor, found.more_url)) == found.total, (text, found.more_url)
            shown = visitor.get(found.more_url)
            assert shown.status_code == 200
            assert found.hits[0].title in shown.content.decode()
            seen += 1
    assert seen >= 4


def test_the_text_narrows_the_coming_ones_unless_told_otherwise(
    offers: Actor, client: Client
) -> None:
    assert len(numbers(client, "/seminare/?q=muhl")) == 3
    assert len(numbers(client, "/seminare/?q=georgen")) == 0
    assert len(numbers(client, "/seminare/?q=georgen&alle=on")) == 1
    assert len(numbers(client, "/seminare/?alle=on")) == 4
    assert len(numbers(client, "/veranstaltungen/?q=muhl")) == 3
    assert len(numbers(client, "/veranstaltungen/?q=muhl&zeit=vergangen")) == 1
    assert len(numbers(client, "/veranstaltungen/?q=muhl&zeit=alle")) == 4
    assert len(numbers(client, "/veranstaltungen/?zeit=unsinn")) == 3


def test_pages_and_file_keep_the_text(offers: Actor, client: Client) -> None:
    for number in range(26):
        make_seminar(offers, title=f"Sprechstunde {number}", city="Ulm")
    page = client.get("/seminare/", {"q": "sprechstunde"}).content.decode()
    [more] = set(re.findall(r'rel="next" href="([^"]+)"', page))
    assert "Sprechstunde 25" in client.get("/seminare/" + unescape(more)).content.decode()
    assert "?q=sprechstunde&amp;ausgabe=xlsx" in page
    assert "26\N{NO-BREAK SPACE}Seminare" in page
    assert 'value="sprechstunde"' in page


def test_nothing_found_says_so_and_keeps_the_filter(offers: Actor, client: Client) -> None:
    page = client.get("/seminare/", {"q": "xqzw"}).content.decode()
    assert "Kein Seminar gefunden" in page
    assert 'value="xqzw"' in page
    page = client.get("/veranstaltungen/", {"q": "xqzw", "zeit": "alle"}).content.decode()
    assert "Keine Veranstaltung gefunden" in page
    assert 'value="xqzw"' in page


def test_the_file_names_the_filter(offers: Actor, client: Client) -> None:
    address = "/seminare/?q=muhl&ort=Mühlacker&frei=on&ab=1.1.2020&ausgabe=csv"
    file = client.get(address).content.decode("utf-8-sig")
    for note in ("Titel, Ort oder Nummer: muhl", "Ort: Mühlacker", "nur mit freien", "01.01.2020"):
        assert note in file
    assert "Zeitraum: alle" in client.get("/veranstaltungen/?zeit=alle&ausgabe=csv").content.decode(
        "utf-8-sig"
    )


def test_states_are_named_where_all_are_shown(offers: Actor, client: Client) -> None:
    page = client.get("/seminare/?alle=on").content.decode()
    assert "abgesagt" in page
    assert "Entwurf" not in page
    page = client.get("/veranstaltungen/?zeit=alle").content.decode()
    assert "abgesagt" in page


def test_a_hit_that_fits_on_the_page_needs_no_list(offers: Actor) -> None:
    found = find_seminars(None, read("kompakt", limit=5, counts=True))
    assert isinstance(found, Found)
    assert (found.total, found.more_url) == (1, "")
