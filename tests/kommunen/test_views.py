"""The public pages of the registry."""

from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.factories.kommunen import (
    registry,  # noqa: F401
)

LIST = "/kommunen/"
SUGGESTIONS = "/kommunen/vorschlaege/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry")]


def test_suggestions_are_options(client: Client) -> None:
    options = client.get(SUGGESTIONS, {"q": "muhl"}).content.decode()
    assert 'role="option"' in options
    assert 'data-href="/kommunen/08236040/"' in options
    assert "Enzkreis" in options
    values = client.get(SUGGESTIONS, {"q": "Altheim", "ziel": "feld"}).content.decode()
    assert 'data-value="Altheim (Landkreis Biberach)"' in values
    assert client.get(SUGGESTIONS).content.strip() == b""


def test_suggestions_cost_one_query(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        client.get(SUGGESTIONS, {"q": "muhl"})


def test_list_searches_without_javascript(client: Client) -> None:
    page = client.get(LIST, {"q": "Muehlacker"}).content.decode()
    assert 'href="/kommunen/08236040/"' in page
    assert "26.177" not in page  # the number of another town
    assert "© Statistisches Bundesamt (Destatis), 2025" in page


def test_list_filters_by_kreis_and_kind(client: Client) -> None:
    found = client.get(LIST, {"kreis": "08236000", "art": "grosse_kreisstadt"}).content.decode()
    assert "Mühlacker" in found
    assert "Ötisheim" not in found
    assert "1 Eintrag" in found.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ({"sortierung": "groesste"}, "Stuttgart", 1_136),
        ({"sortierung": "groesste", "art": "stadtkreis"}, "Stuttgart", 9),
        ({"sortierung": "kleinste"}, "Böllen", 1_136),
        ({"sortierung": "art"}, "Abstatt", 1_136),
        ({"sortierung": "name", "art": "landkreis"}, "Alb-Donau-Kreis", 35),
        ({"sortierung": "kreis"}, "Allmendingen", 1_136),
        ({"groesse": "100000-", "art": "stadt"}, "", 0),
        ({"groesse": "100000-", "art": "stadtkreis", "bezirk": "083"}, "Freiburg im Breisgau", 1),
        ({"groesse": "0-2000", "kreis": "08336000", "sortierung": "name"}, "Aitern", None),
        ({"q": "neu", "sortierung": "groesste"}, "Titisee-Neustadt", None),
        ({"sortierung": "nonsense", "groesse": "nonsense", "bezirk": "nonsense"}, "Aach", 1_136),
    ],
)
def test_list_is_sorted_and_narrowed(
    client: Client, query: dict[str, str], first: str, count: int | None
) -> None:
    text = client.get(LIST, query | {"ausgabe": "csv"}).content.decode("utf-8-sig")
    rows = [line.split(";") for line in text.partition("\r\n\r\n")[0].split("\r\n")[1:]]
    names = [row[2] for row in rows if len(row) > 2]
    if first:
        assert names[0].startswith(first)
    assert count is None or len(names) == count


def test_files_have_the_filter_and_the_source(client: Client) -> None:
    query = {"q": "mühl", "kreis": "08236000", "groesse": "20000-50000", "ausgabe": "xlsx"}
    sheet: Any = openpyxl.load_workbook(BytesIO(client.get(LIST, query).content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (rows[1][0], *rows[1][2:5]) == ("08236040", "Mühlacker", "Große Kreisstadt", "Enzkreis")
    assert isinstance(rows[1][10], int)
    notes = [row[0] for row in rows[3:]]
    assert "Suche: mühl" in notes
    assert "Landkreis: Enzkreis" in notes
    assert "Einwohnerzahl: 20.000 bis 49.999" in notes
    assert notes[-1].startswith("© Statistisches Bundesamt (Destatis)")


def test_files_have_the_centres_and_the_base_of_the_inhabitants(client: Client) -> None:
    """Numbers in Excel; a Landkreis has no centre, so its cells are empty."""
    book = openpyxl.load_workbook(BytesIO(client.get(LIST, {"ausgabe": "xlsx"}).content))
    head, *rows = ([cell.value for cell in row] for row in book.active.iter_rows())
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    town = found["08111000"]
    assert (town["Breitengrad"], town["Längengrad"]) == (48.775817, 9.177734)
    assert town["Einwohner am"] == datetime(2024, 12, 31)
    assert town["Basis der Einwohnerzahl"] == "Zensus 2022"
    assert found["08115000"]["Breitengrad"] is None
    assert found["08115000"]["Basis der Einwohnerzahl"] == "Zensus 2022"
    text = client.get(LIST, {"q": "08111000", "ausgabe": "csv"}).content.decode("utf-8-sig")
    assert ";31.12.2024;Zensus 2022;20733;48,775817;9,177734\r\n" in text


def test_page_shows_the_centre_or_a_dash(client: Client) -> None:
    label = "<dt>Geografischer Mittelpunkt</dt>"
    town = client.get("/kommunen/08111000/").content.decode()
    assert f"{label}<dd>48,7758°\xa0N, 9,1777°\xa0O</dd>" in town
    assert f"{label}<dd>–</dd>" in client.get("/kommunen/08115000/").content.decode()


def test_page_links_to_its_files_and_keeps_the_filter(client: Client) -> None:
    page = client.get(LIST, {"art": "stadt", "seite": "2"}).content.decode()
    assert 'href="?art=stadt&amp;ausgabe=xlsx"' in page
    assert 'href="?art=stadt&amp;ausgabe=csv"' in page


def test_nothing_found_says_so(client: Client) -> None:
    assert "Keine Kommune gefunden" in client.get(LIST, {"q": "xqzw vvv"}).content.decode()


def test_page_shows_facts_with_date_and_base(client: Client) -> None:
    page = client.get("/kommunen/08115001/").content.decode()
    facts = ("08115001", "081155001001", "9.302", "31.12.2024", "Basis Zensus 2022", "26,56 km²")
    assert [fact for fact in facts if fact not in page.replace("\xa0", " ")] == []
    assert "GVV Aidlingen/Grafenau" in page
    assert 'href="/kommunen/08115000/"' in page


def test_landkreis_page_lists_its_gemeinden(client: Client) -> None:
    page = client.get("/kommunen/08425000/").content.decode().replace("\xa0", " ")
    assert "55 Städte und Gemeinden im Landkreis" in page
    assert 'href="/kommunen/08425004/"' in page


@pytest.mark.parametrize("path", [LIST, SUGGESTIONS])
@pytest.mark.parametrize(
    "query",
    [
        "seite=abc",
        "seite=-1",
        "seite=99999999999999999999",
        "q=%00",
        "q=" + "x" * 6_000,
        "q=%25%27%22%3B--",
        "q=%F0%9F%98%80",
        "kreis=nonsense&art=nonsense",
        "kreis=%00",
        "q=" + "a+" * 500,
    ],
)
def test_bad_input_never_breaks_a_page(client: Client, path: str, query: str) -> None:
    assert client.get(f"{path}?{query}").status_code in (200, 400, 422)


@pytest.mark.parametrize("key", ["08999999", "09162000", "0823604", "08236040x", "%00", "x" * 900])
def test_unknown_kommune_is_404(client: Client, key: str) -> None:
    assert client.get(f"/kommunen/{key}/").status_code in (400, 404)


def test_pages_refuse_writing_methods(client: Client) -> None:
    assert client.post(reverse("kommunen:list")).status_code == 405
