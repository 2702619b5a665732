"""A list of earlier qualifications: read, previewed, entered as a whole or not at all."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.db import violated_constraint
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.xlsx_export import workbook
from lotsen.people.models import Lotse, PriorList, PriorQualification, Qualification
from lotsen.people.prior_files import COLUMNS, read_list
from lotsen.people.services import record_list, withdraw_prior
from tests.factories.accounts import client_of
from tests.factories.kommunen import make_kommune, make_landkreis
from tests.factories.people import make_lotse, make_qualification
from tests.factories.prior import make_list

pytestmark = pytest.mark.django_db

LISTS = "/personen/nachtraege/listen/"
HEADS = tuple(COLUMNS.values())


@pytest.fixture
def kommune() -> Kommune:
    return make_kommune("Musterdorf")


@pytest.fixture
def clerk(office: Actor) -> Client:
    return client_of(office)


def row(kommune: Kommune, /, **values: Any) -> tuple[Any, ...]:
    told = {
        "kommune": kommune.key,
        "family_name": "Neuling",
        "given_name": "Muster",
        "email": "neuling@kommune.example",
        "kind": "Basis",
        "completed_on": "04.05.2020",
        "funding": "nein",
        "organisation": "Musterakademie",
        "proof": "Bescheinigung vom 05.05.2020",
        **values,
    }
    return tuple(told[name] for name in COLUMNS)


def csv_of(*rows: tuple[Any, ...], encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(";".join(map(str, cells)) for cells in (HEADS, *rows)).encode(encoding)


def upload(client: Client, content: bytes, name: str = "Liste.csv") -> Any:
    return client.post(LISTS, {"file": SimpleUploadedFile(name, content)})


def text(response: Any) -> str:
    return str(response.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def test_upload_preview_entered(clerk: Client, kommune: Kommune) -> None:
    known = make_lotse(kommune)
    answer = upload(
        clerk,
        csv_of(
            row(kommune),
            row(kommune, kind="Aufbauprogramm", completed_on="2021-03-01", funding="ja"),
            row(kommune, family_name=known.family_name, email="", kommune="Musterdorf"),
        ),
    )
    path = answer["Location"]
    assert upload(clerk, csv_of(row(kommune))).status_code == 302  # another list
    page = text(clerk.get(path))
    for part in ("3 Qualifizierungen werden nachgetragen", "1 Person wird neu eingetragen"):
        assert part in page
    assert known.email in page
    assert not Qualification.objects.exists()
    for _ in range(2):
        assert clerk.post(f"{path}eintragen/")["Location"] == path
    assert PriorQualification.objects.count() == 3
    assert Lotse.objects.get(email="neuling@kommune.example").qualifications.count() == 2
    done = PriorList.objects.get(pk=path.split("/")[-2])
    assert set(done.rows[0]) == {"number", "prior", "outcome"}
    page = text(clerk.get(path))
    assert "Eingetragene Liste" in page
    assert "Neuling, Muster" in page


def test_the_same_file_twice_changes_nothing(
    clerk: Client, kommune: Kommune, office: Actor
) -> None:
    content = csv_of(row(kommune))
    path = upload(clerk, content)["Location"]
    assert upload(clerk, content, "Anders.csv")["Location"] == path
    clerk.post(f"{path}eintragen/")
    assert upload(clerk, content)["Location"] == path
    prior = PriorQualification.objects.get()
    again = upload(clerk, content + b"\r\n")["Location"]
    assert "1 Zeile steht schon so da und ändert nichts" in text(clerk.get(again))
    assert "Keine Qualifizierung wird nachgetragen" in text(clerk.get(again))
    page = text(clerk.get(again))
    assert "Sie können diese Liste nur verwerfen." in page
    assert "Verbindlich eintragen" not in page
    assert f'action="{again}verwerfen/"' in page
    assert clerk.post(f"{again}eintragen/").status_code == 302  # a page of before
    assert PriorQualification.objects.get() == prior
    withdraw_prior(prior_id=prior.pk, reason="Verwechslung", actor=office)
    assert "zurückgenommen" in text(clerk.get(path))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"kommune": "Nirgendwo"}, "Zu dieser Eingabe gibt es keine Kommune"),
        ({"completed_on": "31.02.2020"}, "Tag.Monat.Jahr"),
        ({"completed_on": "01.01.2018"}, "November 2018"),
        ({"completed_on": "01.01.2099"}, "Zukunft"),
        ({"kind": "Kurs"}, "Bitte tragen Sie Basis, Aufbau oder Inhouse ein."),
        ({"kind": ""}, "Bitte tragen Sie Basis, Aufbau oder Inhouse ein."),
        ({"kind": "Aufbau"}, "setzt eine abgeschlossene"),
        ({"funding": "vielleicht"}, "Förderung: Bitte tragen Sie ja oder nein ein."),
        ({"proof": ""}, "Bitte füllen Sie"),
        ({"family_name": "<b>"}, "lateinische Buchstaben"),
        ({"email": "unsinn"}, "vollständige E-Mail-Adresse"),
        ({"email": ""}, "noch nicht eingetragen"),
    ],
)
def test_mistakes_are_told_row_by_row(
    clerk: Client, kommune: Kommune, values: dict[str, str], sentence: str
) -> None:
    good = row(kommune, email="zweite@kommune.example", family_name="Zweite")
    answer = upload(clerk, csv_of(good, row(kommune, **values)))
    page = text(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert "Die Liste hat 1 Fehler" in page
    assert ">3</th>" in page
    assert not PriorList.objects.exists()
    assert not Lotse.objects.exists()


def test_what_is_known_otherwise_is_a_mistake(clerk: Client, kommune: Kommune) -> None:
    lotse = make_lotse(kommune)
    make_qualification(lotse, kommune)
    own = {"family_name": lotse.family_name, "email": lotse.email}
    namesake = {"family_name": "Doppelt"}
    for _ in range(2):
        make_lotse(kommune, **namesake)
    page = text(
        upload(
            clerk,
            csv_of(
                row(kommune, **own, completed_on="01.03.2021"),
                row(kommune, **namesake, email=""),
                row(kommune, email=lotse.email),
            ),
        )
    )
    assert "Mehrere Personen heißen so" in page
    assert f"Diese Adresse gehört {lotse.full_name}" in page
    page = text(upload(clerk, csv_of(row(kommune, **own, completed_on="01.03.2021"))))
    assert "bereits abgeschlossen" in page


def test_of_several_kommunen_the_key_is_asked_for(clerk: Client) -> None:
    for kreis in ("08997", "08996"):
        make_kommune("Altheim", landkreis=make_landkreis(f"Kreis {kreis}", kreis))
    page = text(upload(clerk, csv_of(row(make_kommune("Musterdorf"), kommune="Altheim"))))
    assert "Mehrere Kommunen passen dazu: Altheim (" in page
    assert "Bitte tragen Sie den Schlüssel ein." in page


def test_all_mistakes_are_told_at_once_in_the_order_of_the_rows(
    clerk: Client, kommune: Kommune
) -> None:
    lotse = make_lotse(kommune)
    make_qualification(lotse, kommune)
    known = {"family_name": lotse.family_name, "email": lotse.email, "completed_on": "01.03.2021"}
    advanced = row(kommune, kind="Aufbau", completed_on="01.03.2021")
    answer = upload(
        clerk,
        csv_of(row(kommune, **known), row(kommune, proof=""), row(kommune, **known), advanced),
    )
    page = text(answer)
    assert "Die Liste hat 3 Fehler" in page
    assert [int(number) for number in re.findall(r">(\d+)</th>", page)] == [2, 3, 4]
    assert page.count("bereits abgeschlossen") == 2
    assert "setzt eine abgeschlossene" not in page  # row 3 says what is missing


def test_many_mistakes_are_counted(clerk: Client, kommune: Kommune) -> None:
    bad = row(kommune, proof="")
    assert "Und 1 weiterer Fehler." in text(upload(clerk, csv_of(*[bad] * 51)))
    assert "Und 2 weitere Fehler." in text(upload(clerk, csv_of(*[bad] * 52)))


def test_all_rows_or_none(clerk: Client, kommune: Kommune) -> None:
    second = row(kommune, email="zweite@kommune.example", family_name="Zweite")
    path = upload(clerk, csv_of(row(kommune), second))["Location"]
    lotse = make_lotse(kommune, family_name="Zweite", email="zweite@kommune.example")
    make_qualification(lotse, kommune, completed_on=date(2021, 3, 1))
    answer = clerk.post(f"{path}eintragen/")
    assert answer.status_code == 409
    assert "Zeile 3: Diese Person hat die Basisqualifizierung bereits" in text(answer)
    assert not PriorQualification.objects.exists()
    assert Lotse.objects.get() == lotse
    for _ in range(2):
        assert clerk.post(f"{path}verwerfen/")["Location"] == LISTS
    assert not PriorList.objects.exists()
    assert clerk.get(path).status_code == 404


def test_a_kommune_that_is_gone_meanwhile_is_said(kommune: Kommune, office: Actor) -> None:
    """An edition that brought it was taken back; nothing else held it yet."""
    waiting = make_list(kommune, office)
    kommune.delete()
    with pytest.raises(Conflict, match=r"Zeile 2: Musterdorf .* steht nicht mehr"):
        record_list(list_id=waiting.pk, actor=office)
    assert not Lotse.objects.exists()


def test_an_entered_list_is_not_discarded(clerk: Client, kommune: Kommune) -> None:
    path = upload(clerk, csv_of(row(kommune)))["Location"]
    clerk.post(f"{path}eintragen/")
    assert clerk.post(f"{path}verwerfen/").status_code == 409


def test_excel_keeps_keys_and_days(clerk: Client, kommune: Kommune) -> None:
    cells = row(kommune, kommune=int(kommune.key), completed_on=date(2020, 5, 4))
    content = workbook("Frühere Qualifizierungen", HEADS, [cells])
    path = upload(clerk, content, "Liste.xlsx")["Location"]
    assert "04.05.2020" in text(clerk.get(path))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_blank_list_is_read_as_it_is(clerk: Client, kind: str) -> None:
    content = clerk.get(f"{LISTS}vorlage/?ausgabe={kind}").content
    with pytest.raises(DomainError, match="steht keine Zeile"):
        read_list(content)


def test_old_excel_writes_another_encoding(kommune: Kommune) -> None:
    [found] = read_list(csv_of(row(kommune, family_name="Müßig"), encoding="cp1252"))
    assert found.texts["family_name"] == "Müßig"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leer"),
        (b"<!doctype html><html>", "weder eine CSV"),
        (b"\x00\x01", "weder eine CSV"),
        (b"Name;Ort\r\na;b", "fehlen Spalten"),
        (b"PK\x03\x04 [Content_Types].xml", "beschädigt"),
        (csv_of(*[("x",) * len(HEADS)] * 101), "101 Zeilen"),
        (b"x" * 1_000_001, "1 MB"),
    ],
)
def test_other_files_are_refused(clerk: Client, content: bytes, sentence: str) -> None:
    answer = upload(clerk, content)
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_the_database_knows_a_file_once_and_who_entered_it(
    clerk: Client, kommune: Kommune, office: Actor
) -> None:
    upload(clerk, csv_of(row(kommune)))
    found = PriorList.objects.get()

    def again(**values: Any) -> None:
        told = {"sha256": "0" * 64, "uploaded_by_id": office.user_id, "uploaded_at": clock.now()}
        with transaction.atomic():
            PriorList.objects.create(**{**told, **values})

    for values, constraint in (
        ({"sha256": found.sha256}, "prior_list_once"),
        ({"recorded_at": clock.now()}, "prior_list_recorded_by_somebody"),
    ):
        with pytest.raises(IntegrityError) as error:
            again(**values)
        assert violated_constraint(error.value) == constraint
