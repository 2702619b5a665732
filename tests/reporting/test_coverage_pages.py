"""The coverage page and its lists: kept by the browser, filtered, exported, with a letter."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from kommunen.models import Contact, Kommune
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted
from lotsen.core.roles import Role
from lotsen.reporting.coverage_drawing import MARGIN
from lotsen.reporting.shapes import extent, shapes
from tests.factories.accounts import client_of, make_actor
from tests.factories.kommunen import make_kommune, make_landkreis, make_stadtkreis
from tests.factories.people import make_lotse, make_qualification

pytestmark = pytest.mark.django_db
PAGE, LIST, WHITE = (f"/berichte/abdeckung/{name}" for name in ("", "kommunen/", "weisse-flecken/"))


@pytest.fixture
def place() -> Kommune:
    return make_kommune("Musterstadt", population=12_000)


def qualify(kommune: Kommune) -> None:
    make_qualification(make_lotse(kommune), kommune)


def again(client: Client, etag: str, address: str = PAGE) -> int:
    return client.get(address, headers={"If-None-Match": etag}).status_code


# --- Kept by the browser --------------------------------------------------------------------------


def test_the_browser_keeps_the_page_until_something_changes(
    place: Kommune, ministry: Actor
) -> None:
    client = client_of(ministry)
    client.get(PAGE)  # sets the token of the forms
    answer = client.get(PAGE)
    etag = answer["ETag"]
    assert answer["Cache-Control"] == "private, no-cache"
    unchanged = client.get(PAGE, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", etag)
    assert unchanged["Cache-Control"] == "private, no-cache"
    qualify(place)
    assert again(client, etag) == 200


def test_a_kept_page_belongs_to_one_filter_one_person_and_one_day(
    place: Kommune, ministry: Actor
) -> None:
    client = client_of(ministry)
    client.get(PAGE)
    etag = client.get(PAGE)["ETag"]
    assert again(client, etag, f"{PAGE}?foerderung=mit") == 200
    assert again(client, etag, f"{PAGE}?kreis={place.pk[:5]}") == 200
    assert again(client_of(ministry), etag) == 200  # signed in anew
    assert again(client_of(make_actor(Role.OFFICE)), etag) == 200
    with clock.at(clock.now() + timedelta(days=1)):
        assert again(client, etag) == 200
    assert again(client, etag) == 304


# --- Filter ---------------------------------------------------------------------------------------


def test_a_kreis_alone(place: Kommune, ministry: Actor) -> None:
    make_stadtkreis()
    page = client_of(ministry).get(f"{PAGE}?kreis={place.pk[:5]}")
    assert page.context["total"] == 2  # the Gemeinde and its Landkreis
    assert [row.own.name for row, _, _ in page.context["kreise"]] == ["Musterkreis"]
    assert "Ganz Baden-Württemberg zeigen" in page.content.decode()


def test_nonsense_counts_as_not_set_and_is_said(place: Kommune, ministry: Actor) -> None:
    query = "?stichtag=gestern&linie=x&foerderung=x&zeitraum=9999&groesse=x&kreis=1&zaehlung=x"
    page = client_of(ministry).get(PAGE + query)
    assert page.status_code == 200
    assert page.context["total"] == 2
    assert "Nicht beachtet, weil die Angabe nicht passt" in page.content.decode()
    for address in (LIST, WHITE):
        assert client_of(ministry).get(address + query + "&stand=x&sortierung=x").status_code == 200


def test_a_gemeinde_without_area_on_the_map_is_named(place: Kommune, ministry: Actor) -> None:
    text = client_of(ministry).get(PAGE).content.decode()
    assert "Ohne eigene Fläche auf der Karte: Musterstadt" in text


def test_a_moved_gemeinde_is_drawn_in_its_new_kreis(ministry: Actor) -> None:
    """Hohentengen went from Waldshut to Lörrach: its area is part of that map now."""
    waldshut = make_landkreis("Waldshut", key="08337")
    loerrach = make_landkreis("Lörrach", key="08336")
    new = make_kommune("Hohentengen", landkreis=loerrach, key="08336999", ars="083369999999")
    make_kommune(
        "Hohentengen alt",
        landkreis=waldshut,
        key="08337053",
        ars="083370053053",
        dissolved_on=clock.today(),
        successor=new,
    )
    lone = make_kommune("Neudorf", landkreis=waldshut, key="08337998", ars="083379998998")
    client = client_of(ministry)
    there, away = (client.get(f"{PAGE}?kreis={key}") for key in ("08336", "08337"))
    assert "<title>Hohentengen: Noch nichts</title>" in there.content.decode()
    assert "<title>Hohentengen: außerhalb des Filters</title>" in away.content.decode()
    left, top, width, height = view_box(there)
    area = extent(shapes().gemeinden["08337053"])
    assert left <= area[0] < area[2] <= left + width
    assert top <= area[1] < area[3] <= top + height
    own = shapes().boxes["08337"]
    assert view_box(away)[:2] == [own[0] - MARGIN, own[1] - MARGIN]
    # Without an area of its own is only who belongs to what is shown.
    assert there.context["not_drawn"] == []
    assert [body.key for body in away.context["not_drawn"]] == [lone.pk]


def view_box(page: Any) -> list[int]:
    found = re.search(r'class="map" viewBox="([^"]+)"', page.content.decode())
    assert found
    return [int(number) for number in found[1].split()]


def test_one_kreis_is_marked_among_the_tiles(ministry: Actor) -> None:
    for key in ("08115", "08336"):
        make_landkreis(f"Kreis {key}", key=key)
    text = client_of(ministry).get(f"{PAGE}?kreis=08115").content.decode()
    assert text.count('<g class="tile ') == 2
    assert text.count('<g class="tile t0 tile--chosen">') == 1
    assert text.count('<g class="tile outside">') == 1
    assert "der gewählte Kreis" in text
    everything = client_of(ministry).get(PAGE).content.decode()
    assert everything.count('<g class="tile t0">') == 2
    assert "der gewählte Kreis" not in everything


@pytest.mark.parametrize("address", [PAGE, LIST, WHITE])
def test_what_is_ignored_is_named(place: Kommune, ministry: Actor, address: str) -> None:
    client = client_of(ministry)
    tomorrow = clock.today() + timedelta(days=1)
    for query, label in ((f"stichtag={tomorrow}", "Stichtag"), ("kreis=99999", "Kreis")):
        page = client.get(f"{address}?{query}")
        assert f"Nicht beachtet, weil die Angabe nicht passt: {label}." in page.content.decode()
        assert page.context["form"].as_of == clock.today()
    assert "Nicht beachtet" not in client.get(address).content.decode()


def test_names_are_escaped_in_the_map(ministry: Actor) -> None:
    kreis = make_landkreis("Muster & <b>Kreis</b>", key="08115")
    make_kommune("A & <i>B</i>", landkreis=kreis, key="08115001", ars="081155001001")
    text = client_of(ministry).get(PAGE).content.decode()
    assert "<title>A &amp; &lt;i&gt;B&lt;/i&gt;: Noch nichts</title>" in text
    assert "<b>Kreis" not in text
    assert "<i>B" not in text


# --- Lists ----------------------------------------------------------------------------------------


def test_list_sorts_and_exports_what_it_shows(place: Kommune, ministry: Actor) -> None:
    larger = make_kommune("Anderstadt", population=90_000)
    qualify(place)
    client = client_of(ministry)
    rows = client.get(f"{LIST}?sortierung=einwohner&groesse=50000-100000").context["page"]
    assert [body.key for body in rows] == [larger.pk]
    by_step = client.get(f"{LIST}?sortierung=stand").context["page"]
    assert by_step[0].key == place.pk
    text = client.get(f"{LIST}?stand=lotse&ausgabe=csv").content.decode("utf-8-sig")
    assert f";{place.pk};" in text
    assert larger.pk not in text
    assert "Stand: Lotse" in text


def test_white_spots_come_with_contact_and_letter(place: Kommune, office: Actor) -> None:
    Contact.objects.create(kommune=place, function="Amt", email="amt@musterstadt.example")
    Contact.objects.create(
        kommune=place,
        function="Personalstelle",
        name="M. Muster",
        email="personal+lotsen@musterstadt.example",
        is_public=True,
    )
    [row] = [
        row for row in client_of(office).get(WHITE).context["page"] if row.body.key == place.pk
    ]
    letter = urlsplit(row.draft)
    assert letter.scheme == "mailto"
    assert letter.path == "personal%2Blotsen@musterstadt.example"
    text = parse_qs(letter.query)
    assert text["subject"] == ["Kommunale Digitallotsen: ein Angebot für Musterstadt"]
    assert "Aus Ihrer Verwaltung hat bisher niemand teilgenommen." in text["body"][0]
    assert text["body"][0].endswith(f"{office.signature}\r\n{office.organisation_name}\r\n")
    assert "+" not in letter.query  # a mail program would show it
    csv = client_of(office).get(f"{WHITE}?ausgabe=csv").content.decode("utf-8-sig")
    assert "Personalstelle: M. Muster;personal+lotsen@musterstadt.example" in csv


def test_the_subject_of_a_letter_is_german_for_a_landkreis_too(
    place: Kommune, office: Actor
) -> None:
    rows = client_of(office).get(WHITE).context["page"]
    [letter] = [row.draft for row in rows if row.body.is_landkreis]
    [subject] = parse_qs(urlsplit(letter).query)["subject"]
    assert subject.endswith("ein Angebot für den Musterkreis")


def test_a_past_day_says_by_which_gebietsstand_it_is_counted(
    place: Kommune, ministry: Actor
) -> None:
    client, yesterday = client_of(ministry), clock.today() - timedelta(days=1)
    plain = "Gezählt wird nach dem heutigen Gebietsstand."
    for address in (PAGE, LIST, WHITE):
        assert plain not in client.get(address).content.decode()
        text = client.get(f"{address}?stichtag={yesterday}").content.decode()
        assert plain in text
        assert "aufgelöst" not in text
    old = make_kommune("Altdorf", dissolved_on=clock.today(), successor=place)
    make_kommune("Uraltdorf", dissolved_on=yesterday, successor=place)
    said = (
        f"{plain} Nach dem {yesterday:%d.%m.%Y} ist {counted(1, 'Kommune', '')} aufgelöst oder"
        " einem anderen Kreis zugeordnet worden; alles davon zählt bei der Nachfolgerin."
    )
    for address in (PAGE, LIST, WHITE):
        answer = client.get(f"{address}?stichtag={yesterday}")
        assert said in answer.content.decode()
        assert f"{old.label}<" not in answer.content.decode()
    assert said in client.get(f"{LIST}?stichtag={yesterday}&ausgabe=csv").content.decode()


def test_a_letter_to_nobody_known_says_so(place: Kommune, office: Actor) -> None:
    page = client_of(office).get(f"{WHITE}?kreis={place.pk[:5]}")
    assert page.content.decode().count("ohne Empfänger") == 2
    for kommune in (place, place.landkreis):
        assert kommune
        Contact.objects.create(kommune=kommune, function="Amt", email="amt@kreis.example")
    assert "ohne Empfänger" not in client_of(office).get(WHITE).content.decode()


def test_who_has_an_unfunded_lotse_is_no_white_spot(place: Kommune, office: Actor) -> None:
    assert place.pk in keys_of(office)
    make_qualification(make_lotse(place), place, funded=False)
    assert place.pk not in keys_of(office)


def keys_of(actor: Actor) -> set[str]:
    return {row.body.key for row in client_of(actor).get(WHITE).context["page"]}


@pytest.mark.parametrize(
    ("role", "query", "writes"),
    [
        (Role.OFFICE, "", True),
        (Role.MINISTRY, "", True),
        (Role.AUDITOR, "", False),
        (Role.OFFICE, "?stichtag=01.02.2020", False),
    ],
)
def test_who_writes_to_a_white_spot(place: Kommune, role: Role, query: str, writes: bool) -> None:
    """The Rechnungshof does not, and nobody from a list of an earlier day."""
    text = client_of(make_actor(role)).get(WHITE + query).content.decode()
    assert place.display_name in text
    assert ("mailto:?" in text) is writes
