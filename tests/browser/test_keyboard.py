"""The main job by keyboard alone: Tab, Space, Enter and arrows; the focus is always seen."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from lotsen.core import clock
from lotsen.seminars.models import Attendance, Enrolment
from tests.browser.conftest import Visiting
from tests.factories.events import make_event, make_lotse_actor
from tests.factories.people import make_lotse
from tests.factories.seminars import make_course, make_seminar
from tests.factories.vouchers import make_cast, make_contract, make_grant, make_vouchers
from vouchers.models import TransferContract, Voucher

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_STOPS = 90
IS_FOCUSED = "element => element === document.activeElement"
FOCUS_IS_SEEN = """() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const parts = [element, element.parentElement];
  const styles = parts.flatMap((part) =>
    [null, "::before", "::after"].map((pseudo) => getComputedStyle(part, pseudo)));
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  const marked = styles.some((style) => outlined(style) || style.boxShadow !== "none");
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return marked && inside ? "" : element.outerHTML.slice(0, 160);
}"""


def reach(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus; wherever it stops on the way, it is seen."""
    expect(target).to_be_attached()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_IS_SEEN) == ""
        if target.evaluate(IS_FOCUSED):
            return
    pytest.fail(f"no way to {target}")


def press(page: Page, role: str, name: str) -> None:
    """Go to a link or button, press it, and arrive at the next page."""
    reach(page, page.get_by_role(role, name=name).first)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, label: str, text: str) -> None:
    reach(page, page.get_by_label(label).locator("visible=true").first)
    page.keyboard.type(text)


def to_content(page: Page) -> None:
    """The first Tab of a page is the link that skips the header."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_hr_submits_a_contract(visit: Visiting) -> None:
    cast = make_cast()
    page = visit(cast.hr).open("/uebersicht/")
    to_content(page)
    press(page, "link", "Weitergabevertrag einreichen")
    press(page, "link", "Basisqualifizierung")
    expect(page.get_by_role("heading", name="Weitergabevertrag anlegen")).to_be_visible()
    to_content(page)
    reach(page, page.get_by_label("Bildungsträger", exact=True))
    page.keyboard.press("ArrowDown")
    fill(page, "Vorname", "Anna")
    fill(page, "Nachname", "Beispiel")
    fill(page, "E-Mail-Adresse", "anna@musterstadt.example")
    press(page, "button", "Weiter zur Prüfung")
    expect(page.get_by_text("1 Gutschein über 300,00 €")).to_be_visible()
    press(page, "button", "Verbindlich einreichen")
    expect(page.get_by_role("heading", name="Vertrag eingereicht")).to_be_visible()
    assert TransferContract.objects.get().persons.count() == 1


def test_the_office_agrees(visit: Visiting) -> None:
    cast = make_cast()
    make_grant(cast)
    contract = make_contract(cast, 2)
    page = visit(cast.office).open("/uebersicht/")
    to_content(page)
    press(page, "link", "Verträge prüfen")
    expect(page.get_by_role("heading", name="Weitergabeverträge")).to_be_visible()
    press(page, "link", contract.number)
    press(page, "link", "Prüfen und vereinbaren")
    press(page, "button", "Vereinbaren und ausstellen")
    expect(page.locator("[data-copy]")).to_have_count(2)
    assert Voucher.objects.count() == 2


def test_hr_enrols_two_people(visit: Visiting) -> None:
    cast = make_cast()
    make_grant(cast)
    make_vouchers(cast, 2)
    make_lotse(cast.kommune)
    seminar = make_seminar(cast.trainer)
    page = visit(cast.hr).open(f"/seminare/{seminar.pk}/")
    to_content(page)
    press(page, "link", "Beschäftigte anmelden")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    reach(page, page.get_by_role("checkbox").first)
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    press(page, "button", "Weiter zur Prüfung")
    press(page, "button", "Verbindlich anmelden")
    expect(page.get_by_role("heading", name="Anmeldung eingegangen")).to_be_visible()
    assert Enrolment.objects.count() == 2


def test_the_provider_ticks_and_confirms(visit: Visiting) -> None:
    with clock.at(clock.now() - timedelta(days=60)):
        course = make_course(1, first_in=40)
    page = visit(course.trainer).open("/uebersicht/")
    to_content(page)
    press(page, "link", "Anwesenheit bestätigen")
    expect(page.locator("#speicherstand")).to_contain_text("sofort gespeichert")
    for box in page.locator("input[name=anwesend]").all():
        reach(page, box)
        page.keyboard.press("Space")
    expect(page.locator("#speicherstand")).to_contain_text("Alles gespeichert")
    reach(page, page.get_by_label("Die Angaben entsprechen"))
    page.keyboard.press("Space")
    press(page, "button", "Anwesenheit verbindlich bestätigen")
    expect(page.get_by_text("3 Seminartage sind verbindlich bestätigt")).to_be_visible()
    assert Attendance.objects.filter(present=True).count() == 3


def test_a_lotse_registers_for_an_event(visit: Visiting) -> None:
    make_event(title="Sommertreffen")
    _, actor = make_lotse_actor()
    page = visit(actor, 390).open("/uebersicht/")
    to_content(page)
    press(page, "link", "Für das Vernetzungsevent anmelden")
    press(page, "link", "Anmelden")
    press(page, "button", "Verbindlich anmelden")
    expect(page.get_by_role("heading", name="Sie sind angemeldet")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/uebersicht/", "/vertraege/neu/basis/", "/seminare/", "/kommunen/"]
)
def test_the_keyboard_is_never_trapped(visit: Visiting, path: str) -> None:
    page = visit(make_cast().hr).open(path)
    reach(page, page.get_by_role("link", name="Lizenzen"))
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Gebärdensprache")).to_be_focused()
