"""The main job in one journey: contract, vouchers, seminar, attendance, certificate, event.

Every step goes through the pages, in the window of the person whose step it is. After each one
the ministry's overview is right to the cent, and each figure opens a list with the same sum.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.core.formatting import euro
from lotsen.core.roles import Role
from tests.browser.conftest import Visit, Visiting
from tests.browser.demo_day import demo_server, quiet_day, shown_day
from tests.browser.steps import (
    agree,
    cents,
    fact,
    grant,
    publish_seminar,
    skip_to_the_last_day,
    submit_contract,
    tile,
    turn_to,
)
from tests.factories.accounts import make_actor
from tests.factories.events import make_event
from tests.factories.kommunen import make_kommune

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_limit(600),
]

TITLE = "Basisqualifizierung im Frühling"
ANNA, BEN = ("Anna", "Beispiel"), ("Ben", "Vorlage")
Working = Callable[[], None]


@pytest.fixture
def live_server(settings: Any) -> Iterator[LiveServer]:
    with demo_server(settings) as server:
        yield server


@dataclass
class Way:
    """The windows of everybody on the way."""

    kommune: Kommune
    hr: Visit
    office: Visit
    provider: Visit
    ministry: Visit
    second: Visit
    organiser: Visit
    organiser_actor: Actor
    shown: dict[str, str] = field(default_factory=dict)

    def money(self, granted: int, committed: int, redeemed: int, available: int) -> None:
        """The ministry's four figures in whole euros, and the lists behind those that moved."""
        page = self.ministry.open("/uebersicht/")
        expected = {
            "Bewilligt": granted,
            "Gebunden": committed,
            "Eingelöst": redeemed,
            "Verfügbar": available,
        }
        tiles = {label: tile(page, label) for label in expected}
        shown = {label: value for label, (value, _) in tiles.items()}
        assert shown == {label: euro(euros * 100) for label, euros in expected.items()}
        moved = [label for label in tiles if shown[label] != self.shown.get(label)]
        self.shown = shown
        for label in moved:
            page.goto(tiles[label][1])
            assert fact(page, "Summe") == shown[label], label
            cells = page.locator("tbody td:last-child").all_inner_texts()
            assert sum(cents(cell) for cell in cells) == expected[label] * 100, label


@pytest.fixture
def way(visit: Visiting) -> Way:
    """Two sides, a provider, an organiser and one Stadt with three funded places."""
    kommune = make_kommune("Musterstadt", population=40_000)
    organiser = make_actor(Role.ORGANISER)
    return Way(
        kommune=kommune,
        hr=visit(make_actor(Role.HR, kommune.organisation)),
        office=visit(make_actor(Role.OFFICE)),
        provider=visit(make_actor(Role.PROVIDER)),
        ministry=visit(make_actor(Role.MINISTRY)),
        second=visit(make_actor(Role.MINISTRY)),
        organiser=visit(organiser),
        organiser_actor=organiser,
    )


def test_from_the_contract_to_the_certificate_and_the_event(
    way: Way, visit: Visiting, work: Working
) -> None:
    turn_to(way.ministry, quiet_day())
    way.money(0, 0, 0, 0)
    grant(way.ministry, way.second, "1.000")
    way.money(1_000, 0, 0, 1_000)
    publish_seminar(way.provider, TITLE)
    submit_contract(way.hr, [ANNA, BEN], "musterstadt.example", "600,00 €")
    way.money(1_000, 0, 0, 1_000)
    agree(way.office, "Musterstadt", persons=2, shown="600,00 €")
    way.money(1_000, 600, 0, 400)
    enrol(way.hr)
    way.money(1_000, 600, 0, 400)
    skip_to_the_last_day(way.provider)
    tick_and_confirm(way.provider)
    way.money(1_000, 0, 500, 500)
    work()
    certificate_is_ready(way.provider)
    with shown_day():
        make_event(way.organiser_actor, title="Sommertreffen")
    lotse = visit(None)
    sign_in_by_code(lotse, way.office, "anna@musterstadt.example")
    download_certificate(lotse)
    register_for_event(lotse)
    organiser_sees(way.organiser)
    way.money(1_000, 0, 500, 500)


def enrol(window: Visit) -> None:
    page = window.open("/uebersicht/")
    page.get_by_role("link", name="Anna Beispiel zum Seminar anmelden").click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Beschäftigte anmelden").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    assert fact(page, "Eigenanteil der Kommune") == euro(300_00)
    window.check()
    page.get_by_role("button", name="Verbindlich anmelden").click()
    expect(page.get_by_role("heading", name="Anmeldung eingegangen")).to_be_visible()
    window.check()


def tick_and_confirm(window: Visit) -> None:
    """Anna is there on all three days, Ben misses the second."""
    page = window.open("/uebersicht/")
    page.get_by_role("link", name="Anwesenheit bestätigen").click()
    boxes = page.locator("input[name=anwesend]")
    for number in (0, 1, 2, 3, 5):
        boxes.nth(number).check()
    expect(page.locator("#speicherstand")).to_contain_text("Alles gespeichert")
    expect(page.locator("#bilanz")).to_contain_text("5 Gutscheintage eingelöst: 500,00 €")
    page.get_by_label("Wer keinen Eintrag hat").check()
    page.get_by_label("Die Angaben entsprechen").check()
    window.check()
    page.get_by_role("button", name="Anwesenheit verbindlich bestätigen").click()
    expect(page.get_by_text("3 Seminartage sind verbindlich bestätigt")).to_be_visible()


def certificate_is_ready(window: Visit) -> None:
    """The page asks by itself until the worker is done."""
    expect(window.page.get_by_text("Zertifikate: 1 von 1 fertig")).to_be_visible()
    window.check()


def sign_in_by_code(window: Visit, reader: Visit, address: str) -> None:
    """No mail leaves the demonstration: a colleague reads the code in the outbox."""
    page = window.open("/konto/anmelden/")
    page.get_by_role("link", name="Code per E-Mail anfordern").click()
    page.get_by_label("E-Mail").fill(address)
    page.get_by_role("button", name="Code anfordern").click()
    outbox = reader.open(f"/postausgang/?q={address}")
    outbox.get_by_role("link", name="Ihr Code zum Anmelden").first.click()
    text = outbox.locator(".mail-text").inner_text()
    found = re.search(r"lautet:\s+(\S+)", text)
    assert found, text
    page.get_by_label("Code").fill(found[1])
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.get_by_role("heading", name="Übersicht")).to_be_visible()


def download_certificate(window: Visit) -> None:
    window.check()
    with window.page.expect_download() as download:
        window.page.get_by_role("link", name=re.compile("^DL-")).click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def register_for_event(window: Visit) -> None:
    page = window.open("/uebersicht/")
    page.get_by_role("link", name="Für das Vernetzungsevent anmelden").click()
    page.get_by_role("link", name="Anmelden", exact=True).click()
    page.get_by_role("button", name="Verbindlich anmelden").click()
    expect(page.get_by_role("heading", name="Sie sind angemeldet")).to_be_visible()


def organiser_sees(window: Visit) -> None:
    page = window.open("/uebersicht/")
    page.get_by_role("link", name=re.compile("^Sommertreffen")).click()
    expect(page.get_by_role("link", name="Beispiel, Anna")).to_be_visible()
    window.check()
