"""The office uploads a file, looks at the differences, applies them and takes them back."""

import html
import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kommunen.enums import ChangeGroup, UploadState
from kommunen.files import read_official
from kommunen.models import Kommune, RegistryEdition, RegistryUpload
from kommunen.queries import current_edition
from kommunen.queries.editions import registry_as_edition
from kommunen.services.receiving import read_upload
from lotsen.core import jobs
from lotsen.core.actor import Actor
from lotsen.core.models import Job
from tests.factories.accounts import client_of
from tests.factories.bad_files import zipped
from tests.factories.editions import summed
from tests.factories.gv100 import gv100ad
from tests.factories.kommunen import make_landkreis
from tests.factories.registry import (
    make_staged_edition,
    upload_edition,
)

pytestmark = pytest.mark.django_db

FORM = {
    "population_as_of": "31.12.2025",
    "population_base": "Zensus 2022",
    "area_as_of": "31.12.2024",
}
NOTES = (
    "Die Bevölkerungsangaben basieren für alle Bundesländer auf dem Stichtag 31.12.2024 (ZENSUS"
    " 2022).\r\n\r\nDie Flächenangaben basieren alle Bundesländer auf dem Stichtag 31.12.2023.\r\n"
).encode()


def file_of(content: bytes, name: str = "GV100AD_31082026.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def uploaded(client: Client, content: bytes) -> RegistryUpload:
    response = client.post(reverse("kommunen:edition-upload"), FORM | {"file": file_of(content)})
    upload = RegistryUpload.objects.latest("uploaded_at")
    assert response.headers["Location"] == reverse("kommunen:edition-file", args=[upload.pk])
    return upload


def test_a_clerk_takes_a_file_over_and_back(village: Kommune, office: Actor) -> None:
    client = client_of(office)
    known = registry_as_edition(date(2026, 8, 31))
    renamed = replace(known.places[village.key], name="Musterstadt", population=6_000)
    kreis = known.places["08999000"]
    kreis = replace(kreis, population=11_000)
    places = known.places | {renamed.key: renamed, kreis.key: kreis}
    upload = uploaded(client, gv100ad(replace(known, places=places)))
    page = client.get(reverse("kommunen:edition-file", args=[upload.pk])).content.decode()
    assert "Wird bearbeitet" in page
    jobs.run(Job.objects.get(kind="registry.read").pk)
    upload.refresh_from_db()
    edition = upload.edition
    assert edition is not None
    response = client.get(reverse("kommunen:edition-file", args=[upload.pk]))
    assert response.headers["Location"] == reverse("kommunen:edition", args=[edition.pk])
    page = client.get(response.headers["Location"]).content.decode()
    assert "Umbenannt (1)" in page
    assert "Musterdorf" in page
    assert "Musterstadt" in page
    assert groups_of(upload) >= {ChangeGroup.NAME, ChangeGroup.POPULATION}
    response = client.post(
        reverse("kommunen:edition-apply", args=[edition.pk]),
        {"groups": [*groups_of(upload)], "effective_on": "1.9.2026", "acknowledged": "on"},
        follow=True,
    )
    assert "Das Verzeichnis zeigt jetzt den Gebietsstand 31.08.2026." in response.content.decode()
    assert Kommune.objects.get(key=village.key).name == "Musterstadt"
    assert current_edition() == edition
    client.post(reverse("kommunen:edition-undo", args=[edition.pk]))
    assert Kommune.objects.get(key=village.key).name == "Musterdorf"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "leer"), (b"<html></html>", "Webseite"), (b"x" * 30, "keine Zeile hat 220")],
)
def test_a_bad_file_says_why_and_changes_nothing(
    village: Kommune, office: Actor, content: bytes, reason: str
) -> None:
    client = client_of(office)
    upload = uploaded(client, content)
    read_upload(upload_id=upload.pk)
    page = client.get(reverse("kommunen:edition-file", args=[upload.pk])).content.decode()
    assert reason in page
    assert "nichts geändert" in page
    assert RegistryUpload.objects.get().state == UploadState.REFUSED
    assert Job.objects.get(kind="registry.read").attempts == 0


def test_the_dates_come_from_the_notes_in_the_archive(village: Kommune, office: Actor) -> None:
    client, path = client_of(office), reverse("kommunen:edition-upload")
    page = client.get(path).content.decode()
    assert "das Verzeichnis zeigt den 31.12.2023" in page  # said, never filled in
    assert 'value="31.12.2023"' not in page
    content = zipped({"GV100AD.txt": b"x", "GV100AD_Hinweise.txt": NOTES})
    response = client.post(path, {"file": file_of(content, "GV100AD.zip")})
    assert response.status_code == 302
    upload = RegistryUpload.objects.get()
    assert (upload.population_as_of, upload.population_base, upload.area_as_of) == (
        date(2024, 12, 31),
        "Zensus 2022",
        date(2023, 12, 31),
    )
    response = client.post(path, FORM | {"file": file_of(content, "GV100AD.zip")})
    assert response.status_code == 422
    assert "Die Hinweise im ZIP nennen den 31.12.2024." in response.content.decode()
    response = client.post(path, {"file": file_of(gv100ad(registry_as_edition(date(2026, 8, 31))))})
    assert response.status_code == 422
    assert response.content.decode().count("Bitte geben Sie ein Datum ein.") == 4
    assert RegistryUpload.objects.count() == 1


def test_no_file_and_a_huge_file_are_refused_at_the_field(village: Kommune, office: Actor) -> None:
    client, path = client_of(office), reverse("kommunen:edition-upload")
    response = client.post(path, FORM)
    assert (
        response.status_code,
        "Bitte wählen Sie eine Datei aus." in response.content.decode(),
    ) == (422, True)
    response = client.post(path, FORM | {"file": file_of(b"x" * 5_000_001)})
    assert response.status_code == 422
    assert "größer als 5 MB" in response.content.decode()
    assert not RegistryUpload.objects.exists()


def test_a_dissolved_kommune_needs_its_successor(village: Kommune, office: Actor) -> None:
    client = client_of(office)
    known = registry_as_edition(date(2026, 8, 31))
    places = {key: place for key, place in known.places.items() if key != village.key}
    upload = uploaded(client, gv100ad(replace(known, places=places)))
    read_upload(upload_id=upload.pk)
    upload.refresh_from_db()
    assert upload.edition is not None
    path = reverse("kommunen:edition-apply", args=[upload.edition.pk])
    chosen = {
        "groups": [ChangeGroup.DISSOLVED],
        "effective_on": "1.9.2026",
        "acknowledged": "on",
    }
    response = client.post(path, chosen)
    assert response.status_code == 422
    assert "Bitte nennen Sie die Nachfolgerin von Musterdorf." in response.content.decode()
    assert f'href="#id_successor_{village.key}"' in response.content.decode()
    field = f"successor_{village.key}"
    response = client.post(path, chosen | {field: "Gibtsnicht"})
    assert response.status_code == 422
    assert "keine Kommune" in response.content.decode()
    client.post(path, chosen | {field: "Nebendorf"})
    village.refresh_from_db()
    assert village.successor is not None
    assert village.successor.name == "Nebendorf"


def groups_of(upload: RegistryUpload) -> set[str]:
    assert upload.edition is not None
    return set(upload.edition.changes.values_list("group", flat=True))


def applied_with(client: Client, upload: RegistryUpload, **chosen: object) -> str:
    path = reverse("kommunen:edition-apply", args=[upload.edition_id])
    fields = {"effective_on": "1.9.2026", "acknowledged": "on", **chosen}
    response = client.post(path, fields, follow=True)
    return html.unescape(response.content.decode())


def test_nothing_chosen_is_nothing_applied(village: Kommune, office: Actor) -> None:
    client, base = client_of(office), current_edition()
    upload = make_staged_edition(office)
    page = applied_with(client, upload)
    assert "Bitte wählen Sie aus, was übernommen wird." in page
    assert 'href="#id_groups_0"' in page
    assert current_edition() == base
    page = applied_with(client, upload, groups=[*groups_of(upload)])
    assert "Das Verzeichnis zeigt jetzt den Gebietsstand 31.08.2026." in page


def test_a_file_without_changes_has_nothing_to_choose(village: Kommune, office: Actor) -> None:
    upload = upload_edition(office, summed(registry_as_edition(date(2026, 8, 31))))
    applied_with(client_of(office), upload, groups=[*groups_of(upload)])
    upload = upload_edition(office, registry_as_edition(date(2026, 9, 30)))
    assert groups_of(upload) == set()
    page = applied_with(client_of(office), upload)
    assert "Das Verzeichnis zeigt jetzt den Gebietsstand 30.09.2026." in page


def test_what_is_applied_in_parts_is_called_so(village: Kommune, office: Actor) -> None:
    client, known = client_of(office), registry_as_edition(date(2026, 8, 31))
    place = replace(known.places[village.key], name="Musterstadt", postcode="75418")
    upload = upload_edition(office, replace(known, places=known.places | {place.key: place}))
    page = applied_with(client, upload, groups=["name"])
    assert "Im Übrigen zeigt das Verzeichnis weiter den Gebietsstand 31.08.2025." in page
    assert "Teilweise übernommen am" in page
    page = client.get(reverse("kommunen:editions")).content.decode()
    assert "Das Verzeichnis zeigt Teile des Gebietsstands 31.08.2026, gültig ab 01.09.2026," in page
    assert ", im Übrigen den Gebietsstand 31.08.2025." in page
    assert "teilweise übernommen</td>" in page
    page = client.get(reverse("kommunen:kommune", args=[village.key])).content.decode()
    assert "31.08.2026 (teilweise übernommen), sonst Gebietsstand 31.08.2025" in page


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("31.8.2025", "Gilt ab: Bitte geben Sie einen Tag ab dem 01.09.2025 ein"),
        ("1.1.2030", "Gilt ab: Bitte geben Sie keinen Tag in der Zukunft ein"),
    ],
)
def test_a_day_that_cannot_be_is_said_at_its_field(
    village: Kommune, office: Actor, day: str, sentence: str
) -> None:
    RegistryEdition.objects.update(effective_on=date(2025, 9, 1))
    page = applied_with(
        client_of(office), make_staged_edition(office), groups=["name"], effective_on=day
    )
    assert sentence in " ".join(re.sub("<[^>]*>", "", page).split())
    assert 'href="#id_effective_on"' in page


def test_a_new_successor_needs_the_new_kommunen(village: Kommune, office: Actor) -> None:
    client, known = client_of(office), registry_as_edition(date(2026, 8, 31))
    new = replace(known.places[village.key], key="08999099", ars="089990099099", name="Neudorf")
    places = {key: place for key, place in known.places.items() if key != village.key}
    upload = upload_edition(office, replace(known, places=places | {new.key: new}))
    chosen = {f"successor_{village.key}": "Neudorf"}
    page = applied_with(client, upload, groups=["dissolved"], **chosen)
    assert "Neudorf (08999099) gibt es erst, wenn Sie auch „Neue Kommunen“ auswählen." in page
    assert f'href="#id_successor_{village.key}"' in page
    applied_with(client, upload, groups=["dissolved", "new"], **chosen)
    village.refresh_from_db()
    assert village.successor_id == "08999099"


def test_a_successor_that_moves_is_followed_under_its_new_key(
    village: Kommune, office: Actor
) -> None:
    make_landkreis("Lörrach", "08998", population=10_000)
    client, known = client_of(office), registry_as_edition(date(2026, 8, 31))
    old = next(x for x in known.places.values() if x.name == "Nebendorf")
    moved = replace(old, key="08998099", ars="089980099099")
    gone = {village.key, old.key}
    places = {key: place for key, place in known.places.items() if key not in gone}
    upload = upload_edition(office, replace(known, places=places | {moved.key: moved}))
    chosen = {f"successor_{village.key}": "08998099"}
    page = applied_with(client, upload, groups=["dissolved"], **chosen)
    assert "wenn Sie auch „Wechsel in einen anderen Kreis“ auswählen." in page
    chosen = {f"successor_{village.key}": "Nebendorf"}
    applied_with(client, upload, groups=["dissolved", "moved"], **chosen)
    village.refresh_from_db()
    assert village.successor_id == "08998099"


def test_the_registry_leaves_as_an_official_file(village: Kommune, office: Actor) -> None:
    answer = client_of(office).get(reverse("kommunen:registry-file"))
    assert answer["Content-Disposition"] == 'attachment; filename="GV100AD_31082025_BW.txt"'
    known, read = registry_as_edition(date(2025, 8, 31)), read_official(answer.content)
    assert read.places.keys() == known.places.keys()
    assert read.places[village.key] == known.places[village.key]
    assert {len(line) for line in answer.content.decode("utf-8-sig").splitlines()} == {220}


def test_an_empty_registry_has_no_file(office: Actor) -> None:
    assert client_of(office).get(reverse("kommunen:registry-file")).status_code == 404


def test_a_poll_leads_the_whole_page_to_the_edition(office: Actor, village: Kommune) -> None:
    upload = make_staged_edition(office)
    path = reverse("kommunen:edition-file", args=[upload.pk])
    answer = client_of(office).get(path, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"] == reverse("kommunen:edition", args=[upload.edition_id])


def test_a_damaged_file_is_called_so_also_while_another_waits(
    office: Actor, village: Kommune
) -> None:
    make_staged_edition(office)
    client = client_of(office)
    upload = uploaded(client, b"x" * 30)
    read_upload(upload_id=upload.pk)
    page = client.get(reverse("kommunen:edition-file", args=[upload.pk])).content.decode()
    assert "Ist die Datei beschädigt" in page
    assert "Eine Datei wartet auf Ihre Entscheidung" in page


def test_the_preview_calls_kreise_by_their_names(village: Kommune, office: Actor) -> None:
    make_landkreis("Lörrach", "08998", population=10_000)
    known = registry_as_edition(date(2026, 8, 31))
    kreis = known.places["08998000"]
    moved = replace(known.places[village.key], key="08998099", ars="089980099099", population=5_000)
    places = {key: place for key, place in known.places.items() if key != village.key}
    places |= {moved.key: moved, kreis.key: replace(kreis, seat="Lörrach")}
    upload = upload_edition(office, replace(known, places=places))
    page = client_of(office).get(reverse("kommunen:edition", args=[upload.edition_id]))
    text = page.content.decode()
    assert f">Musterkreis ({village.key})</td>" in text
    assert ">Landkreis Lörrach (08998099)</td>" in text
    assert ">Landkreis Lörrach</th>" in text
    assert "andere Einwohnerzahl: Landkreis Lörrach (5.000 statt 10.000)" in text


def test_the_file_of_the_differences_has_inhabitants_as_numbers(
    office: Actor, village: Kommune
) -> None:
    known = registry_as_edition(date(2026, 8, 31))
    changed = replace(known.places[village.key], name="Musterstadt", population=6_000)
    kreis = replace(known.places["08999000"], population=11_000)
    places = known.places | {changed.key: changed, kreis.key: kreis}
    edition = upload_edition(office, replace(known, places=places)).edition
    assert edition is not None
    address = reverse("kommunen:edition-changes", args=[edition.pk])
    answer = client_of(office).get(address, {"ausgabe": "xlsx"})
    rows = [row[:5] for row in openpyxl.load_workbook(BytesIO(answer.content)).active.values]
    assert ("Umbenannt", village.key, "Musterstadt", "Musterdorf", "Musterstadt") in rows
    assert ("Einwohnerzahl", village.key, "Musterstadt", 5_000, 6_000) in rows
