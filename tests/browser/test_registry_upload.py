"""After an upload the page waits for the worker, and then is the page of the edition."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import FilePayload, expect

from kommunen.queries.editions import registry_as_edition
from lotsen.core.roles import Role
from tests.browser.conftest import Visiting
from tests.factories.accounts import make_actor
from tests.factories.gv100 import gv100ad
from tests.factories.kommunen import make_kommune
from tests.factories.registry import make_base_edition

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_poll_ends_on_the_page_of_the_edition(
    visit: Visiting, work: Callable[[], None]
) -> None:
    village = make_kommune("Musterdorf")
    make_base_edition()
    known = registry_as_edition(date(2026, 8, 31))
    renamed = replace(known.places[village.key], name="Musterstadt")
    content = gv100ad(replace(known, places=known.places | {village.key: renamed}))
    window = visit(make_actor(Role.OFFICE))
    page = window.open("/kommunen/verzeichnis/hochladen/")
    window.check_at_both_widths()
    file = FilePayload(name="GV100AD.txt", mimeType="text/plain", buffer=content)
    page.get_by_label("Datei").set_input_files(file)
    page.get_by_label("Stand der Einwohnerzahlen").fill("31.12.2025")
    page.get_by_label("Basis der Einwohnerzahlen").fill("Zensus 2022")
    page.get_by_label("Stand der Flächen").fill("31.12.2024")
    page.get_by_role("button", name="Hochladen und vergleichen").click()
    expect(page.get_by_text("Wird bearbeitet")).to_be_visible()
    work()
    expect(page).not_to_have_url(re.compile("/dateien/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Gebietsstand 31.08.2026")
    assert page.locator("main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    window.check_at_both_widths()
