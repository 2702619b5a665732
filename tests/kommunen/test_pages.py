"""Pages of the registry with a few Kommunen: query counts, dissolved ones, sections of others."""

from datetime import date
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import engines
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kommunen import panels
from kommunen.models import Kommune
from kommunen.panels import PanelContext
from tests.factories.kommunen import make_kommune, make_landkreis

LIST = "/kommunen/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_sections_of_other_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels._registry, "_panels", [])


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_any_number_of_rows(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_kommune()
    with django_assert_num_queries(5):  # two lists of the filter, edition, count, page
        page = client.get(LIST)
    assert page.content.decode().count("Musterdorf") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_landkreis_page_costs_the_same_for_any_number_of_gemeinden(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    landkreis = make_landkreis()
    for _ in range(rows):
        make_kommune(landkreis=landkreis)
    client.get(LIST)
    # Kommune, timeline (5), population, edition, day of the area, predecessors, history (3),
    # contacts, Gemeinden
    with django_assert_num_queries(15):
        page = client.get(f"{LIST}{landkreis.key}/").content.decode()
    assert page.count(">Musterdorf") == rows


def test_dissolved_kommune_leads_to_its_successor(client: Client) -> None:
    successor = make_kommune("Neustadt")
    old = make_kommune("Altdorf", dissolved_on=date(2024, 1, 1), successor=successor)
    page = client.get(f"{LIST}{old.key}/").content.decode()
    assert "besteht nicht mehr" in page
    assert f'href="/kommunen/{successor.key}/"' in page


def test_other_apps_add_sections(client: Client) -> None:
    def section(request: HttpRequest, kommune: Kommune) -> PanelContext | None:
        if kommune.is_landkreis:
            return None
        return PanelContext("Zusatz", template, {"name": kommune.name})

    template: Any = engines["django"].from_string("Abschnitt für {{ panel.name }}")
    panels.register_panel(10, section)
    kommune = make_kommune("Musterdorf")
    page = client.get(f"{LIST}{kommune.key}/").content.decode()
    assert '<h2 id="bereich-1">Zusatz</h2>' in page
    assert "Abschnitt für Musterdorf" in page
    assert "Zusatz" not in client.get(f"{LIST}08999000/").content.decode()
