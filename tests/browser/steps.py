"""Steps that several journeys walk, each through the pages of the person whose step it is."""

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from lotsen.core.formatting import day
from tests.browser.conftest import Visit
from tests.browser.demo_day import shown_day


def tile(page: Page, label: str) -> tuple[str, str]:
    """What a figure of the overview says, and the address of the list that it opens."""
    link = page.locator(".figure a").filter(has=page.get_by_text(label, exact=True))
    return link.locator(".figure__value").inner_text(), str(link.evaluate("link => link.href"))


def fact(page: Page, label: str) -> str:
    pair = page.locator(".facts > div").filter(has=page.get_by_text(label, exact=True))
    return pair.locator("dd").inner_text()


def cents(shown: str) -> int:
    sign = -1 if shown.startswith(("-", "−")) else 1
    return sign * int(re.sub(r"\D", "", shown))


def turn_to(window: Visit, when: date) -> None:
    page = window.open("/vorfuehrung/")
    page.get_by_label("Heute ist der").fill(day(when))
    page.get_by_role("button", name="Datum stellen", exact=True).click()
    expect(page.get_by_role("link", name=f"Heute: {day(when)}")).to_be_visible()


def grant(proposing: Visit, approving: Visit, amount: str) -> None:
    """One person of the ministry proposes the money, another one approves it."""
    page = proposing.open("/foerdermittel/freigaben/neu/")
    page.get_by_role("radio", name="Bewilligung").check()
    page.get_by_label("Betrag").fill(amount)
    page.get_by_label("Grund").fill("Bewilligungsbescheid vom 1. März")
    proposing.check()
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    page.get_by_role("button", name="Vorschlagen").click()
    approve(approving)


def approve(window: Visit) -> None:
    """The other person finds what waits and books it."""
    page = window.open("/foerdermittel/freigaben/")
    page.locator("tbody").get_by_role("link").first.click()
    page.get_by_role("link", name="Prüfen und freigeben").click()
    window.check()
    page.get_by_role("button", name="Freigeben und buchen").click()
    expect(page.get_by_text("freigegeben").first).to_be_visible()


def publish_seminar(window: Visit, title: str, *, in_days: int = 21) -> None:
    """A seminar of three days, published by the window's provider."""
    page = window.open("/seminare/")
    page.get_by_role("link", name="Seminar anlegen").click()
    with shown_day() as today:
        first = today + timedelta(days=in_days)
    page.get_by_label("Titel").fill(title)
    for number, later in enumerate((0, 1, 7), start=1):
        page.get_by_label(f"Tag {number}", exact=True).fill(day(first + timedelta(days=later)))
    page.get_by_label("Veranstaltungsort").fill("Verwaltungsschule")
    page.get_by_label("Ort (optional)", exact=True).fill("Karlsruhe")
    page.get_by_label("Gebühr je Person").fill("450")
    page.get_by_label("Anmeldung bis").fill(day(first - timedelta(days=7)))
    page.get_by_label("Kostenfreie Abmeldung bis").fill(day(first - timedelta(days=7)))
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_role("link", name="Prüfen und veröffentlichen").click()
    window.check()
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_text("Noch 20 Plätze frei")).to_be_visible()


def submit_contract(window: Visit, people: list[tuple[str, str]], domain: str, shown: str) -> None:
    """HR names new people in a Basis contract; `shown` is the money on the check page."""
    page = window.open("/uebersicht/")
    page.get_by_role("link", name="Weitergabevertrag einreichen").click()
    window.check()
    page.get_by_role("main").get_by_role("link", name="Basisqualifizierung").click()
    page.get_by_label("Bildungsträger", exact=True).select_option(index=1)
    for number, (given, family) in enumerate(people):
        summary = page.get_by_text(f"Neue Person {number + 1}", exact=False)
        person = page.locator("details").filter(has=summary)
        if person.get_attribute("open") is None:
            person.locator("summary").click()
        person.get_by_label("Vorname").fill(given)
        person.get_by_label("Nachname").fill(family)
        person.get_by_label("E-Mail-Adresse").fill(f"{given.lower()}@{domain}")
    window.check()
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    together = "" if len(people) == 1 else "zusammen "
    expect(page.get_by_text(f"über {together}{shown}")).to_be_visible()
    window.check()
    page.get_by_role("button", name="Verbindlich einreichen").click()
    expect(page.get_by_role("heading", name="Vertrag eingereicht")).to_be_visible()


def agree(window: Visit, kommune: str, *, persons: int, shown: str) -> None:
    """The office agrees the contract of a Kommune; `shown` is the money that will be bound."""
    page = window.open("/uebersicht/")
    page.get_by_role("link", name="Verträge prüfen").click()
    row = page.locator("tbody tr").filter(has_text=kommune)
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="Prüfen und vereinbaren").click()
    expect(page.get_by_text(f"{shown} werden gebunden")).to_be_visible()
    window.check()
    page.get_by_role("button", name="Vereinbaren und ausstellen").click()
    expect(page.locator("[data-copy]")).to_have_count(persons)


def skip_to_the_last_day(window: Visit) -> None:
    page = window.open("/vorfuehrung/")
    page.get_by_role("button", name="Datum stellen auf den").click()
    expect(page.get_by_role("link", name="Anwesenheit bestätigen")).to_be_visible()
