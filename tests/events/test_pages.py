"""The pages for everybody, for Lotsen and for the Kommune."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from icalendar import Calendar

from events import services
from events.models import Event, Registration
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.events import (
    at_time,
    make_event,
    make_lotse,
    make_lotse_actor,
    make_past_event,
    make_registration,
)
from tests.factories.kommunen import make_kommune

pytestmark = pytest.mark.django_db
LIST = "/veranstaltungen/"


def page(event: Event, rest: str = "") -> str:
    return f"{LIST}{event.pk}/{rest}"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


# --- Everybody -----------------------------------------------------------------------------------


def test_everybody_sees_coming_and_past_events_but_no_drafts(client: Client) -> None:
    make_event(title="Sommertreffen")
    make_event(title="Geheimer Entwurf", published=False)
    make_past_event(title="Wintertreffen", people=3)
    coming, past = text(client.get(LIST)), text(client.get(LIST, {"zeit": "vergangen"}))
    assert "Sommertreffen" in coming
    assert "noch 10 von 10" in coming
    assert "Wintertreffen" not in coming
    assert "Wintertreffen" in past
    assert '<td class="num" data-label="Teilnehmende" role="cell">3</td>' in past
    assert "Geheimer Entwurf" not in coming + past


def test_empty_lists_say_so(client: Client) -> None:
    assert "keine Veranstaltung geplant" in text(client.get(LIST))
    assert "Noch keine vergangenen" in text(client.get(LIST, {"zeit": "vergangen"}))


@pytest.mark.parametrize("address", [LIST, f"{LIST}?zeit=vergangen"])
def test_the_list_asks_as_often_for_three_events_as_for_one(
    client: Client, django_assert_num_queries: Any, address: str
) -> None:
    make_event()
    make_past_event()
    with django_assert_num_queries(2):
        client.get(address)
    for _ in range(2):
        make_event()
        make_past_event()
    with django_assert_num_queries(2):
        client.get(address)


def test_an_event_shows_its_free_places_and_offers_registration(client: Client) -> None:
    event = make_event(capacity=3, online_url="https://treffen.example/geheim")
    make_registration(event)
    shown = text(client.get(page(event)))
    assert "Noch 2 Plätze frei" in shown
    assert "1 von 3 Plätzen vergeben" in shown
    assert page(event, "anmelden/") in shown
    assert "treffen.example" not in shown
    assert client.get(page(event, "anmelden/")).status_code == 302


def test_a_full_a_closed_and_a_cancelled_event_offer_none(client: Client) -> None:
    full, closed, cancelled = make_event(capacity=1), make_event(), make_event()
    make_registration(full)
    services.cancel_event(event_id=cancelled.pk, reason="Sturmwarnung", actor=SYSTEM)
    with clock.at(at_time(closed, days=-3)):
        assert "Die Anmeldefrist endete" in text(client.get(page(closed)))
    assert "Ausgebucht" in text(client.get(page(full)))
    assert "Sturmwarnung" in text(client.get(page(cancelled)))
    for event in (full, cancelled):
        assert page(event, "anmelden/") not in text(client.get(page(event)))


def test_drafts_and_unknown_events_do_not_exist(client: Client) -> None:
    draft = make_event(published=False)
    for address in (page(draft), page(draft, "kalender.ics"), f"{LIST}{uuid4()}/"):
        assert client.get(address).status_code == 404


def test_a_description_is_text(client: Client) -> None:
    event = make_event(description="Programm\n\n<script>alert(1)</script>")
    assert "<script>alert" not in text(client.get(page(event)))


def test_the_calendar_file_names_time_and_place_and_hides_the_access(client: Client) -> None:
    event = make_event(online_url="https://treffen.example/geheim")
    lotse, actor = make_lotse_actor()
    response = client.get(page(event, "kalender.ics"))
    entry: Any = Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert entry["DTSTART"].dt == event.starts_at
    assert entry["LOCATION"] == "HubWerk01, Bruchsal"
    assert b"geheim" not in response.content
    services.register(event_id=event.pk, lotse=lotse, actor=actor)
    assert b"geheim" in client_of(actor).get(page(event, "kalender.ics")).content


# --- Lotsen --------------------------------------------------------------------------------------


def test_a_lotse_registers_on_one_page_and_can_open_the_confirmation_again() -> None:
    event = make_event(online_url="https://treffen.example/raum")
    lotse, actor = make_lotse_actor()
    browser = client_of(actor)
    check = text(browser.get(page(event, "anmelden/")))
    for part in (lotse.full_name, lotse.email, "noch 10 frei", "HubWerk01, Bruchsal"):
        assert part in check
    answer = browser.post(page(event, "anmelden/"))
    made = Registration.objects.get()
    assert answer["Location"] == f"{LIST}anmeldungen/{made.pk}/"
    for _ in range(2):
        shown = text(browser.get(answer["Location"]))
        assert "Sie sind angemeldet" in shown
        assert made.reference in shown
        assert "treffen.example" in shown
    assert browser.post(page(event, "anmelden/"))["Location"] == answer["Location"]
    assert browser.get(page(event, "anmelden/"))["Location"] == answer["Location"]
    assert "Sie sind angemeldet" in text(browser.get(page(event)))


def test_too_late_is_a_sentence_and_not_an_error() -> None:
    full, closed = make_event(capacity=1), make_event()
    make_registration(full)
    _, actor = make_lotse_actor()
    browser = client_of(actor)
    lost = browser.post(page(full, "anmelden/"))
    assert (lost.status_code, "Alle Plätze sind vergeben" in text(lost)) == (409, True)
    with clock.at(at_time(closed, days=-3)):
        late = browser.post(page(closed, "anmelden/"))
        assert "Die Anmeldefrist endete" in text(browser.get(page(closed, "anmelden/")))
    assert (late.status_code, "Die Anmeldefrist endete" in text(late)) == (422, True)
    assert Registration.objects.count() == 1


def test_a_lotse_gives_the_place_back() -> None:
    event = make_event()
    lotse, actor = make_lotse_actor()
    made = services.register(event_id=event.pk, lotse=lotse, actor=actor)
    browser = client_of(actor)
    own = f"{LIST}anmeldungen/{made.pk}/"
    assert "sofort wieder frei" in text(browser.get(f"{own}abmelden/"))
    assert browser.post(f"{own}abmelden/")["Location"] == own
    assert "Sie sind abgemeldet" in text(browser.get(own))
    assert browser.post(f"{own}abmelden/")["Location"] == own
    assert "bereits zurückgenommen" in text(browser.get(f"{own}abmelden/"))


def test_after_the_start_giving_back_is_refused_with_a_sentence() -> None:
    event = make_event()
    lotse, actor = make_lotse_actor()
    made = services.register(event_id=event.pk, lotse=lotse, actor=actor)
    browser = client_of(actor)
    with clock.at(at_time(event, hours=1)):
        answer = browser.post(f"{LIST}anmeldungen/{made.pk}/abmelden/")
        assert "Abmelden</span>" not in text(browser.get(f"{LIST}anmeldungen/{made.pk}/"))
    assert (answer.status_code, "hat begonnen" in text(answer)) == (422, True)


def test_own_registrations_are_listed_with_the_same_number_of_queries(
    django_assert_num_queries: Any,
) -> None:
    lotse, actor = make_lotse_actor()
    browser = client_of(actor)
    assert "Noch keine Anmeldungen" in text(browser.get(f"{LIST}anmeldungen/"))
    make_registration(make_event(title="Erstes"), lotse)
    with django_assert_num_queries(6):
        browser.get(f"{LIST}anmeldungen/")
    for title in ("Zweites", "Drittes"):
        make_registration(make_event(title=title), lotse)
    with django_assert_num_queries(6):
        shown = text(browser.get(f"{LIST}anmeldungen/"))
    assert all(title in shown for title in ("Erstes", "Zweites", "Drittes"))


def test_the_page_of_an_event_asks_a_limited_number_of_questions(
    django_assert_max_num_queries: Any,
) -> None:
    event = make_event()
    lotse, actor = make_lotse_actor()
    make_registration(event, lotse)
    browser = client_of(actor)
    with django_assert_max_num_queries(6):
        browser.get(page(event))


def test_a_login_without_a_person_cannot_register() -> None:
    event = make_event()
    browser = client_of(make_actor(Role.LOTSE))
    assert browser.get(page(event, "anmelden/")).status_code == 404


# --- Whose registration is it? --------------------------------------------------------------------


def test_registrations_of_others_do_not_exist() -> None:
    event = make_event()
    made = make_registration(event)
    strangers = [
        make_lotse_actor()[1],
        make_actor(Role.HR, organisation=make_kommune().organisation),
        make_actor(Role.ORGANISER),
    ]
    for actor in strangers:
        browser = client_of(actor)
        assert browser.get(f"{LIST}anmeldungen/{made.pk}/").status_code == 404
        if actor.role != Role.HR:
            assert browser.post(f"{LIST}anmeldungen/{made.pk}/abmelden/").status_code == 404
    made.refresh_from_db()
    assert made.is_registered


def test_hr_sees_the_own_people_on_the_page_of_the_event() -> None:
    event, home = make_event(), make_kommune()
    make_registration(event, make_lotse("Anna", "Beispiel", kommune=home))
    make_registration(event, make_lotse("Berta", "Fremd"))
    browser = client_of(make_actor(Role.HR, organisation=home.organisation))
    shown = text(browser.get(page(event)))
    assert "Anna Beispiel" in shown
    assert "Berta Fremd" not in shown
    other = client_of(make_actor(Role.HR, organisation=make_kommune().organisation))
    assert "noch niemand angemeldet" in text(other.get(page(event)))
