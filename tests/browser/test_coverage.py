"""The coverage page in a browser: filters change the map without a new page, and without script."""

import pytest
from playwright.sync_api import expect

from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.browser.conftest import Visiting
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune, make_landkreis
from tests.factories.people import make_lotse, make_qualification

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = "/berichte/abdeckung/"
SUMMARY = "#karte-text"


@pytest.fixture
def ministry(db: None) -> Actor:
    """Two Kreise; one Gemeinde of Böblingen has a Lotse."""
    kreis = make_landkreis("Böblingen", key="08115")
    gemeinde = make_kommune("Aidlingen", landkreis=kreis, key="08115001", ars="081150001001")
    make_qualification(make_lotse(gemeinde), gemeinde)
    make_kommune()
    return make_actor(Role.MINISTRY)


def test_filters_work_by_keyboard_without_a_new_page(visit: Visiting, ministry: Actor) -> None:
    window = visit(ministry)
    page = window.open(PAGE)
    expect(page.locator(SUMMARY)).to_contain_text("von zusammen 4 Kommunen")
    page.evaluate("window.stayed = true")
    page.get_by_label("Kreis", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(SUMMARY)).to_contain_text("von zusammen 2 Kommunen")
    assert "kreis=08115" in page.url
    expect(page.get_by_label("Kreis", exact=True)).to_be_focused()
    expect(page.locator("svg.map title").first).to_have_text("Aidlingen: Lotse")
    assert page.locator("svg.map, svg.tiles").locator("a, [tabindex]").count() == 0
    assert page.evaluate("window.stayed")
    page.get_by_label("Stichtag").fill("gestern")
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("Nicht beachtet, weil die Angabe nicht passt: Stichtag.")
    ).to_be_visible()
    window.check_at_both_widths()
    page.go_back()
    expect(page.locator(SUMMARY)).to_contain_text("von zusammen 2 Kommunen")


def test_without_script_the_button_does_the_same(visit: Visiting, ministry: Actor) -> None:
    page = visit(ministry, javascript=False).open(PAGE)
    page.get_by_label("Kreis", exact=True).select_option("08115")
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator(SUMMARY)).to_contain_text("von zusammen 2 Kommunen")
    page.get_by_role("link", name="Ganz Baden-Württemberg zeigen").click()
    expect(page.locator(SUMMARY)).to_contain_text("von zusammen 4 Kommunen")


def test_paper_shows_what_was_asked_and_hides_the_filter(visit: Visiting, ministry: Actor) -> None:
    page = visit(ministry).open(f"{PAGE}?kreis=08115")
    page.emulate_media(media="print")
    expect(page.locator("form.filter")).to_be_hidden()
    expect(page.locator(".coverage-stand")).to_contain_text("Kreis: Landkreis Böblingen")
    expect(page.locator("svg.map")).to_be_visible()
    expect(page.get_by_text("© GeoBasis-DE / BKG 2017")).to_be_visible()
