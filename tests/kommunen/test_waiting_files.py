"""A file that comes again, or while another one waits for its decision."""

from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from kommunen.enums import UploadState
from kommunen.files import Edition
from kommunen.models import Kommune, RegistryUpload
from kommunen.queries.editions import registry_as_edition, staged_edition
from kommunen.services.applying import apply_edition
from kommunen.services.receiving import keep_file, read_upload, receive_file
from kommunen.services.staging import discard_edition, stage_edition
from lotsen.core import clock, jobs
from lotsen.core.actor import SYSTEM, Actor
from lotsen.core.models import Job
from tests.factories.accounts import client_of
from tests.factories.bad_files import zipped
from tests.factories.editions import summed
from tests.factories.gv100 import gv100ad
from tests.factories.registry import DATES, make_staged_edition, upload_edition

pytestmark = pytest.mark.django_db


def test_the_same_file_again_says_what_became_of_it(office: Actor, village: Kommune) -> None:
    def page_of(upload: RegistryUpload) -> str:
        path = reverse("kommunen:edition-file", args=[upload.pk])
        return client.get(path, follow=True).content.decode()

    client, known = client_of(office), registry_as_edition(date(2026, 8, 31))
    first = upload_edition(office, known)
    assert "Diese Datei ist schon" not in page_of(first)
    assert "schon gelesen und wartet" in page_of(upload_edition(office, known))
    assert first.edition_id is not None
    apply_edition(edition_id=first.edition_id, effective_on=clock.today(), actor=office)
    page = page_of(upload_edition(office, known))
    today = f"{clock.today():%d.%m.%Y}"
    assert f"Diese Datei ist schon übernommen, am {today}; es gibt keine Unterschiede." in page


def test_the_upload_names_the_file_that_waits(office: Actor, village: Kommune) -> None:
    client, path = client_of(office), reverse("kommunen:edition-upload")
    empty = client.get(path).content.decode()
    assert "Onlineprodukt_Gemeinden" in empty
    assert "wartet auf Ihre Entscheidung" not in empty
    waiting = make_staged_edition(office)
    link = f'href="{reverse("kommunen:edition", args=[waiting.edition_id])}"'
    page = client.get(path).content.decode()
    assert "wartet auf Ihre Entscheidung" in page
    assert link in page


def test_a_file_whose_turn_it_is_not_is_not_called_damaged(office: Actor, village: Kommune) -> None:
    client, waiting = client_of(office), make_staged_edition(office)
    assert waiting.edition is not None
    link = f'href="{reverse("kommunen:edition", args=[waiting.edition_id])}"'
    other = upload_edition(office, registry_as_edition(date(2026, 9, 30)))
    address = reverse("kommunen:edition-file", args=[other.pk])
    page = client.get(address).content.decode()
    assert "Vor ihr wartet aber die Datei mit dem Gebietsstand 31.08.2026" in page
    assert link in page
    assert "beschädigt" not in page
    listed = client.get(reverse("kommunen:editions")).content.decode()
    assert "noch nicht verglichen: Zuerst ist über die Datei mit dem Gebietsstand" in listed

    discard_edition(edition_id=waiting.edition.pk, actor=office)
    page = client.get(address).content.decode()
    assert (
        "sie ist inzwischen verworfen. Bitte laden Sie diese Datei jetzt noch einmal hoch" in page
    )
    assert link in page
    another = upload_edition(office, registry_as_edition(date(2026, 10, 31)))
    page = client.get(address).content.decode()
    assert "Zurzeit wartet eine weitere Datei." in page
    assert f'href="{reverse("kommunen:edition", args=[another.edition_id])}"' in page


@pytest.mark.parametrize(("content", "reason"), [(b"", "leer"), (b"<html></html>", "Webseite")])
def test_the_fault_of_a_file_comes_before_its_turn(
    village: Kommune, office: Actor, content: bytes, reason: str
) -> None:
    make_staged_edition(office)
    bad = receive_file(content=content, filename="GV100AD.txt", dates=DATES, actor=office)
    refused = read_upload(upload_id=bad.pk)
    assert reason in refused.problems[0]
    assert "Zuerst" not in refused.problems[0]


def packed_otherwise(edition: Edition) -> list[tuple[str, bytes]]:
    """The text file in an archive, and in the other encoding."""
    text = gv100ad(edition)
    return [
        ("GV100AD.zip", zipped({"GV100AD.txt": text})),
        ("GV100AD.txt", text.decode("utf-8-sig").encode("latin-1")),
    ]


def test_the_same_edition_in_another_packing_is_known(office: Actor, village: Kommune) -> None:
    client, known = client_of(office), summed(registry_as_edition(date(2026, 8, 31)))
    first = upload_edition(office, known).edition
    assert first is not None
    apply_edition(edition_id=first.pk, effective_on=clock.today(), actor=office)
    for filename, content in packed_otherwise(known):
        upload = receive_file(content=content, filename=filename, dates=DATES, actor=office)
        jobs.run(Job.objects.get(kind="registry.read", key=str(upload.pk)).pk)
        upload.refresh_from_db()
        assert (upload.state, upload.edition) == (UploadState.STAGED, first)
        assert upload.file.sha256 != first.sha256
        assert staged_edition() is None
        path = reverse("kommunen:edition-file", args=[upload.pk])
        page = client.get(path, follow=True).content.decode()
        today = f"{clock.today():%d.%m.%Y}"
        assert f"Der Inhalt dieser Datei ist schon übernommen, am {today}; es gibt keine" in page
    waiting = make_staged_edition(office)
    assert waiting.state == UploadState.STAGED, "other files have their turn"
    again = upload_edition(office, known)
    assert again.edition == first, "what the registry shows need not wait for its turn"


def test_a_newer_gebietsstand_without_changes_is_decided(office: Actor, village: Kommune) -> None:
    known = summed(registry_as_edition(date(2026, 8, 31)))
    staged = stage_edition(
        file=keep_file(content=gv100ad(known), filename="GV100AD.txt"), dates=DATES, actor=SYSTEM
    )
    base = apply_edition(edition_id=staged.pk, effective_on=clock.today(), actor=SYSTEM)
    for filename, content in packed_otherwise(known):
        again = receive_file(content=content, filename=filename, dates=DATES, actor=office)
        assert read_upload(upload_id=again.pk).edition == base
    base.refresh_from_db()
    assert base.uploaded_by is None, "a command handed it in"
    newer = upload_edition(office, replace(known, as_of=date(2026, 9, 30))).edition
    assert newer == staged_edition()
    assert newer != base


def test_the_command_names_no_changes_of_what_is_shown(
    office: Actor, village: Kommune, tmp_path: Path
) -> None:
    known = registry_as_edition(date(2026, 8, 31))
    renamed = replace(known.places[village.key], name="Musterstadt")
    known = summed(replace(known, places=known.places | {village.key: renamed}))
    said = []
    for filename, content in [("GV100AD.txt", gv100ad(known)), *packed_otherwise(known)]:
        file, out = tmp_path / filename, StringIO()
        file.write_bytes(content)
        call_command("import_gemeindeverzeichnis", str(file), stdout=out)
        said.append(out.getvalue())
    assert "Musterdorf → Musterstadt" not in said[1]
    assert "Umbenannt: 1" in said[0]
    assert [text.strip() for text in said[1:]] == ["Gebietsstand 31.08.2026\nKeine Änderungen."] * 2
    assert staged_edition() is None
