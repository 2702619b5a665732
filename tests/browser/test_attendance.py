"""The attendance sheet in a real browser: thumb, mouse, bad Wi-Fi and no JavaScript at all."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lotsen.core import clock
from lotsen.seminars.models import Attendance, DayConfirmation
from tests.browser.conftest import WIDTHS, Visiting
from tests.factories.seminars import Course, make_course

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def past_course(people: int = 3) -> Course:
    """A seminar whose three days are over and wait for the confirmation."""
    with clock.at(clock.now() - timedelta(days=60)):
        return make_course(people, first_in=40)


def address(course: Course) -> str:
    return f"/seminare/{course.seminar.pk}/anwesenheit/"


def boxes(page: Page) -> list[bool]:
    return [box.is_checked() for box in page.locator("input[name=anwesend]").all()]


def stored() -> list[bool]:
    marks = Attendance.objects.order_by("enrolment__lotse__sort_key", "day__number")
    return [mark.present for mark in marks]


@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_ticks_are_saved_at_once_and_move_the_sums(visit: Visiting, width: int) -> None:
    course = past_course()
    window = visit(course.trainer, width)
    page = window.open(address(course))
    expect(page.locator("[data-save]")).to_be_hidden()
    window.check()
    first = page.locator("input[name=anwesend]").first
    first.check()
    expect(page.locator("#speicherstand")).to_contain_text("Alles gespeichert")
    expect(page.locator("#summe-1")).to_have_text("1 von 3")
    expect(page.locator(".outcome").filter(has_text="1 von 3 Tagen")).to_have_count(1)
    expect(page.locator("#bilanz")).to_contain_text("1 Gutscheintag")
    assert stored() == [True]
    window.check()
    box = first.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24


def test_ticks_survive_a_lost_network_and_a_reload(visit: Visiting) -> None:
    course = past_course(1)
    window = visit(course.trainer, 390)
    page = window.open(address(course))
    expect(page.locator("#speicherstand")).to_contain_text("sofort gespeichert")
    page.route("**/eintragen/", lambda route: route.abort())
    for box in page.locator("input[name=anwesend]").all()[:2]:
        box.check()
    expect(page.locator("#speicherstand")).to_contain_text("2 Haken sind noch nicht gespeichert")
    window.check()
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert str(course.enrolments[0].pk) in kept
    assert course.enrolments[0].lotse.family_name not in kept
    assert stored() == []
    page.unroute("**/eintragen/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#speicherstand")).to_contain_text("Alles gespeichert")
    assert boxes(page) == [True, True, False]
    assert stored() == [True, True]
    assert page.evaluate("localStorage.length") == 0


def test_the_network_coming_back_sends_what_waits(visit: Visiting) -> None:
    course = past_course(1)
    window = visit(course.trainer)
    page = window.open(address(course))
    expect(page.locator("#speicherstand")).to_contain_text("sofort gespeichert")
    window.context.set_offline(True)
    page.locator("input[name=anwesend]").first.check()
    expect(page.locator("#speicherstand")).to_contain_text("noch nicht gespeichert")
    window.context.set_offline(False)
    expect(page.locator("#speicherstand")).to_contain_text("Alles gespeichert")
    assert stored() == [True]


def test_a_refused_tick_goes_back_and_says_why(visit: Visiting) -> None:
    course = past_course(1)
    page = visit(course.trainer).open(address(course))
    expect(page.locator("#speicherstand")).to_contain_text("sofort gespeichert")
    course.confirm(1)
    first = page.locator("input[name=anwesend]").first
    first.check()
    expect(page.locator("#speicherstand")).to_contain_text("bestätigt")
    assert not first.is_checked()


@pytest.mark.parametrize("width", WIDTHS)
def test_everybody_present_then_confirmed(visit: Visiting, width: int) -> None:
    course = past_course()
    window = visit(course.trainer, width)
    page = window.open(address(course))
    for day in (1, 2, 3):
        page.get_by_role("button", name=f"Tag {day}: alle anwesend").click()
        expect(page.locator(f"#summe-{day}")).to_have_text("3 von 3")
    last = page.locator("input[name=anwesend]").last
    last.uncheck()
    page.get_by_label("Die Angaben entsprechen").check()
    page.get_by_role("button", name="Anwesenheit verbindlich bestätigen").click()
    expect(page.get_by_text("3 Seminartage sind verbindlich bestätigt")).to_be_visible()
    expect(page.get_by_text("Zertifikate: 0 von 2 fertig")).to_be_visible()
    window.check()
    assert stored() == [True] * 8 + [False]
    assert DayConfirmation.objects.count() == 3


def test_the_sheet_works_without_javascript(visit: Visiting) -> None:
    course = past_course(1)
    page = visit(course.trainer, javascript=False).open(address(course))
    for box in page.locator("input[name=anwesend]").all():
        box.check()
    page.get_by_role("button", name="Zwischenspeichern").click()
    expect(page.get_by_text("zwischengespeichert")).to_be_visible()
    page.get_by_role("button", name="Anwesenheit verbindlich bestätigen").click()
    expect(page.get_by_text("unterschriebenen Liste entsprechen").first).to_be_visible()
    page.get_by_label("Die Angaben entsprechen").check()
    page.get_by_role("button", name="Anwesenheit verbindlich bestätigen").click()
    expect(page.get_by_text("3 Seminartage sind verbindlich bestätigt")).to_be_visible()
    assert stored() == [True] * 3
