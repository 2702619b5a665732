"""The pages about people, as HR, office, reviewers and Lotsen use them."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kommunen.models import Kommune
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.roles import Role
from lotsen.people import panels, services
from lotsen.people.models import Lotse
from tests.factories.accounts import client_of, make_actor, make_user
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification

pytestmark = pytest.mark.django_db

LIST = "/personen/"
ADD = "/personen/neu/"
OWN = "/personen/meine-daten/"
PERSON = {
    "given_name": "Muster",
    "family_name": "Beispiel",
    "email": "muster@kommune.example",
    "phone": "07041 8760",
    "department": "Hauptamt",
}


@pytest.fixture
def kommune() -> Kommune:
    return make_kommune("Musterdorf")


@pytest.fixture
def clerk(kommune: Kommune) -> Client:
    return client_of(make_actor(Role.HR, kommune.organisation))


@pytest.fixture
def lotse(kommune: Kommune) -> Lotse:
    return make_lotse(kommune)


@pytest.fixture(autouse=True)
def _no_sections_of_other_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels._registry, "_panels", [])


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_number_of_rows(
    kommune: Kommune, clerk: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_qualification(make_lotse(kommune), kommune)
    # session, user, memberships; count, people, employments, qualifications; the own Kommune
    with django_assert_num_queries(8):
        page = clerk.get(LIST).content.decode()
    assert page.count("Beispiel-") == rows


def test_person_page_stays_cheap(
    kommune: Kommune,
    clerk: Client,
    lotse: Lotse,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_qualification(lotse, kommune)
    with django_assert_max_num_queries(12):
        page = clerk.get(f"{LIST}{lotse.pk}/").content.decode()
    assert lotse.email in page
    assert "Basisqualifizierung" in page
    assert "Verlauf" in page


def test_empty_list_says_what_to_do(clerk: Client) -> None:
    page = clerk.get(LIST).content.decode()
    assert "Noch niemand eingetragen" in page
    assert f'href="{ADD}"' in page


def test_hr_enters_a_person_once(clerk: Client) -> None:
    for _ in range(2):
        answer = clerk.post(ADD, PERSON)
        lotse = Lotse.objects.get()
        assert answer.status_code == 302
        assert answer["Location"] == f"{LIST}{lotse.pk}/"
    assert "Muster Beispiel ist eingetragen" in clerk.get(answer["Location"]).content.decode()


def test_office_names_the_kommune(kommune: Kommune) -> None:
    office = client_of(make_actor(Role.OFFICE))
    assert office.post(ADD, PERSON).status_code == 422
    assert office.post(ADD, {**PERSON, "kommune": kommune.label}).status_code == 302
    assert Lotse.objects.get().employments.get().kommune == kommune


def test_hr_cannot_enter_people_elsewhere(kommune: Kommune, clerk: Client) -> None:
    other = make_kommune("Nachbardorf")
    clerk.post(ADD, {**PERSON, "kommune": other.key})
    assert Lotse.objects.get().employments.get().kommune == kommune


def test_address_used_elsewhere_is_a_conflict(clerk: Client) -> None:
    make_lotse(make_kommune("Nachbardorf"), email=PERSON["email"], family_name="Verborgen")
    answer = clerk.post(ADD, PERSON)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "kann hier nicht eingetragen werden" in page
    assert "Verborgen" not in page
    assert "Nachbardorf" not in page


@pytest.mark.parametrize(
    "change",
    [
        {"given_name": ""},
        {"family_name": "x" * 5_000},
        {"family_name": "<script>"},
        {"email": "keine-adresse"},
        {"email": "x" * 300 + "@kommune.example"},
        {"email": "a@b@kommune.example"},
        {"phone": "Zentrale"},
        {"department": "x" * 1_000_000},
        dict.fromkeys(PERSON, ""),
    ],
)
def test_bad_input_is_answered_with_sentences(clerk: Client, change: dict[str, str]) -> None:
    answer = clerk.post(ADD, {**PERSON, **change})
    assert answer.status_code == 422
    assert "Bitte prüfen Sie Ihre Eingaben" in answer.content.decode()
    assert not Lotse.objects.exists()


@pytest.mark.parametrize("field", PERSON)
def test_nul_bytes_never_reach_the_database(clerk: Client, field: str) -> None:
    assert clerk.post(ADD, {**PERSON, field: "a\x00b"}).status_code in (400, 422)
    assert not Lotse.objects.exists()


def test_ten_megabytes_are_refused(clerk: Client) -> None:
    assert clerk.post(ADD, {**PERSON, "phone": "1" * 10_000_000}).status_code in (400, 413)


@pytest.mark.parametrize("query", ["seite=abc", "q=%00", "q=" + "x" * 6_000, "q=%25%27", "q=@"])
def test_bad_filters_never_break_the_list(clerk: Client, query: str) -> None:
    assert clerk.get(f"{LIST}?{query}").status_code in (200, 400)


def test_hr_corrects_a_person(clerk: Client, lotse: Lotse) -> None:
    address = f"{LIST}{lotse.pk}/aendern/"
    assert lotse.email in clerk.get(address).content.decode()
    assert clerk.post(address, {**PERSON, "version": "1"}).status_code == 302
    stale = clerk.post(address, {**PERSON, "department": "Bauamt", "version": "1"})
    assert stale.status_code == 409
    assert "wurden inzwischen geändert" in stale.content.decode()
    assert clerk.post(address, {**PERSON, "version": "x"}).status_code == 422
    assert Lotse.objects.get().department == "Hauptamt"


@pytest.mark.parametrize("path", ["", "aendern/"])
def test_foreign_and_unknown_people_are_404(clerk: Client, path: str) -> None:
    foreign = make_lotse(make_kommune("Nachbardorf"))
    assert clerk.get(f"{LIST}{foreign.pk}/{path}").status_code == 404
    assert clerk.get(f"{LIST}{uuid4()}/{path}").status_code == 404
    assert clerk.post(f"{LIST}{foreign.pk}/aendern/", PERSON).status_code == 404


def test_reviewers_read_only(lotse: Lotse, ministry: Actor) -> None:
    client = client_of(ministry)
    page = client.get(f"{LIST}{lotse.pk}/").content.decode()
    assert lotse.email in page
    assert "aendern" not in page
    assert client.get(ADD).status_code == 403
    assert client.get(f"{LIST}{lotse.pk}/aendern/").status_code == 403


def _own_client(lotse: Lotse, kommune: Kommune) -> Client:
    user = make_user()
    services.link_user(lotse=lotse, user=user, actor=SYSTEM)
    return client_of(make_actor(Role.LOTSE, kommune.organisation, user))


def test_lotse_sees_and_corrects_own_contact(lotse: Lotse, kommune: Kommune) -> None:
    client = _own_client(lotse, kommune)
    assert lotse.email in client.get(OWN).content.decode()
    contact: dict[str, Any] = {"email": "neu@kommune.example", "phone": "", "version": 1}
    assert client.post(f"{OWN}aendern/", contact).status_code == 302
    assert Lotse.objects.get().email == "neu@kommune.example"
    assert client.post(f"{OWN}aendern/", contact).status_code == 302  # the same again
    assert client.post(f"{OWN}aendern/", contact | {"phone": "0711 1"}).status_code == 409
    assert client.post(f"{OWN}aendern/", {"email": "", "version": 2}).status_code == 422


def test_login_without_a_person_is_404(kommune: Kommune) -> None:
    client = client_of(make_actor(Role.LOTSE, kommune.organisation))
    assert client.get(OWN).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_hr_takes_the_own_people_along_as_a_file(
    kommune: Kommune, clerk: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    names = ["Beispiel A", "Beispiel B", "Beispiel C"][:rows]
    for name in names:
        person = make_lotse(kommune, family_name=name, department="Hauptamt")
        make_qualification(person, kommune)
    make_lotse(make_kommune("Nachbardorf"), family_name="Verborgen")
    # session, user, memberships; people, employments, qualifications
    with django_assert_num_queries(6):
        text = clerk.get(LIST, {"ausgabe": "csv"}).content.decode("utf-8-sig")
    head, *lines = text.split("\r\n\r\n")[0].splitlines()
    assert head == "Nachname;Vorname;Organisationseinheit;E-Mail-Adresse;Abgeschlossen"
    assert [line.split(";")[0] for line in lines] == names
    assert "Basisqualifizierung" in lines[0]
    assert "Verborgen" not in text
    only = clerk.get(LIST, {"q": "Beispiel A", "ausgabe": "csv"}).content.decode()
    assert only.count("Hauptamt") == 1
    assert "Name oder E-Mail-Adresse: Beispiel A" in only


def test_no_file_of_people_for_those_whose_looking_is_logged(
    kommune: Kommune, lotse: Lotse
) -> None:
    office = client_of(make_actor(Role.OFFICE))
    assert "ausgabe=xlsx" in office.get(LIST).content.decode()
    text = office.get(LIST, {"ausgabe": "csv"}).content.decode("utf-8-sig")
    assert f"{lotse.family_name};{lotse.given_name};{kommune.label};{kommune.key};" in text
    assert lotse.email not in text
    for role in (Role.MINISTRY, Role.AUDITOR):
        reviewer = client_of(make_actor(role))
        assert "ausgabe=" not in reviewer.get(LIST).content.decode()
        answer = reviewer.get(LIST, {"ausgabe": "csv"})
        assert answer.status_code == 403
        assert lotse.family_name not in answer.content.decode()
