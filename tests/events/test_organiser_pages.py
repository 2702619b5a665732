"""The pages for those who run events."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from events.enums import EventState
from events.models import Event, Registration
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.events.test_pages import LIST, page, text
from tests.factories.accounts import client_of, make_actor
from tests.factories.events import (
    at_time,
    make_event,
    make_lotse,
    make_past_event,
    make_registration,
)
from tests.factories.kommunen import make_kommune

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> Actor:
    return make_actor(Role.ORGANISER)


@pytest.fixture
def browser(organiser: Actor) -> Client:
    return client_of(organiser)


def values(**changes: Any) -> dict[str, Any]:
    day = clock.today() + timedelta(days=30)
    return {
        "token": str(uuid4()),
        "title": "Herbsttreffen",
        "description": "Programm",
        "day": f"{day:%d.%m.%Y}",
        "starts": "9:30",
        "ends": "16 Uhr",
        "last_day": "",
        "venue": "HubWerk01",
        "city": "Bruchsal",
        "online_url": "",
        "capacity": "80",
        "register_until": f"{day - timedelta(days=7):%d.%m.%Y}",
    } | changes


def test_the_way_from_the_form_to_the_published_event(browser: Client, client: Client) -> None:
    assert "Entwurf anlegen" in text(browser.get(f"{LIST}neu/"))
    form = values()
    address = browser.post(f"{LIST}neu/", form)["Location"]
    assert browser.post(f"{LIST}neu/", form)["Location"] == address
    event = Event.objects.get()
    assert client.get(address).status_code == 404
    assert "Entwurf" in text(browser.get(address))
    assert "09:30 Uhr bis 16:00 Uhr" in text(browser.get(page(event, "veroeffentlichen/")))
    assert browser.post(page(event, "veroeffentlichen/"))["Location"] == address
    assert "Herbsttreffen" in text(client.get(LIST))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Titel"),
        ({"title": "x" * 161}, "Titel"),
        ({"title": "a\x00b"}, "Titel"),
        ({"description": "x" * 4001}, "Beschreibung"),
        ({"day": "31.02.2027"}, "Datum"),
        ({"day": "01.01.2020"}, "Zukunft"),
        ({"starts": "halb zehn"}, "Uhrzeit"),
        ({"ends": "8:00"}, "Ende"),
        ({"last_day": "01.01.2020"}, "Ende"),
        ({"capacity": "0"}, "Plätze"),
        ({"capacity": "viele"}, "Plätze"),
        ({"capacity": "99999999999999999999"}, "Plätze"),
        ({"register_until": "01.01.2090"}, "Anmeldefrist"),
        ({"online_url": "javascript:alert(1)"}, "Online"),
        ({"online_url": "ftp://x.example/"}, "Online"),
        ({"token": "abc"}, ""),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_kept(
    browser: Client, changes: dict[str, Any], sentence: str
) -> None:
    answer = browser.post(f"{LIST}neu/", values(**changes))
    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Eingaben" in text(answer)
    assert sentence in text(answer)
    assert not Event.objects.exists()


def test_fields_that_the_form_does_not_have_change_nothing(browser: Client) -> None:
    browser.post(f"{LIST}neu/", values(state="held", number="VE-1", organiser=str(uuid4())))
    event = Event.objects.get()
    assert event.state == EventState.DRAFT


def test_editing_shows_what_is_stored_and_refuses_a_stale_page(
    browser: Client, organiser: Actor
) -> None:
    event = make_event(organiser)
    shown = text(browser.get(page(event, "bearbeiten/")))
    assert 'value="HubWerk01"' in shown
    assert 'value="09:30"' in shown
    stale = browser.post(page(event, "bearbeiten/"), values(version="1"))
    assert (stale.status_code, "inzwischen geändert" in text(stale)) == (409, True)
    saved = browser.post(page(event, "bearbeiten/"), values(version="2", venue="Stadthalle"))
    assert saved["Location"] == page(event)
    assert "Stadthalle" in text(browser.get(page(event)))
    with clock.at(at_time(event, days=30)):
        assert "nicht mehr geändert werden" in text(browser.get(page(event, "bearbeiten/")))


def test_a_draft_without_a_place_says_what_is_missing(browser: Client, organiser: Actor) -> None:
    draft = make_event(organiser, published=False, venue="", city="")
    assert "Ort ergänzen" in text(browser.get(page(draft, "veroeffentlichen/")))
    refused = browser.post(page(draft, "veroeffentlichen/"))
    assert (refused.status_code, "Veranstaltungsort" in text(refused)) == (422, True)


def test_cancelling_needs_a_reason(browser: Client, organiser: Actor) -> None:
    event = make_event(organiser)
    make_registration(event)
    assert "1 angemeldete Person erhält" in text(browser.get(page(event, "absagen/")))
    assert browser.post(page(event, "absagen/"), {"reason": ""}).status_code == 422
    assert browser.post(page(event, "absagen/"), {"reason": "Sturm"})["Location"] == page(event)
    assert "ist abgesagt" in text(browser.get(page(event, "absagen/")))


def test_an_event_that_is_over_is_marked_as_held(browser: Client, organiser: Actor) -> None:
    past, coming = make_past_event(organiser), make_event(organiser)
    assert "Als durchgeführt vermerken" in text(browser.get(page(past)))
    assert browser.post(page(past, "durchgefuehrt/"))["Location"] == page(past)
    assert browser.post(page(coming, "durchgefuehrt/")).status_code == 409
    past.refresh_from_db()
    assert past.state == EventState.HELD


# --- Participants --------------------------------------------------------------------------------


def test_participants_are_found_by_name_and_kommune(browser: Client, organiser: Actor) -> None:
    event = make_event(organiser)
    make_registration(event, make_lotse("Anna", "Jäger", kommune=make_kommune("Mühlacker")))
    make_registration(event, make_lotse("Berta", "Muster"))
    everybody = text(browser.get(page(event, "teilnehmende/")))
    assert everybody.index("Jäger, Anna") < everybody.index("Muster, Berta")
    for typed in ("jaeger", "Mühlacker", "anna j"):
        found = text(browser.get(page(event, "teilnehmende/"), {"q": typed}))
        assert "Jäger, Anna" in found
        assert "Muster, Berta" not in found
    nobody = text(browser.get(page(event, "teilnehmende/"), {"q": "gibt es nicht"}))
    assert "Niemand gefunden" in nobody


def test_participants_are_paged_with_the_same_number_of_queries(
    browser: Client, organiser: Actor, django_assert_num_queries: Any
) -> None:
    event = make_event(organiser, capacity=100)
    make_registration(event)
    with django_assert_num_queries(7):
        browser.get(page(event, "teilnehmende/"))
    for _ in range(2):
        make_registration(event)
    with django_assert_num_queries(7):
        browser.get(page(event, "teilnehmende/"))
    for _ in range(25):
        make_registration(event)
    assert "26–28 von 28" in text(browser.get(page(event, "teilnehmende/"), {"seite": "2"}))


def test_the_csv_holds_the_list_as_searched(browser: Client, organiser: Actor) -> None:
    event = make_event(organiser)
    made = make_registration(event, make_lotse("Anna", "Jäger", kommune=make_kommune("Ulm")))
    make_registration(event, make_lotse("Berta", "Muster"))
    lines = browser.get(page(event)[:-1] + "/teilnehmende.csv").content.decode("utf-8-sig")
    head, first, second, _, when, who = lines.strip().split("\r\n")
    assert head.startswith("Nummer;Nachname;Vorname")
    assert first.startswith(f"{made.reference};Jäger;Anna;{made.lotse.email};;Ulm")
    assert "Berta" in second
    assert when.startswith("Stand ")
    assert who == f"Erstellt von {organiser.name}"
    found = browser.get(page(event, "teilnehmende.csv"), {"q": "jäger"}).content.decode()
    assert "Berta" not in found
    assert "Suche: jäger" in found


def test_the_sheet_has_everybody_on_one_page(browser: Client, organiser: Actor) -> None:
    past = make_past_event(organiser, people=30, capacity=30)
    shown = text(browser.get(page(past, "teilnehmende/drucken/")))
    assert "30 Personen" in shown
    assert shown.count("<tr role=") == 31


def test_the_organiser_enters_somebody_who_called(browser: Client, organiser: Actor) -> None:
    event, lotse = make_event(organiser), make_lotse()
    address = page(event, "teilnehmende/eintragen/")
    assert "Person eintragen" in text(browser.get(address))
    for typed, sentence in (
        ("", "Pflichtfeld"),
        ("kein", "gültige"),
        ("x@y.example", "keine Person"),
    ):
        refused = browser.post(address, {"email": typed})
        assert refused.status_code == 422
        assert sentence in text(refused) or typed == ""
    made_at = browser.post(address, {"email": lotse.email})["Location"]
    assert "Anmeldung gespeichert" in text(browser.get(made_at))
    assert Registration.objects.get().lotse == lotse


RESTS = (
    "bearbeiten/",
    "veroeffentlichen/",
    "absagen/",
    "durchgefuehrt/",
    "teilnehmende/",
    "teilnehmende.csv",
    "teilnehmende/drucken/",
    "teilnehmende/eintragen/",
)


@pytest.mark.parametrize("rest", RESTS)
def test_the_events_of_another_association_do_not_exist(browser: Client, rest: str) -> None:
    foreign = make_event()
    assert browser.get(page(foreign, rest)).status_code == 404
    assert browser.post(page(foreign, rest), values()).status_code in (404, 405)


@pytest.mark.parametrize("rest", RESTS)
@pytest.mark.parametrize("role", [Role.HR, Role.LOTSE, Role.PROVIDER, Role.MINISTRY])
def test_others_run_no_events(role: Role, rest: str) -> None:
    assert client_of(make_actor(role)).get(page(make_event(), rest)).status_code == 403


def test_the_office_runs_every_event() -> None:
    event = make_event()
    office = client_of(make_actor(Role.OFFICE))
    for rest in RESTS:
        assert office.get(page(event, rest)).status_code in (200, 302)
