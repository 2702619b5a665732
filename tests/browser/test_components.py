"""The parts of all pages, looked at once: wide, narrow, dark, in high contrast, by keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Route

from tests.browser.conftest import WIDTHS, Visiting
from tests.factories.kommunen import make_kommune

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def demo_mode(settings: Any) -> None:
    settings.DEMO_MODE = True


@pytest.mark.parametrize("width", [*WIDTHS, 320])
@pytest.mark.parametrize("path", ["/stil/", "/stil/?fehler=1"])
def test_every_component_is_accessible(visit: Visiting, path: str, width: int) -> None:
    window = visit(None, width)
    window.open(path)
    window.check()


def test_components_are_accessible_in_the_dark(visit: Visiting) -> None:
    window = visit(None)
    window.page.emulate_media(color_scheme="dark")
    window.open("/stil/?fehler=1")
    window.check()


def test_errors_get_the_focus_and_lead_to_their_field(visit: Visiting) -> None:
    page = visit(None).open("/stil/?fehler=1")
    assert page.title().startswith("Fehler: ")
    assert page.evaluate("document.activeElement.id") == "fehler"
    page.get_by_role("link", name="Format: Bitte wählen Sie etwas aus.").click()
    assert page.evaluate("document.activeElement.id") == "id_kind_0"


def test_the_menu_of_the_phone_opens_by_keyboard_and_closes_by_escape(visit: Visiting) -> None:
    page = visit(None, 390).open("/hilfe/")
    menu = page.locator(".site-menu > summary")
    menu.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Kommunen", exact=True).first.is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".site-menu[open]").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_suggestions_follow_the_keyboard(visit: Visiting) -> None:
    make_kommune(name="Mühlacker")
    window = visit(None, 390)
    page = window.open("/kommunen/")
    box = page.get_by_role("combobox").first
    box.press_sequentially("muhl")
    page.get_by_role("option").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    marked = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert "Mühlacker" in marked.inner_text()
    window.check()
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/kommunen/0*/")


def test_a_form_is_sent_once_however_often_the_button_is_pressed(visit: Visiting) -> None:
    page = visit(None).open("/konto/anmelden/")
    sent: list[str] = []

    def stay_here(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)  # no content: the browser stays on the page

    page.route("**/konto/anmelden/", stay_here)
    button = page.locator("main form button").first
    button.evaluate("(button) => { button.click(); button.click(); }")
    page.wait_for_timeout(300)
    assert sent == ["POST"]
    assert button.get_attribute("aria-disabled") == "true"
