"""A usual day of every role, beside the main way: what each person does besides."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from lotsen.accounts.models import User
from lotsen.core import clock, jobs
from lotsen.core.actor import SYSTEM
from lotsen.core.enums import JobState
from lotsen.core.formatting import day
from lotsen.core.models import Job
from lotsen.core.roles import Role
from tests.browser.conftest import WIDTHS, Visiting
from tests.factories.accounts import make_actor, make_membership, make_user
from tests.factories.events import make_event, make_lotse_actor, make_registration
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import make_course, make_seminar
from tests.factories.vouchers import make_cast, make_contract, make_grant, make_vouchers
from vouchers.models import TransferContract

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def menu(page: Page, entry: str) -> None:
    """Choose an entry of the main navigation, behind the menu button on the phone."""
    button = page.locator(".site-menu > summary")
    if button.is_visible():
        button.click()
    page.get_by_role("navigation", name="Hauptnavigation").get_by_role(
        "link", name=entry, exact=True
    ).locator("visible=true").click()


def name_new_person(page: Page) -> None:
    """Fill the first row of the contract form that is for somebody new."""
    person = page.locator("details").filter(has=page.get_by_label("Vorname")).first
    if person.get_attribute("open") is None:
        person.locator("summary").click()
    person.get_by_label("Vorname").fill("Anna")
    person.get_by_label("Nachname").fill("Beispiel")
    person.get_by_label("E-Mail-Adresse").fill("anna@musterstadt.example")


@pytest.mark.parametrize("width", WIDTHS)
def test_hr_enters_a_person_names_her_and_takes_the_contract_back(
    visit: Visiting, width: int
) -> None:
    cast = make_cast()
    window = visit(cast.hr, width)
    page = window.open("/uebersicht/")
    menu(page, "Beschäftigte")
    page.get_by_role("link", name="Person eintragen").first.click()
    page.get_by_label("Vorname").fill("Eva")
    page.get_by_label("Nachname").fill("Beispiel")
    page.get_by_label("Dienstliche E-Mail-Adresse").fill("eva@musterstadt.example")
    page.get_by_role("button", name="Person eintragen").click()
    expect(page.get_by_role("heading", name="Eva Beispiel")).to_be_visible()
    menu(page, "Verträge")
    page.get_by_role("link", name="Vertrag anlegen").first.click()
    page.get_by_role("main").get_by_role("link", name="Basisqualifizierung").click()
    page.get_by_label("Bildungsträger", exact=True).select_option(index=1)
    page.get_by_label("Eva Beispiel").check()
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    page.get_by_role("link", name="Angaben ändern").click()
    expect(page.get_by_label("Eva Beispiel")).to_be_checked()
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    page.get_by_role("button", name="Verbindlich einreichen").click()
    page.get_by_role("link", name="Vertrag ansehen").click()
    page.get_by_role("link", name="Vertrag zurückziehen").click()
    window.check()
    page.get_by_role("button", name="Zurückziehen").click()
    expect(page.get_by_text("ist zurückgezogen")).to_be_visible()
    window.check()


def test_hr_submits_the_contract_without_javascript(visit: Visiting) -> None:
    cast = make_cast()
    page = visit(cast.hr, javascript=False).open("/vertraege/neu/basis/")
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    expect(page.locator("#fehler")).to_contain_text("Bitte wählen Sie den Bildungsträger")
    page.get_by_label("Bildungsträger", exact=True).select_option(index=1)
    name_new_person(page)
    page.get_by_role("button", name="Weiter zur Prüfung").click()
    page.get_by_role("button", name="Verbindlich einreichen").click()
    expect(page.get_by_role("heading", name="Vertrag eingereicht")).to_be_visible()
    assert TransferContract.objects.count() == 1


def test_hr_gives_a_seat_back_and_the_voucher_can_be_used_again(visit: Visiting) -> None:
    course = make_course(1)
    window = visit(course.cast.hr)
    page = window.open("/anmeldungen/")
    page.get_by_role("link", name=course.enrolments[0].reference).click()
    page.get_by_role("link", name=re.compile("stornieren|abmelden", re.IGNORECASE)).first.click()
    window.check()
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_text("ist zurückgenommen")).to_be_visible()
    page = window.open(f"/seminare/{course.seminar.pk}/anmelden/")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_provider_copies_a_seminar_and_discards_the_draft(visit: Visiting, width: int) -> None:
    seminar = make_seminar(actor := make_actor(Role.PROVIDER))
    window = visit(actor, width)
    page = window.open("/uebersicht/")
    page.get_by_role("link", name=seminar.number).click()
    page.get_by_role("link", name="Kopieren").click()
    page.get_by_role("button", name="Kopie anlegen").click()
    expect(page.get_by_label("Tag 1", exact=True)).not_to_have_value("")
    window.check()
    menu(page, "Übersicht")
    page.get_by_role("link", name="Entwurf veröffentlichen").click()
    page.get_by_role("link", name="Verwerfen").click()
    page.get_by_label("Grund der Absage").fill("Doppelt angelegt")
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.get_by_role("heading", name=seminar.title)).to_be_visible()
    window.check()


def test_the_office_rejects_and_hr_reads_why(visit: Visiting) -> None:
    cast = make_cast()
    contract = make_contract(cast)
    page = visit(cast.office).open(f"/vertraege/?suche={contract.number}")
    page.get_by_role("link", name=contract.number).click()
    page.get_by_role("link", name="Ablehnen").click()
    page.get_by_label("Begründung").fill("Bitte nennen Sie eine andere Kontaktperson.")
    page.get_by_role("button", name="Ablehnen").click()
    hr = visit(cast.hr, 390)
    hr.open(f"/vertraege/{contract.pk}/")
    expect(hr.page.get_by_text("Bitte nennen Sie eine andere Kontaktperson.")).to_be_visible()
    hr.check()


def test_the_ministry_looks_at_a_past_day_and_takes_the_list_along(visit: Visiting) -> None:
    kommune = make_kommune()
    past = clock.today() - timedelta(days=40)
    make_qualification(make_lotse(kommune), kommune, completed_on=past - timedelta(days=1))
    make_qualification(make_lotse(kommune), kommune, completed_on=past + timedelta(days=1))
    window = visit(make_actor(Role.MINISTRY))
    page = window.open("/uebersicht/")
    page.get_by_role("textbox", name="Stichtag").fill(day(past))
    page.get_by_role("button", name="Anzeigen").click()
    figure = page.get_by_role("link", name=re.compile("^Gefördert ausgebildet"))
    expect(figure.locator(".figure__value")).to_have_text("1")
    figure.click()
    expect(page.locator("tbody tr")).to_have_count(1)
    window.check()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    table = Path(download.value.path()).read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    assert kommune.label in table.decode()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_auditor_follows_a_sum_to_its_booking(visit: Visiting, width: int) -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    window = visit(make_actor(Role.AUDITOR), width)
    page = window.open("/uebersicht/")
    page.get_by_role("link", name=re.compile("^Gebunden")).first.click()
    page.get_by_role("link", name=voucher.pk).first.click()
    page.locator("tbody").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Buchung")).to_be_visible()
    window.check()
    menu(page, "Fördermittel")
    expect(page.get_by_role("link", name="Mittel bewilligen")).to_have_count(0)
    page.get_by_role("link", name="Prüfung", exact=True).click()
    expect(page.get_by_text("Alles stimmt")).to_be_visible()
    window.check()


def test_an_organiser_takes_the_list_of_participants_along(visit: Visiting) -> None:
    organiser = make_actor(Role.ORGANISER)
    made = make_registration(make_event(organiser, title="Sommertreffen"))
    window = visit(organiser, 390)
    page = window.open("/uebersicht/")
    page.get_by_role("link", name=re.compile("^Sommertreffen")).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert made.reference in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_lotse_changes_the_contact_and_sets_a_password(visit: Visiting, width: int) -> None:
    _, actor = make_lotse_actor()
    user = User.objects.get(memberships=actor.membership_id)
    user.set_unusable_password()
    user.save()
    window = visit(actor, width)
    page = window.open("/uebersicht/")
    menu(page, "Meine Daten")
    page.get_by_role("link", name="Kontakt ändern").click()
    page.get_by_label("Dienstliche Telefonnummer").fill("0721 123-45")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("0721 123-45")).to_be_visible()
    window.check()
    window.open("/konto/")
    page.get_by_role("link", name="Passwort festlegen").click()
    window.check()


def test_the_administration_restarts_a_job_that_stands_still(visit: Visiting) -> None:
    job = jobs.enqueue(
        kind="test.sample", key="sample", payload={}, actor=SYSTEM, title="Musterauftrag"
    )
    stopped: dict[str, Any] = {"state": JobState.PARKED, "attempts": 3}
    Job.objects.filter(pk=job.pk).update(finished_at=timezone.now(), **stopped)
    window = visit(make_actor(Role.ADMIN))
    page = window.open("/uebersicht/")
    page.get_by_role("link", name="Angehaltene Aufträge prüfen").click()
    page.get_by_role("link", name="Musterauftrag").click()
    window.check()
    page.get_by_role("button", name="Erneut versuchen").click()
    expect(page.get_by_role("button", name="Erneut versuchen")).to_have_count(0)
    assert Job.objects.get(pk=job.pk).state == JobState.QUEUED


@pytest.mark.parametrize("width", WIDTHS)
def test_somebody_with_two_hats_changes_them_without_signing_out(
    visit: Visiting, width: int
) -> None:
    user = make_user("Zoë Quasi")
    first, second = make_kommune("Erststadt"), make_kommune("Zweitstadt")
    actor = make_actor(Role.HR, first.organisation, user)
    make_membership(Role.HR, second.organisation, user)
    make_lotse(second, given_name="Nur-Dort")
    window = visit(actor, width)
    page = window.open("/personen/")
    expect(page.get_by_text("Nur-Dort")).to_have_count(0)
    if width < 640:
        page.locator(".site-menu > summary").click()
    page.get_by_text("Rolle wechseln").locator("visible=true").click()
    window.check()
    page.get_by_role("button", name=re.compile("Zweitstadt")).locator("visible=true").click()
    expect(page.locator(".messages")).to_contain_text("als Personalstelle, Zweitstadt")
    menu(page, "Beschäftigte")
    expect(page.get_by_text("Nur-Dort")).to_be_visible()
    window.check()
