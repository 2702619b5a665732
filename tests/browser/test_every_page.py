"""axe, no sideways scrolling and a clean console on every page of the site, at both widths.

Also forms with errors, and typical pages in the dark. Empty lists: `test_empty_lists.py`.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from lotsen.core.roles import Role
from tests.access.scene import Scene
from tests.access.table import EVERYBODY, SIGNED_IN, TABLE
from tests.browser.shared_world import Looking, look, scene, site

__all__ = ["look", "scene", "site"]  # fixtures

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NO_PAGES = {
    "accounts:switch": "only POST",
    "core:job-document": "a file",
    "core:retry-job": "only POST",
    "events:calendar": "a file",
    "events:held": "only POST",
    "events:participants-csv": "a file",
    "kommunen:edition-changes": "a file",
    "kommunen:registry-file": "a file",
    "kommunen:suggestions": "a part of a page",
    "pages:healthz": "for machines",
    "people:prior-add-file": "only POST",
    "people:prior-list-blank": "a file",
    "people:prior-list-discard": "only POST",
    "people:prior-list-record": "only POST",
    "people:proof-file": "a file",
    "pages:search-suggestions": "a part of a page",
    "pages:styleguide": "only in demo mode; tests/browser/test_components.py",
    "demo:calendar": "only in demo mode; tests/browser/test_main_way.py",
    "seminars:all-present": "only POST",
    "seminars:certificate-download": "a file",
    "seminars:progress": "a part of a page",
    "seminars:tick": "only POST",
    "vouchers:claim-csv": "a file",
    "vouchers:claims-csv": "a file",
    "vouchers:contract-document": "a file",
    "vouchers:contract-letter": "a file",
    "vouchers:entries-csv": "a file",
    "vouchers:payment-advice": "a file",
    "vouchers:payment-file-xml": "a file",
    "vouchers:reclaim-letter": "a file",
    "vouchers:sample-csv": "a file",
    "vouchers:totals-csv": "a file",
    "vouchers:year-csv": "a file",
}
TO_ANOTHER_PAGE = {
    "home": "to the overview of the role",
    "account_set_password": "to the change of the password; tests/browser/test_roles.py",
    "account_confirm_login_code": "without a code to the form that sends one",
    "kommunen:edition-apply": "to the comparison, whose form it takes",
    "kommunen:edition-file": "to the comparison, once it is read; test_registry_upload.py",
    "seminars:confirm": "to the sheet",
    "vouchers:decide-day": "to the booking that was reversed",
}
PAGES = sorted(TABLE.keys() - NO_PAGES.keys() - TO_ANOTHER_PAGE.keys())


def roles_of(name: str) -> list[Role | None]:
    """Who may look, visitors first."""
    roles = TABLE[name].roles
    if roles == EVERYBODY:
        return [None, *Role]
    return list(Role) if roles == SIGNED_IN else [Role(role) for role in roles.split()]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible(look: Looking, scene: Scene, name: str) -> None:
    path = reverse(name, kwargs=scene.path_values(TABLE[name].sample))
    for role in roles_of(name):
        window = look(role)
        answer = window.page.goto(window.base + path)
        if answer and answer.status == 200 and window.page.url == window.base + path:
            break
    else:
        pytest.fail(f"nobody gets {path}")
    window.check_at_both_widths()


@pytest.mark.parametrize("name", sorted(NO_PAGES))
def test_what_is_no_page_is_none(scene: Scene, name: str) -> None:
    path = reverse(name, kwargs=scene.path_values(TABLE[name].sample))
    answer = scene.browser(roles_of(name)[0]).get(path)
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    assert not is_page or NO_PAGES[name].startswith("a part")


# --- Forms with errors ----------------------------------------------------------------------------

FORMS = {
    "account_login": (None, "", "Anmelden"),
    "account_request_login_code": (None, "", "Code anfordern"),
    "account_reset_password": (None, "", "E-Mail anfordern"),
    "accounts:invite": (Role.HR, "", "Einladung senden"),
    "people:add": (Role.HR, "", "Eintragen"),
    "people:change-own": (Role.LOTSE, "", "Speichern"),
    "vouchers:contract-form": (Role.HR, "line kind", "Weiter zur Prüfung"),
    "vouchers:contract-reject": (Role.OFFICE, "contract", "Ablehnen"),
    "vouchers:proposal-new": (Role.MINISTRY, "", "Weiter zur Prüfung"),
    "vouchers:closing-new": (Role.MINISTRY, "budget year", "Vorschlagen"),
    "vouchers:claim-new": (Role.PROVIDER, "", "Weiter zur Prüfung"),
    "vouchers:claim-line-refuse": (Role.OFFICE, "claim line", "Position ablehnen"),
    "vouchers:claim-refuse": (Role.OFFICE, "claim", "Ablehnen"),
    "vouchers:claim-return": (Role.MINISTRY, "checked claim", "Zurückgeben"),
    "vouchers:reverse-day": (Role.OFFICE, "decided day", "Buchung stornieren"),
    "vouchers:reclaim-new": (Role.OFFICE, "paid voucher", "Vorschlagen"),
    "vouchers:reclaim-reject": (Role.MINISTRY, "open reclaim", "Ablehnen"),
    "vouchers:rate-new": (Role.MINISTRY, "", "Eintragen"),
    "vouchers:sample-new": (Role.OFFICE, "", "Ziehen"),
    "vouchers:sample-case": (Role.MINISTRY, "sample case", "Vermerk speichern"),
    "vouchers:proposal-reject": (Role.MINISTRY, "proposal", "Ablehnen"),
    "seminars:create": (Role.PROVIDER, "", "Entwurf anlegen"),
    "seminars:cancel": (Role.PROVIDER, "seminar", "Absagen"),
    "seminars:enrol": (Role.HR, "seminar", "Weiter zur Prüfung"),
    "events:create": (Role.ORGANISER, "", "Entwurf anlegen"),
    "events:cancel": (Role.ORGANISER, "event", "Absagen"),
    "events:add-participant": (Role.ORGANISER, "event", "Eintragen"),
}
"""Address: who fills it in, for which sample, and its button."""

EMPTY_ALL = """() => {
  for (const field of document.querySelectorAll("main form[method=post] :is(input, textarea)")) {
    if (field.type === "hidden") continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = false;
    else field.value = "";
  }
}"""


@pytest.mark.parametrize("name", sorted(FORMS))
def test_an_empty_form_says_what_is_missing(look: Looking, scene: Scene, name: str) -> None:
    role, sample, button = FORMS[name]
    window = look(role)
    page = window.open(reverse(name, kwargs=scene.path_values(sample)))
    page.evaluate(EMPTY_ALL)
    page.locator("main form[method=post]").get_by_role("button", name=button).first.click()
    expect(page.locator("#fehler")).to_be_focused()
    assert page.title().startswith("Fehler: ")
    assert_each_error_leads_to_its_field(page)
    window.check_at_both_widths()


def assert_each_error_leads_to_its_field(page: Page) -> None:
    """Every link of the summary names a field that carries its error for screen readers."""
    for link in page.locator("#fehler a").all():
        target = page.locator(str(link.get_attribute("href")))
        expect(target).to_be_attached()
        described = target.evaluate("f => f.closest('[aria-describedby]') !== null")
        assert described, link.inner_text()


# --- In the dark ----------------------------------------------------------------------------------

DARK = {
    "reporting:overview": Role.MINISTRY,
    "seminars:attendance": Role.PROVIDER,
    "vouchers:contract-agree": Role.OFFICE,
    "people:list": Role.HR,
    "account_login": None,
}
SAMPLE = {"seminars:attendance": "begun seminar", "vouchers:contract-agree": "contract"}


@pytest.mark.parametrize("name", sorted(DARK))
def test_pages_are_accessible_in_the_dark(look: Looking, scene: Scene, name: str) -> None:
    window = look(DARK[name])
    window.page.emulate_media(color_scheme="dark")
    window.open(reverse(name, kwargs=scene.path_values(SAMPLE.get(name, ""))))
    window.check_at_both_widths()
    window.page.emulate_media(color_scheme="light")
