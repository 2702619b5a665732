"""Back and Reload at a check page: the browser never has to show an error page of its own."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visiting
from tests.factories.seminars import make_course, make_vouchers_for
from tests.factories.vouchers import make_grant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_back_and_reload_find_the_check_page_of_an_enrolment(visit: Visiting) -> None:
    course = make_course(0)
    make_grant(course.cast, cents=300_00)
    make_vouchers_for(course.cast, 1)
    window = visit(course.cast.hr)
    page = window.open(f"/seminare/{course.seminar.pk}/anmelden/")
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    check = page.get_by_role("heading", name="Prüfen und anmelden")
    expect(check).to_be_visible()
    page.reload()
    expect(check).to_be_visible()
    window.check()
    page.get_by_role("link", name="Seminare").first.click()
    page.go_back()
    expect(check).to_be_visible()
    page.get_by_role("link", name="Auswahl ändern").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.go_back()
    page.get_by_role("button", name="Verbindlich anmelden").click()
    done = page.get_by_role("heading", name="Anmeldung eingegangen")
    expect(done).to_be_visible()
    page.go_back()
    expect(done).to_be_visible()  # what was checked has happened
