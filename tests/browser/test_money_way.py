"""The money in one journey: two Kommunen, three people, from the grant to the end of the year.

Every step goes through the pages, in the window of the person whose step it is. At each stage the
page "Summen" is right to the cent; at the end its export adds up to it, and the ledger is sound.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from lotsen.core.formatting import day, euro
from lotsen.core.roles import Role
from tests.browser.conftest import Visit, Visiting
from tests.browser.demo_day import demo_server, quiet_day, shown_day
from tests.browser.steps import (
    agree,
    approve,
    cents,
    fact,
    grant,
    publish_seminar,
    skip_to_the_last_day,
    submit_contract,
    turn_to,
)
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune
from vouchers.queries.verify import verify

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.time_limit(600),
]

TITLE = "Basisqualifizierung im Frühling"
ANNA, BEN, CARLA = ("Anna", "Beispiel"), ("Ben", "Vorlage"), ("Carla", "Muster")
IBAN = "DE02 1203 0000 0000 2020 51"
ACCOUNTS = (
    "Bewilligt",
    "VE",
    "Verfügbar",
    "Gebunden",
    "Fällig",
    "Angeordnet",
    "Ausgezahlt",
    "Zurückgefordert",
)


@pytest.fixture
def live_server(settings: Any) -> Iterator[LiveServer]:
    with demo_server(settings) as server:
        yield server


@dataclass
class Cast:
    """The windows of everybody who touches the money."""

    town: Visit
    village: Visit
    office: Visit
    provider: Visit
    ministry: Visit
    second: Visit

    def totals(self, **expected: int) -> None:
        """The sums of the page "Summen" in whole euros; what is not named is zero."""
        page = self.ministry.open("/foerdermittel/summen/")
        shown = [cell.strip() for cell in page.locator("tfoot td").all_inner_texts()]
        wanted = [euro(expected.get(account, 0) * 100) for account in ACCOUNTS]
        assert [amount(cell) for cell in shown] == [amount(cell) for cell in wanted], shown


@pytest.fixture
def cast(visit: Visiting) -> Cast:
    """Two Kommunen, a provider, the office and two people of the ministry."""
    town = make_kommune("Musterstadt", population=40_000)
    village = make_kommune("Nebendorf", population=5_000)
    return Cast(
        town=visit(make_actor(Role.HR, town.organisation)),
        village=visit(make_actor(Role.HR, village.organisation)),
        office=visit(make_actor(Role.OFFICE)),
        provider=visit(make_actor(Role.PROVIDER)),
        ministry=visit(make_actor(Role.MINISTRY)),
        second=visit(make_actor(Role.MINISTRY)),
    )


def amount(cell: str) -> int:
    """Cents of a cell; a dash is nothing."""
    return cents(cell) if re.search(r"\d", cell) else 0


def test_from_the_grant_to_the_end_of_the_year(cast: Cast, work: Any) -> None:
    turn_to(cast.ministry, quiet_day())
    grant(cast.ministry, cast.second, "2.000")
    cast.totals(Bewilligt=2_000, Verfügbar=2_000)
    give_bank_account(cast.provider, cast.office)
    publish_seminar(cast.provider, TITLE)
    submit_contract(cast.town, [ANNA, BEN], "musterstadt.example", "600,00 €")
    submit_contract(cast.village, [CARLA], "nebendorf.example", "300,00 €")
    agree(cast.office, "Musterstadt", persons=2, shown="600,00 €")
    agree(cast.office, "Nebendorf", persons=1, shown="300,00 €")
    cast.totals(Bewilligt=2_000, Verfügbar=1_100, Gebunden=900)
    enrol(cast.town, "Anna Beispiel", persons=2)
    enrol(cast.village, "Carla Muster", persons=1)
    skip_to_the_last_day(cast.provider)
    confirm_eight_of_nine_days(cast.provider)
    cast.totals(Bewilligt=2_000, Verfügbar=1_200, Fällig=800)
    reverse_a_day(cast.office)
    cast.totals(Bewilligt=2_000, Verfügbar=1_300, Fällig=700)
    claim(cast.provider)
    check_claim(cast.office)
    order(cast.second)
    cast.totals(Bewilligt=2_000, Verfügbar=1_300, Angeordnet=700)
    pay(cast.ministry)
    work()
    cast.totals(Bewilligt=2_000, Verfügbar=1_300, Ausgezahlt=700)
    advice_is_there(cast.provider)
    close_the_year(cast.ministry, cast.second)
    cast.totals(Bewilligt=700, Ausgezahlt=700)
    export_adds_up(cast.ministry)
    assert verify().problems == []


def give_bank_account(provider: Visit, office: Visit) -> None:
    page = provider.open("/bankverbindung/")
    page.get_by_role("link", name="Bankverbindung angeben").click()
    page.get_by_label("Kontoinhaber").fill("Verwaltungsschule Muster")
    page.get_by_label("IBAN").fill(IBAN)
    provider.check()
    page.get_by_role("button", name="Bankverbindung einreichen").click()
    page = office.open("/bankverbindungen/")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_role("link", name="Prüfen und bestätigen").click()
    office.check()
    page.get_by_role("button", name="Bankverbindung bestätigen").click()
    expect(page.get_by_text("bestätigt").first).to_be_visible()


def enrol(window: Visit, name: str, *, persons: int) -> None:
    page = window.open("/uebersicht/")
    page.get_by_role("link", name=f"{name} zum Seminar anmelden").click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Beschäftigte anmelden").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    for box in page.get_by_role("checkbox").all():
        box.check()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(persons)
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    page.get_by_role("button", name="Verbindlich anmelden").click()
    expect(page.get_by_role("heading", name="Anmeldung eingegangen")).to_be_visible()


def confirm_eight_of_nine_days(window: Visit) -> None:
    """Everybody is there, but one of them misses the second day."""
    page = window.open("/uebersicht/")
    page.get_by_role("link", name="Anwesenheit bestätigen").click()
    boxes = page.locator("input[name=anwesend]")
    for number in (0, 1, 2, 3, 5, 6, 7, 8):
        boxes.nth(number).check()
    expect(page.locator("#speicherstand")).to_contain_text("Alles gespeichert")
    expect(page.locator("#bilanz")).to_contain_text("8 Gutscheintage eingelöst: 800,00 €")
    page.get_by_label("Wer keinen Eintrag hat").check()
    page.get_by_label("Die Angaben entsprechen").check()
    page.get_by_role("button", name="Anwesenheit verbindlich bestätigen").click()
    expect(page.get_by_text("3 Seminartage sind verbindlich bestätigt")).to_be_visible()


def reverse_a_day(window: Visit) -> None:
    """One confirmation was a mistake: the office takes it back and decides the day anew."""
    page = window.open("/foerdermittel/buchungen/?konto=due")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_role("link", name="stornieren").first.click()
    page.get_by_label("Grund").fill("Die Unterschrift gehört zu einem anderen Tag.")
    window.check()
    page.get_by_role("button", name="Buchung stornieren").click()
    page.get_by_role("radio", name=re.compile("^Nicht anwesend")).check()
    page.get_by_role("button", name="Verbindlich buchen").click()
    expect(page.get_by_text("neu entschieden").first).to_be_visible()
    window.check()


def claim(window: Visit) -> None:
    page = window.open("/abrechnungen/neu/")
    assert fact(page, "Zusammen") == euro(700_00)
    page.get_by_label("Ihr Zeichen").fill("R 17")
    window.check()
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    window.check()
    page.get_by_role("button", name="Verbindlich einreichen").click()
    expect(page.get_by_text("AB-").first).to_be_visible()


def check_claim(window: Visit) -> None:
    page = window.open("/abrechnungen/")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_role("link", name="Sachlich prüfen").click()
    window.check()
    page.get_by_role("button", name="Sachlich richtig").click()
    page.get_by_role("link", name="Rechnerisch prüfen").click()
    window.check()
    page.get_by_role("button", name="Rechnerisch richtig").click()
    expect(page.get_by_text("sachlich und rechnerisch richtig").first).to_be_visible()


def order(window: Visit) -> None:
    page = window.open("/abrechnungen/")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_role("link", name="Prüfen und anordnen").click()
    expect(page.get_by_text("DE02 … 2051").first).to_be_visible()
    window.check()
    page.get_by_role("button", name="Auszahlung anordnen").click()
    expect(page.get_by_text("ZA-").first).to_be_visible()


def pay(window: Visit) -> None:
    """The file goes to the bank; what the statement shows is confirmed."""
    page = window.open("/foerdermittel/zahlungen/")
    page.get_by_role("link", name="Zahlungsdatei erstellen").click()
    with shown_day() as today:
        page.get_by_label("Ausführung am").fill(day(next_bank_day(today)))
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    window.check()
    page.get_by_role("button", name="Zahlungsdatei erstellen").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Datei für die Bank laden").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "pain.001.001.09" in text
    assert '<InstdAmt Ccy="EUR">700.00</InstdAmt>' in text
    page.get_by_role("link", name="Als ausgezahlt bestätigen").click()
    page.get_by_label("Ausgezahlt am").fill(day(today))
    page.get_by_role("button", name="Auszahlung bestätigen").click()
    expect(page.get_by_text("ausgezahlt").first).to_be_visible()


def next_bank_day(after: date) -> date:
    """A working day that is no bank holiday, some days ahead."""
    later = after + timedelta(days=1)
    return later if later.weekday() < 5 else next_bank_day(later)


def advice_is_there(window: Visit) -> None:
    page = window.open("/abrechnungen/")
    page.locator("tbody").get_by_role("link").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Zahlungsmitteilung")).first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def close_the_year(proposing: Visit, approving: Visit) -> None:
    with shown_day() as today:
        over = date(today.year + 1, 1, 11)
    turn_to(proposing, over)
    page = proposing.open("/foerdermittel/jahresabschluss/")
    page.get_by_role("main").get_by_role("link", name=str(over.year - 1)).first.click()
    proposing.check()
    page.get_by_role("link", name=re.compile("vorschlagen")).first.click()
    page.get_by_role("radio", name=re.compile("an das Land zurück")).check()
    page.get_by_label("Grund").fill("Erlass zum Jahresabschluss")
    page.get_by_role("button", name="Vorschlagen").click()
    expect(page.get_by_text("wartet auf").first).to_be_visible()
    approve(approving)


def export_adds_up(window: Visit) -> None:
    """The bookings behind the figure "Ausgezahlt", as a file: their cents are the figure."""
    page: Page = window.open("/foerdermittel/summen/")
    window.check_at_both_widths()
    page.locator("tfoot").get_by_role("link", name="700,00 €").last.click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    head = next(number for number, row in enumerate(rows) if any("Betrag" in x for x in row))
    column = next(n for n, name in enumerate(rows[head]) if "Betrag" in name)
    found = [row[column] for row in rows[head + 1 :] if len(row) > column and row[column]]
    assert sum(cents(cell) for cell in found) == 700_00
