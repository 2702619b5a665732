"""A file that comes again, or while another one waits for its decision."""

from datetime import date

import pytest
from django.urls import reverse

from kommunen.models import Kommune, RegistryUpload
from kommunen.queries.editions import registry_as_edition
from kommunen.services.applying import apply_edition
from kommunen.services.receiving import read_upload, receive_file
from kommunen.services.staging import discard_edition
from lotsen.core import clock
from lotsen.core.actor import Actor
from tests.factories.accounts import client_of
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
