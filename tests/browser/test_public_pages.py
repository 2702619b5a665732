"""What everybody can see, at both widths, with and without JavaScript."""

import pytest

from tests.browser.conftest import WIDTHS, Visiting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "/",
    "/konto/anmelden/",
    "/konto/anmelden/code/",
    "/konto/passwort/vergessen/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/barriere-melden/",
    "/leichte-sprache/",
    "/gebaerdensprache/",
    "/hilfe/",
    "/lizenzen/",
    "/gibt-es-nicht/",
)


@pytest.mark.parametrize("width", WIDTHS)
def test_public_pages_are_accessible(visit: Visiting, width: int) -> None:
    window = visit(None, width)
    for path in PAGES:
        window.open(path)
        window.check()


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
