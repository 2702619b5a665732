"""The tabs offen, überfällig, fertig: searched by text, and taken along as a file."""

import csv
from datetime import datetime, time
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from lotsen.seminars import services
from lotsen.seminars.models import Seminar
from tests.factories.accounts import client_of, make_actor
from tests.factories.seminars import make_course, make_seminar

pytestmark = pytest.mark.django_db
LIST = "/seminare/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def listed(client: Client, **given: str) -> list[str]:
    return [row.number for row in client.get(LIST, given).context["page"]]


def file_of(client: Client, **given: str) -> tuple[list[dict[str, str]], str]:
    """The rows of the CSV, and the notes below them."""
    sent = client.get(LIST, given | {"ausgabe": "csv"}).content.decode("utf-8-sig")
    table, notes = sent.split("\r\n\r\n")
    return list(csv.DictReader(StringIO(table), delimiter=";")), notes


def cancelled(actor: Actor, **changes: Any) -> Seminar:
    seminar = make_seminar(actor, **changes)
    return services.cancel_seminar(seminar_id=seminar.pk, reason="Krank", actor=actor)


def test_each_tab_is_searched_by_title_place_and_number(provider: Actor) -> None:
    spring = make_seminar(provider, title="Grundkurs Frühling", city="Ulm")
    draft = make_seminar(provider, title="Grundkurs Herbst", published=False)
    off = cancelled(provider, title="Grundkurs Winter")
    make_seminar(title="Grundkurs eines anderen Hauses")
    client = client_of(provider)
    for query, tab, found in (
        ("grundkurs", "offen", {spring, draft}),
        ("fruhling", "offen", {spring}),
        ("ulm", "", {spring}),
        (draft.number.lower().replace("-", " "), "offen", {draft}),
        ("", "offen", {spring, draft}),
        ("   ", "offen", {spring, draft}),
        ("grundkurs", "fertig", {off}),
        ("herbst", "fertig", set()),
        ("grundkurs", "ueberfaellig", set()),
    ):
        given = {"ansicht": tab, "q": query}
        assert set(listed(client, **given)) == {each.number for each in found}, given
        rows, _ = file_of(client, **given)
        assert [row["Nummer"] for row in rows] == listed(client, **given)


def test_the_file_of_a_tab_says_what_is_due() -> None:
    course = make_course(1)
    with clock.at(datetime.combine(course.days[1].held_on, time(9))):
        client = client_of(course.trainer)
        [row], notes = file_of(client, ansicht="ueberfaellig", q=course.seminar.city)
    assert row == {
        "Nummer": course.seminar.number,
        "Seminar": course.seminar.title,
        "Erster Tag": day(course.days[0].held_on),
        "Letzter Tag": day(course.days[-1].held_on),
        "Ort": course.seminar.place,
        "Bildungsträger": course.seminar.provider.name,
        "Gebühr": "450,00",
        "Plätze": "10",
        "Belegt": "1",
        "Anmeldung bis": day(course.seminar.enrol_until),
        "Stand": "2 Tage zu bestätigen",
    }
    assert "Seminare überfällig, abgerufen am" in notes
    assert course.trainer.name in notes
    assert f"Titel, Ort oder Nummer: {course.seminar.city}" in notes


def test_the_file_has_all_pages_in_their_order_as_workbook_too(provider: Actor) -> None:
    for number in range(26):
        make_seminar(provider, title=f"Sprechstunde {number}", first_in=60 - number)
    client = client_of(provider)
    given = {"ansicht": "offen", "q": "sprechstunde"}
    pages = [number for seite in ("1", "2") for number in listed(client, **given, seite=seite)]
    rows, _ = file_of(client, **given, seite="2")
    assert [row["Nummer"] for row in rows] == pages
    assert len(set(pages)) == 26
    page = client.get(LIST, given).content.decode()
    assert 'value="sprechstunde"' in page
    assert "26\N{NO-BREAK SPACE}Seminare" in page
    assert 'href="?ansicht=offen&amp;q=sprechstunde&amp;ausgabe=xlsx"' in page
    book = client.get(LIST, given | {"ausgabe": "xlsx"}).content
    cells = list(openpyxl.load_workbook(BytesIO(book)).active.iter_rows(values_only=True))
    assert [row[0] for row in cells[1:27]] == pages


def test_everybody_gets_the_rows_of_the_own_list(provider: Actor, office: Actor) -> None:
    draft = make_seminar(provider, published=False)
    open_one = make_seminar(provider)
    other = make_seminar()
    for actor, found in (
        (provider, {draft, open_one}),
        (office, {draft, open_one, other}),
        (make_actor(Role.MINISTRY), {open_one, other}),
        (make_actor(Role.AUDITOR), {open_one, other}),
        (make_actor(Role.PROVIDER), set()),
    ):
        rows, _ = file_of(client_of(actor), ansicht="offen")
        assert {row["Nummer"] for row in rows} == {each.number for each in found}


def test_nothing_found_leads_to_all_seminars_with_the_same_text(provider: Actor) -> None:
    off = cancelled(provider, title="Grundkurs Winter")
    client = client_of(provider)
    page = client.get(LIST, {"ansicht": "offen", "q": "winter"}).content.decode()
    assert "Kein Seminar gefunden" in page
    assert 'value="winter"' in page
    address = "?ansicht=angebot&alle=on&q=winter"
    assert address in unescape(page)
    assert listed(client, ansicht="angebot", alle="on", q="winter") == [off.number]
    assert "Kein offenes Seminar" in text(client.get(LIST))


@pytest.mark.parametrize("query", [{"q": "x" * 201}, {"ansicht": "unsinn"}])
def test_nonsense_is_ignored(provider: Actor, query: dict[str, str]) -> None:
    seminar = make_seminar(provider)
    client = client_of(provider)
    assert listed(client, **query) == [seminar.number]
    assert [row["Nummer"] for row in file_of(client, **query)[0]] == [seminar.number]


def test_filter_and_file_ask_as_often_for_three_seminars_as_for_one(provider: Actor) -> None:
    client, counts = client_of(provider), []
    for more in (1, 2):
        for _ in range(more):
            make_seminar(provider, title="Grundkurs", first_in=30 + more)
        for given in ({}, {"ausgabe": "csv"}):
            with CaptureQueriesContext(connection) as seen:
                client.get(LIST, {"q": "grundkurs", **given})
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    # session, user, memberships, seminars, days; the page counts its rows as well
    assert counts[1] == 5
