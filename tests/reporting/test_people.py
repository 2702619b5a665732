"""Who counts as trained or reached at a Stichtag; funded and unfunded apart."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.reporting.queries.dashboard import dashboard
from lotsen.reporting.queries.people import Narrowed, reach, trained
from tests.factories.accounts import client_of
from tests.factories.kommunen import make_kommune, make_landkreis
from tests.factories.people import make_lotse, make_qualification

pytestmark = pytest.mark.django_db
DAY = date(2022, 7, 6)


def qualify(kommune: Kommune, on: date, *, funded: bool = True) -> None:
    make_qualification(make_lotse(kommune), kommune, completed_on=on, funded=funded)


@pytest.fixture
def programme() -> Kommune:
    """Two Gemeinden and a Landkreis; one Gemeinde has only an unfunded Lotse."""
    landkreis = make_landkreis()
    gemeinde, other = make_kommune(landkreis=landkreis), make_kommune(landkreis=landkreis)
    qualify(gemeinde, date(2019, 2, 19))
    qualify(gemeinde, DAY)
    qualify(gemeinde, date(2022, 7, 7))
    qualify(other, date(2021, 5, 4), funded=False)
    qualify(landkreis, date(2022, 3, 1))
    return gemeinde


def test_the_stichtag_itself_counts(programme: Kommune) -> None:
    assert trained(DAY, Narrowed(funded=True)).count() == 3
    assert trained(date(2022, 7, 5), Narrowed(funded=True)).count() == 2
    assert trained(DAY, Narrowed(funded=False)).count() == 1


def test_reached_means_a_funded_lotse(programme: Kommune) -> None:
    total = dashboard(year=2022, as_of=DAY).total
    assert (total.gemeinden_reached, total.gemeinden) == (1, 2)
    assert (total.landkreise_reached, total.landkreise) == (1, 1)
    assert (total.funded, total.unfunded) == (3, 1)
    rows = {key: (funded, reached) for key, funded, reached in counted_of(reach(DAY))}
    assert rows[programme.pk] == (2, True)
    assert sum(reached for _, reached in rows.values()) == 2


def test_months_of_the_year(programme: Kommune) -> None:
    board = dashboard(year=2022, as_of=DAY)
    assert [month.count for month in board.months] == [0, 0, 1, 0, 0, 0, 1]
    assert board.months[-1].last == DAY
    assert board.busiest == 1


def test_every_figure_opens_a_list_of_that_length(programme: Kommune, ministry: Actor) -> None:
    client = client_of(ministry)
    context = client.get(f"/berichte/?stichtag={DAY.isoformat()}&jahr=2022").context
    rows = [(context["board"].total, context["links"]), *context["bezirke"]]
    for row, links in rows:
        for name in links:
            if name in {"redeemed", "committed"}:
                continue
            assert length_of(client, links[name]) == getattr(row, name), (row.name, name)
    for month, link in context["months"]:
        assert length_of(client, link) == month.count


def test_stichtage_page_compares(programme: Kommune, ministry: Actor) -> None:
    client = client_of(ministry)
    answer = client.get("/berichte/stichtage/")
    counted = {
        (row.published.on, row.published.measure): row.counted
        for row, _ in answer.context["series"]
    }
    assert counted[DAY, "trained_funded"] == 3
    assert counted[DAY, "trained_unfunded"] == 1
    assert counted[DAY, "gemeinden"] == 1
    assert counted[DAY, "landkreise"] == 1
    assert counted[date(2019, 2, 19), "trained_funded"] == 1
    for row, link in answer.context["series"]:
        assert length_of(client, link) == row.counted, row.published.wording
        assert escape(row.published.wording) in answer.content.decode()


def test_only_the_office_reads_names_in_lists(
    programme: Kommune, ministry: Actor, office: Actor
) -> None:
    name = "Muster Beispiel"
    assert name not in client_of(ministry).get("/berichte/lotsen/").content.decode()
    assert name in client_of(office).get("/berichte/lotsen/").content.decode()


def test_csv_keeps_the_key_as_text(programme: Kommune, ministry: Actor) -> None:
    answer = client_of(ministry).get("/berichte/kommunen/?erreicht=ja&ausgabe=csv")
    text = answer.content.decode("utf-8-sig")
    assert f";{programme.pk};" in text
    assert len(text.split("\r\n\r\n")[0].splitlines()) == 3
    assert "Geförderter Lotse: vorhanden" in text


def counted_of(kommunen: Any) -> list[tuple[str, int, bool]]:
    return list(kommunen.values_list("pk", "funded", "reached"))


def length_of(client: Client, link: str) -> int:
    count: int = client.get(link).context["page"].paginator.count
    return count
