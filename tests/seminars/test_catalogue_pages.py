"""The list of seminars and the page of one, for everybody and for each role."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.seminars import services
from lotsen.seminars.models import Seminar
from tests.factories.accounts import client_of, make_actor
from tests.factories.seminars import make_course, make_seminar

pytestmark = pytest.mark.django_db
LIST = "/seminare/"
BUDGET = 12


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def page(seminar: Seminar) -> str:
    return f"{LIST}{seminar.pk}/"


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


# --- Everybody -----------------------------------------------------------------------------------


def test_everybody_sees_coming_seminars_but_no_drafts(client: Client) -> None:
    make_seminar(title="Grundkurs im Frühling")
    make_seminar(title="Geheimer Entwurf", published=False)
    shown = text(client.get(LIST))
    assert "Grundkurs im Frühling" in shown
    assert "10 von 10" in shown
    assert "450,00 €" in shown
    assert "Geheimer Entwurf" not in shown


def test_an_empty_catalogue_says_so(client: Client) -> None:
    assert "kein Seminar ausgeschrieben" in text(client.get(LIST))


def test_the_catalogue_is_narrowed_by_its_filter(client: Client) -> None:
    near = make_seminar(title="Nahes Seminar", city="Karlsruhe", first_in=20)
    make_seminar(title="Fernes Seminar", city="Ulm", first_in=60)
    later = f"{clock.today() + timedelta(days=40):%d.%m.%Y}"
    for given, wanted in (
        ({"ort": "Ulm"}, "Fernes"),
        ({"ab": later}, "Fernes"),
        ({"traeger": str(near.provider_id)}, "Nahes"),
    ):
        shown = text(client.get(LIST, given))
        assert f"{wanted} Seminar" in shown
        assert shown.count('<th scope="row"') + shown.count('role="rowheader"') >= 1
        assert ("Nahes Seminar" in shown) != ("Fernes Seminar" in shown)
    assert "Kein Seminar gefunden" in text(client.get(LIST, {"ab": "31.12.2098"}))


@pytest.mark.parametrize(
    "given",
    [
        {"traeger": "x"},
        {"traeger": str(uuid4())},
        {"ort": "Nirgendwo"},
        {"linie": "inhouse"},
        {"linie": "unsinn"},
        {"ab": "morgen"},
        {"seite": "-3"},
        {"ansicht": "unsinn"},
    ],
)
def test_nonsense_in_the_filter_is_ignored(client: Client, given: dict[str, str]) -> None:
    make_seminar(title="Grundkurs")
    assert "Grundkurs" in text(client.get(LIST, given))


@pytest.mark.parametrize("address", [LIST, f"{LIST}?ansicht=offen"])
def test_lists_ask_as_often_for_three_seminars_as_for_one(provider: Actor, address: str) -> None:
    client = client_of(provider)
    make_seminar(provider)
    one = queries_of(client, address)
    make_seminar(provider)
    make_seminar(provider)
    assert queries_of(client, address) == one <= BUDGET
    assert queries_of(Client(), LIST) <= BUDGET


def test_a_stranger_reads_facts_and_learns_who_enrols(client: Client) -> None:
    course = make_course(1)
    shown = text(client.get(page(course.seminar)))
    assert "Noch 9 Plätze frei" in shown
    assert "Die Personalstelle Ihrer Kommune meldet Sie an" in shown
    assert course.enrolments[0].lotse.family_name not in shown
    assert "Teilnehmende" not in shown
    assert client.get(f"{LIST}{uuid4()}/").status_code == 404


def test_a_draft_exists_only_for_its_house(client: Client, provider: Actor) -> None:
    draft = make_seminar(provider, published=False)
    assert client.get(page(draft)).status_code == 404
    assert client_of(make_actor(Role.PROVIDER)).get(page(draft)).status_code == 404
    assert "Prüfen und veröffentlichen" in text(client_of(provider).get(page(draft)))


def test_a_cancelled_seminar_says_why(client: Client, provider: Actor) -> None:
    seminar = make_seminar(provider)
    services.cancel_seminar(seminar_id=seminar.pk, reason="Leitung erkrankt", actor=provider)
    shown = text(client.get(page(seminar)))
    assert "Das Seminar wurde abgesagt" in shown
    assert "Leitung erkrankt" in shown
    assert "Beschäftigte anmelden" not in shown


# --- Roles ---------------------------------------------------------------------------------------


def test_a_provider_finds_its_seminars_by_what_is_due() -> None:
    course = make_course(1)
    make_seminar(course.trainer, title="Neuer Entwurf", published=False)
    make_seminar(title="Fremdes Seminar")
    client = client_of(course.trainer)
    shown = text(client.get(LIST))
    assert "Neuer Entwurf" in shown
    assert "Fremdes Seminar" not in shown
    assert "Nichts überfällig" in text(client.get(LIST, {"ansicht": "ueberfaellig"}))
    assert "Fremdes Seminar" in text(client.get(LIST, {"ansicht": "angebot"}))
    with clock.at(datetime.combine(course.days[0].held_on + timedelta(days=1), time(9))):
        client = client_of(course.trainer)
        overdue = text(client.get(LIST, {"ansicht": "ueberfaellig"}))
    assert "2 Tage zu bestätigen" in overdue  # today too
    assert "Neuer Entwurf" not in overdue


def test_list_and_attendance_page_count_the_same_days() -> None:
    """On the second day the first is overdue, and both can be confirmed."""
    course = make_course(1)
    with clock.at(datetime.combine(course.days[1].held_on, time(9))):
        client = client_of(course.trainer)
        overdue = text(client.get(LIST, {"ansicht": "ueberfaellig"}))
        sheet = text(client.get(f"{LIST}{course.seminar.pk}/anwesenheit/"))
    assert "2 Tage zu bestätigen" in overdue
    assert "2 Tage zu bestätigen" in sheet


def test_hr_sees_its_own_people_and_the_button(hr: Actor) -> None:
    course = make_course(1)
    person = course.enrolments[0].lotse.family_name
    own = text(client_of(course.cast.hr).get(page(course.seminar)))
    assert "Beschäftigte anmelden" in own
    assert person in own
    other = text(client_of(hr).get(page(course.seminar)))
    assert person not in other
    assert "noch niemand angemeldet" in other


def test_oversight_reaches_persons_through_their_page(office: Actor, ministry: Actor) -> None:
    course = make_course(1)
    person = course.enrolments[0].lotse.family_name
    assert person in text(client_of(office).get(page(course.seminar)))
    shown = text(client_of(ministry).get(page(course.seminar)))
    assert person not in shown
    assert "Einzelfall ansehen" in shown


def test_another_provider_sees_no_participants() -> None:
    course = make_course(1)
    shown = text(client_of(make_actor(Role.PROVIDER)).get(page(course.seminar)))
    assert course.enrolments[0].lotse.family_name not in shown
    assert "Teilnehmende" not in shown


def test_the_page_asks_as_often_for_three_people_as_for_one() -> None:
    counts = []
    for people in (1, 3):
        course = make_course(people)
        counts.append(queries_of(client_of(course.trainer), page(course.seminar)))
    assert counts[0] == counts[1] <= BUDGET


def test_the_stages_of_a_running_seminar(provider: Actor) -> None:
    seminar = make_seminar(provider)
    first: date = seminar.days.order_by("number")[0].held_on
    for day, wanted in (
        (seminar.enrol_until + timedelta(days=1), "Anmeldung beendet"),
        (first, "heute"),
    ):
        with clock.at(datetime.combine(day, time(12))):
            assert wanted in text(client_of(provider).get(page(seminar)))
