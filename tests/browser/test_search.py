"""The search by keyboard, with suggestions and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WIDTHS, Visiting
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse
from tests.factories.vouchers import Cast, make_cast, make_contract

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIELD = "Name, Nummer oder Schlüssel"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_kommune("Mühlacker")
    make_lotse(cast.kommune, given_name="Erika", family_name="Mühlmuster")
    return cast


def type_in(page: Page, text: str) -> None:
    box = page.get_by_role("combobox", name=FIELD)
    box.press_sequentially(text)
    page.get_by_role("option").first.wait_for()


@pytest.mark.parametrize("width", WIDTHS)
def test_suggestions_in_groups_follow_the_keyboard(visit: Visiting, cast: Cast, width: int) -> None:
    window = visit(cast.office, width)
    page = window.open("/uebersicht/")
    type_in(page, "muhl")
    expect(page.get_by_role("group", name="Kommunen")).to_be_visible()
    expect(page.get_by_role("group", name="Personen")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Vorschläge")).to_have_text(
        "2 Vorschläge in 2 Gruppen"
    )
    window.check()
    page.keyboard.press("ArrowUp")
    box = page.get_by_role("combobox", name=FIELD)
    marked = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert "Mühlmuster, Erika" in marked.inner_text()
    window.check()
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kommunen/0*/")


def test_enter_without_a_choice_opens_the_results(visit: Visiting, cast: Cast) -> None:
    window = visit(cast.office)
    page = window.open("/uebersicht/")
    type_in(page, "muhl")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Suche", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Mühlmuster, Erika")).to_be_visible()
    expect(page.get_by_role("combobox", name=FIELD)).to_have_value("muhl")
    window.check_at_both_widths()


def test_a_whole_number_needs_no_javascript(visit: Visiting, cast: Cast) -> None:
    contract = make_contract(cast)
    page = visit(cast.office, javascript=False).open("/uebersicht/")
    page.get_by_label(FIELD).fill(f"{contract.number.lower().replace('-', ' ')}.")
    page.get_by_role("button", name="Suchen").first.click()
    page.wait_for_url(f"**/vertraege/{contract.pk}/")


def test_an_empty_result_is_accessible(visit: Visiting) -> None:
    window = visit(None)
    window.open("/suche/?q=qqqqxx")
    window.check_at_both_widths()
    window.open("/suche/")
    window.check_at_both_widths()
