"""What strangers meet: a wrong address, the skip link, sign-in without JavaScript."""

import pytest

from tests.browser.conftest import Visiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_address_that_does_not_exist_is_answered_with_an_accessible_page(
    visit: Visiting,
) -> None:
    window = visit(None)
    window.open("/gibt-es-nicht/")
    window.check_at_both_widths()


def test_skip_link_is_the_first_stop_of_the_keyboard(visit: Visiting) -> None:
    page = visit(None).open("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"


def test_sign_in_works_without_javascript(visit: Visiting) -> None:
    window = visit(None, javascript=False)
    page = window.open("/konto/anmelden/")
    page.get_by_label("E-Mail", exact=True).fill("niemand@stelle.example")
    page.get_by_label("Passwort", exact=True).fill("falsch")
    page.get_by_role("button", name="Anmelden", exact=True).click()
    assert page.locator(".kern-alert--danger").is_visible()
