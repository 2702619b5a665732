"""The public pages of the registry."""

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
