"""The pages on which the office enters, and others read, earlier qualifications."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.people import panels, services
from lotsen.people.models import Lotse, PriorQualification, ProofFile, Qualification
from tests.factories.accounts import client_of, make_actor, make_user
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification
from tests.factories.prior import PDF, PNG, make_prior

pytestmark = pytest.mark.django_db

NEW = "/personen/qualifizierung-nachtragen/"


@pytest.fixture
def kommune() -> Kommune:
    return make_kommune("Musterdorf")


@pytest.fixture
def lotse(kommune: Kommune) -> Lotse:
    return make_lotse(kommune)


@pytest.fixture
def clerk(office: Actor) -> Client:
    return client_of(office)


@pytest.fixture(autouse=True)
def _no_sections_of_other_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels._registry, "_panels", [])


@pytest.fixture
def prior(lotse: Lotse, kommune: Kommune, office: Actor) -> PriorQualification:
    return make_prior(lotse, kommune, office)


def course(kommune: Kommune, **values: str) -> dict[str, str]:
    return {
        "token": str(uuid4()),
        "kind": "basis",
        "completed_on": "4.5.2020",
        "kommune": kommune.key,
        "funding": "ohne",
        "organisation": "Musterakademie",
        "proof": "Bescheinigung vom 05.05.2020",
        "remark": "",
        **values,
    }


def newcomer(kommune: Kommune, **values: str) -> dict[str, str]:
    return course(kommune) | {
        "given_name": "Muster",
        "family_name": "Neuling",
        "email": "neuling@kommune.example",
        "elsewhere": "",
        **values,
    }


def submit(client: Client, path: str, data: dict[str, Any], content: bytes = b"") -> Any:
    files = {"file": SimpleUploadedFile("Scan.pdf", content)} if content else {}
    return client.post(path, data | {"step": "submit"} | files)


def test_form_check_page_entry(clerk: Client, lotse: Lotse, kommune: Kommune) -> None:
    path = f"/personen/{lotse.pk}/qualifizierung-nachtragen/"
    form = clerk.get(path).content.decode()
    assert kommune.label in form
    data = course(kommune)
    answer = clerk.post(path, data | {"step": "check"})
    check = clerk.get(answer["Location"]).content.decode()
    assert "Prüfen und nachtragen" in check
    assert "Lotse ohne Förderung" in check
    assert not Qualification.objects.exists()
    done = submit(clerk, path, data, PDF)
    again = submit(clerk, path, data, PDF)
    made = PriorQualification.objects.get()
    assert done["Location"] == again["Location"] == f"/personen/nachtraege/{made.pk}/"
    page = clerk.get(done["Location"]).content.decode()
    assert "Scan.pdf" in page
    assert "Musterakademie" in page
    assert clerk.get(answer["Location"])["Location"] == done["Location"]


def test_a_bad_scan_keeps_the_answers(clerk: Client, lotse: Lotse, kommune: Kommune) -> None:
    path = f"/personen/{lotse.pk}/qualifizierung-nachtragen/"
    answer = submit(clerk, path, course(kommune), b"<html>")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "PDF-, JPEG- oder PNG-Datei" in page
    assert "Musterakademie" in page
    assert not Qualification.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"completed_on": "1.1.2018"}, "November 2018"),
        ({"completed_on": "1.1.2099"}, "Zukunft"),
        ({"kind": "x"}, "angebotenen"),
        ({"proof": ""}, "Bitte füllen Sie"),
        ({"kommune": ""}, "Bitte geben Sie eine Kommune an"),
        ({"token": "x"}, "laden Sie die Seite neu"),
        ({"kind": "aufbau"}, "setzt eine abgeschlossene"),
    ],
)
def test_bad_answers_are_told(
    clerk: Client, lotse: Lotse, kommune: Kommune, values: dict[str, str], sentence: str
) -> None:
    path = f"/personen/{lotse.pk}/qualifizierung-nachtragen/"
    answer = submit(clerk, path, course(kommune) | values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Qualification.objects.exists()


def test_a_second_basis_is_a_conflict(
    clerk: Client, prior: PriorQualification, kommune: Kommune
) -> None:
    path = f"/personen/{prior.lotse_id}/qualifizierung-nachtragen/"
    answer = submit(clerk, path, course(kommune, completed_on="1.3.2021"))
    assert answer.status_code == 409


def test_a_new_person(clerk: Client, kommune: Kommune) -> None:
    assert kommune.label in clerk.get(f"{NEW}?kommune={kommune.key}").content.decode()
    assert clerk.get(f"{NEW}?kommune=unsinn").status_code == 200
    data = newcomer(kommune)
    check = clerk.get(clerk.post(NEW, data | {"step": "check"})["Location"]).content.decode()
    assert "Gibt es diese Person schon?" not in check
    first, second = submit(clerk, NEW, data), submit(clerk, NEW, data)
    assert first["Location"] == second["Location"]
    assert Lotse.objects.get().full_name == "Muster Neuling"


def test_a_known_address_leads_to_its_person(clerk: Client, lotse: Lotse, kommune: Kommune) -> None:
    answer = submit(clerk, NEW, newcomer(kommune, email=lotse.email))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Diese Adresse gehört {lotse.full_name}" in page
    assert f"/personen/{lotse.pk}/" in page
    assert Lotse.objects.count() == 1


@pytest.mark.parametrize("others", [1, 2])
def test_the_same_name_is_pointed_out(clerk: Client, kommune: Kommune, others: int) -> None:
    for _ in range(others):
        make_lotse(kommune, family_name="Neuling")
    make_lotse(make_kommune("Nachbardorf"), family_name="Neuling")
    answer = clerk.post(NEW, newcomer(kommune) | {"step": "check"})
    page = clerk.get(answer["Location"]).content.decode()
    assert "Gibt es diese Person schon?" in page
    assert ("ist schon jemand" if others == 1 else "sind schon 2 Personen") in page


def test_a_person_known_there_gets_the_entry(clerk: Client, lotse: Lotse, kommune: Kommune) -> None:
    data = newcomer(kommune, family_name=lotse.family_name, email=lotse.email)
    assert submit(clerk, NEW, data).status_code == 302
    assert PriorQualification.objects.get().lotse == lotse


def test_files_are_added_later(clerk: Client, prior: PriorQualification) -> None:
    path = f"/personen/nachtraege/{prior.pk}/nachweis/"
    assert clerk.get(path).status_code == 302
    assert clerk.post(path, {}).status_code == 422
    for _ in range(2):
        answer = clerk.post(path, {"file": SimpleUploadedFile("a.png", PNG)})
        assert answer.status_code == 302
    file = ProofFile.objects.get()
    content = clerk.get(f"/personen/nachweise/{file.pk}/")
    assert content.content == PNG
    assert content["Content-Disposition"].startswith("attachment")


@pytest.fixture
def proof(clerk: Client, prior: PriorQualification) -> ProofFile:
    path = f"/personen/nachtraege/{prior.pk}/nachweis/"
    clerk.post(path, {"file": SimpleUploadedFile("Scan.pdf", PDF)})
    return ProofFile.objects.get()


def test_hr_and_the_lotse_see_it(
    prior: PriorQualification, proof: ProofFile, kommune: Kommune, office: Actor
) -> None:
    hr = client_of(make_actor(Role.HR, kommune.organisation))
    page = hr.get(f"/personen/{prior.lotse_id}/").content.decode()
    for text in ("nachgetragen", "Musterakademie", "Scan.pdf", "ohne Förderung"):
        assert text in page
    assert "qualifizierung-nachtragen" not in page
    entry = hr.get(f"/personen/nachtraege/{prior.pk}/").content.decode()
    assert "Zurücknehmen" not in entry
    assert "Datei hochladen" not in entry
    user = make_user()
    services.link_user(lotse=prior.lotse, user=user, actor=office)
    own = client_of(make_actor(Role.LOTSE, kommune.organisation, user))
    page = own.get("/personen/meine-daten/").content.decode()
    assert "Scan.pdf" in page
    assert f"/nachtraege/{prior.pk}" not in page
    for reader in (hr, own):
        assert reader.get(f"/personen/nachweise/{proof.pk}/").content == PDF


def test_strangers_find_nothing(prior: PriorQualification, proof: ProofFile) -> None:
    other = make_kommune("Nachbardorf").organisation
    hr, lotse = client_of(make_actor(Role.HR, other)), client_of(make_actor(Role.LOTSE, other))
    assert hr.get(f"/personen/nachtraege/{prior.pk}/").status_code == 404
    for reader in (hr, lotse):
        assert reader.get(f"/personen/nachweise/{proof.pk}/").status_code == 404
    ministry = client_of(make_actor(Role.MINISTRY))
    page = ministry.get(f"/personen/nachtraege/{prior.pk}/").content.decode()
    assert f"/personen/nachweise/{proof.pk}/" not in page
    assert ministry.get(f"/personen/nachweise/{proof.pk}/").status_code == 403


def test_withdrawing_asks_for_a_reason(clerk: Client, prior: PriorQualification) -> None:
    path = f"/personen/nachtraege/{prior.pk}/zuruecknehmen/"
    assert "Verbindlich zurücknehmen" in clerk.get(path).content.decode()
    assert clerk.post(path, {"reason": " "}).status_code == 422
    for _ in range(2):
        assert clerk.post(path, {"reason": "Verwechslung"}).status_code == 302
    assert clerk.post(path, {"reason": "Anders"}).status_code == 409
    page = clerk.get(f"/personen/nachtraege/{prior.pk}/").content.decode()
    assert "Verwechslung" in page
    assert "Datei hochladen" not in page
    person = clerk.get(f"/personen/{prior.lotse_id}/").content.decode()
    assert "Noch keine abgeschlossene Qualifizierung" in person
    assert f"/personen/nachtraege/{prior.pk}/" in person


def test_what_rests_on_it_is_named_before_and_after(
    clerk: Client, prior: PriorQualification, kommune: Kommune
) -> None:
    make_qualification(prior.lotse, kommune, kind="aufbau")
    path = f"/personen/nachtraege/{prior.pk}/zuruecknehmen/"
    page = clerk.get(path).content.decode()
    assert "Darauf beruht das Aufbauprogramm" in page
    assert "Verbindlich zurücknehmen" not in page
    answer = clerk.post(path, {"reason": "Verwechslung"})
    assert answer.status_code == 409
    assert "Darauf beruht das Aufbauprogramm" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_person_costs_the_same_for_any_number_of_entries(
    clerk: Client,
    lotse: Lotse,
    kommune: Kommune,
    office: Actor,
    rows: int,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    for number in range(rows):
        day = date(2021, 1, number + 1)
        made = make_prior(lotse, kommune, office, kind="inhouse", completed_on=day)
        scan = services.read_scan(filename="a.pdf", content=PDF)
        services.add_proof(prior_id=made.pk, scan=scan, actor=office)
    # session, user, memberships; person, employment, qualifications; entries, files,
    # qualifications again, withdrawn ones; timeline
    with django_assert_num_queries(11):
        page = clerk.get(f"/personen/{lotse.pk}/").content.decode()
    assert page.count("a.pdf") == rows
