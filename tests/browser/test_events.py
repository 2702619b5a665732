"""Vernetzungsevents in the browser: a Lotse takes a place, the organiser runs the event."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from events.models import Event, Registration
from lotsen.core import clock
from lotsen.core.roles import Role
from tests.browser.conftest import WIDTHS, Visiting
from tests.factories.accounts import make_actor
from tests.factories.events import make_event, make_lotse_actor, make_past_event

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_drafts_and_past_events_are_accessible(visit: Visiting) -> None:
    """The pages of an event to come: `test_every_page.py`."""
    organiser = make_actor(Role.ORGANISER)
    draft, past = make_event(organiser, published=False), make_past_event(organiser, people=3)
    window = visit(organiser)
    for path in ("", "?zeit=vergangen", f"{draft.pk}/", f"{draft.pk}/veroeffentlichen/"):
        window.open(f"/veranstaltungen/{path}")
        window.check_at_both_widths()
    window.open(f"/veranstaltungen/{past.pk}/teilnehmende/")
    window.check_at_both_widths()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_lotse_takes_a_place_and_gives_it_back(
    visit: Visiting, width: int, javascript: bool
) -> None:
    make_event(title="Sommertreffen", capacity=12)
    _, actor = make_lotse_actor()
    window = visit(actor, width, javascript=javascript)
    page = window.open("/veranstaltungen/")
    page.get_by_role("link", name="Sommertreffen").click()
    expect(page.get_by_text("Noch 12 Plätze frei")).to_be_visible()
    page.get_by_role("link", name="Anmelden", exact=True).click()
    if javascript:
        window.check()
    page.get_by_role("button", name="Verbindlich anmelden").click()
    expect(page.get_by_role("heading", name="Sie sind angemeldet")).to_be_visible()
    expect(
        page.get_by_text(Registration.objects.select_related("event").get().reference).first
    ).to_be_visible()
    if javascript:
        window.check()
    page.get_by_role("link", name="Abmelden", exact=True).click()
    page.get_by_role("button", name="Platz zurückgeben").click()
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    page = window.open("/veranstaltungen/anmeldungen/")
    expect(page.get_by_text("abgemeldet")).to_be_visible()
    if javascript:
        window.check()


def test_an_organiser_plans_and_publishes_with_a_mistake_on_the_way(visit: Visiting) -> None:
    window = visit(make_actor(Role.ORGANISER))
    page = window.open("/veranstaltungen/neu/")
    day = clock.today() + timedelta(days=40)
    page.get_by_label("Titel").fill("Herbsttreffen")
    page.get_by_label("Datum").fill(f"{day:%d.%m.%y}")
    page.get_by_label("Beginn").fill("9.30 Uhr")
    page.get_by_label("Ende").fill("8:00")
    page.get_by_label("Veranstaltungsort").fill("HubWerk01")
    page.get_by_label("Ort (optional)", exact=True).fill("Bruchsal")
    page.get_by_label("Plätze").fill("80")
    page.get_by_label("Anmeldung bis").fill(f"{day - timedelta(days=7):%d.%m.%Y}")
    page.get_by_role("button", name="Entwurf anlegen").click()
    expect(page.get_by_text("Das Ende muss nach dem Beginn liegen.")).to_be_visible()
    window.check()
    page.get_by_label("Ende").fill("16:00")
    page.get_by_role("button", name="Entwurf anlegen").click()
    page.get_by_role("link", name="Veröffentlichen").click()
    page.get_by_role("button", name="Veröffentlichen").click()
    expect(page.get_by_text("Noch 80 Plätze frei")).to_be_visible()
    assert Event.objects.get().title == "Herbsttreffen"
