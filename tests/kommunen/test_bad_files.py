"""Damaged and hostile files over the real ways: upload, job and page, and the command.

Whatever somebody hands in: a sentence with the reason, a living worker, an untouched registry.
"""

import re
import time
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from kommunen.enums import UploadState
from kommunen.files import Edition, read_official
from kommunen.files.auszug import LIMITS
from kommunen.models import Kommune, RegistryEdition, RegistryUpload
from kommunen.queries.editions import registry_as_edition
from lotsen.core import jobs
from lotsen.core.actor import Actor
from lotsen.core.enums import JobState
from lotsen.core.middleware import MAX_BODY
from lotsen.core.models import Job
from lotsen.core.xlsx_guard import Limits, WorkbookRefused, check_xlsx
from tests.factories.accounts import client_of
from tests.factories.auszug import auszug
from tests.factories.bad_files import TEXTS, WORKBOOKS, BadFile, in_sheet, parts, zipped
from tests.factories.kommunen import make_kommune, make_landkreis
from tests.factories.registry import make_base_edition

pytestmark = pytest.mark.django_db

UPLOAD = "kommunen:edition-upload"
FORM = {
    "population_as_of": "31.12.2025",
    "population_base": "Zensus 2022",
    "area_as_of": "31.12.2024",
}
CASES = [
    pytest.param(bad, id=name)
    for name, bad in {
        **TEXTS,
        **{f"xlsx: {name}": replace(bad, name="AuszugGV.xlsx") for name, bad in WORKBOOKS.items()},
    }.items()
]


@pytest.fixture
def edition() -> Edition:
    """A small registry as an edition of a later day."""
    make_base_edition()
    kreis = make_landkreis()
    for name in ("Musterdorf", "Nebendorf", "Übersee"):
        make_kommune(name, kreis)
    return registry_as_edition(date(2026, 8, 31))


def hand_in(client: Client, content: bytes, name: str) -> RegistryUpload:
    """Upload at the page, let the job run."""
    file = SimpleUploadedFile(name, content)
    response = client.post(reverse(UPLOAD), FORM | {"file": file})
    assert response.status_code == 302
    upload = RegistryUpload.objects.latest("uploaded_at")
    job = Job.objects.get(kind="registry.read", key=str(upload.pk))
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.last_error) == (JobState.DONE, 1, "")
    upload.refresh_from_db()
    return upload


def facts() -> object:
    return list(Kommune.objects.order_by("key").values()), list(RegistryEdition.objects.values())


@pytest.mark.parametrize("bad", CASES)
def test_the_page_says_why_and_nothing_changes(
    bad: BadFile, edition: Edition, office: Actor
) -> None:
    client, before = client_of(office), facts()
    upload = hand_in(client, bad.make(edition), bad.name)
    assert upload.state == UploadState.REFUSED
    page = client.get(reverse("kommunen:edition-file", args=[upload.pk])).content.decode()
    assert escape(bad.reason) in page
    assert "Am Verzeichnis wurde nichts geändert." in page
    assert facts() == before


@pytest.mark.parametrize("bad", CASES)
def test_without_dates_the_form_says_why_and_asks_for_none(
    bad: BadFile, edition: Edition, office: Actor
) -> None:
    file = SimpleUploadedFile(bad.name, bad.make(edition))
    response = client_of(office).post(reverse(UPLOAD), {"file": file})
    page = response.content.decode()
    assert response.status_code == 422
    assert escape(bad.reason) in page
    assert "Bitte geben Sie ein Datum ein." not in page
    assert not RegistryUpload.objects.exists()


def test_dates_are_not_asked_for_where_no_file_is_chosen(edition: Edition, office: Actor) -> None:
    page = client_of(office).post(reverse(UPLOAD), {}).content.decode()
    assert "Bitte wählen Sie eine Datei aus." in page
    assert "Bitte geben Sie ein Datum ein." not in page


@pytest.mark.parametrize("bad", CASES)
def test_the_command_says_why_and_nothing_changes(
    bad: BadFile, edition: Edition, tmp_path: Path
) -> None:
    file, before = tmp_path / bad.name, facts()
    file.write_bytes(bad.make(edition))
    with pytest.raises(CommandError) as refused:
        call_command("import_gemeindeverzeichnis", str(file))
    assert bad.reason in str(refused.value)
    assert facts() == before


def test_200_megabytes_are_refused_before_they_are_read(edition: Edition, office: Actor) -> None:
    client = client_of(office)
    for length in (MAX_BODY + 1, 200_000_000, 10**40):
        response = client.post(
            reverse(UPLOAD),
            b"",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(length),
        )
        assert response.status_code == 413
        page = response.content.decode()
        assert "Die Datei ist zu groß" in page
        assert "höchstens 5&nbsp;MB" in page
        assert f'href="{reverse(UPLOAD)}"' in page
    assert not RegistryUpload.objects.exists()


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example", "/%09/evil.example"])
def test_the_way_back_from_a_large_file_stays_here(path: str, client: Client) -> None:
    response = client.generic(
        "POST", "/", b"", CONTENT_LENGTH=str(MAX_BODY + 1), PATH_INFO=unquote(path)
    )
    found = re.search('href="([^"]*evil[^"]*)"', response.content.decode())
    assert found is not None
    assert re.match(r"/(?![/\\\s])", found[1])


def test_a_lying_dimension_loses_no_row(edition: Edition, office: Actor) -> None:
    sheet = parts(auszug(edition))["xl/worksheets/sheet2.xml"].decode()
    start = sheet.index("<dimension")
    written = sheet[start : sheet.index("/>", start) + 2]
    for told in ('<dimension ref="A1:B2"/>', '<dimension ref="A1:XFD1048576"/>', ""):
        content = in_sheet(edition, written.encode(), told.encode())
        assert read_official(content).places.keys() == edition.places.keys()


@pytest.mark.parametrize("name", sorted(WORKBOOKS))
def test_the_guard_is_quick(name: str, edition: Edition) -> None:
    """Processor time, not time on the clock: 0.1 seconds is usual, two are the limit."""
    content = WORKBOOKS[name].make(edition)
    begun = time.process_time()
    with suppress(WorkbookRefused):
        check_xlsx(content, LIMITS)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(packed=1_000), "größer als 0 MB"),
        (Limits(cells=10), "mehr als 10 Zellen"),
        (Limits(unpacked=1_000), "stark gepackt"),
        (Limits(members=3), "vielen Teilen"),
        (Limits(rows=10), "über 10 Zeilen"),
        (Limits(columns=3), "oder 3 Spalten"),
    ],
)
def test_every_limit_counts(limits: Limits, reason: str, edition: Edition) -> None:
    check_xlsx(auszug(edition), LIMITS)
    with pytest.raises(WorkbookRefused, match=reason):
        check_xlsx(auszug(edition), limits)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "keine Excel-Datei"),
        (b"PK\x03\x04" + b"x" * 100, "beschädigt"),
        (zipped({"a.txt": b"1"}), "keine Excel-Datei"),
        (zipped({"[Content_Types].xml": b"<x/>", "[content_types].xml": b"<x/>"}), "Dateinamen"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(WorkbookRefused, match=reason):
        check_xlsx(content, Limits())
