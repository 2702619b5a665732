"""Every figure of the totals, its bookings and their CSV agree to the cent."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lotsen.core import clock
from lotsen.core.fields import parse_cents
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor, make_organisation
from tests.factories.corrections import other_kommune, pay_out, redeem_all
from tests.factories.kommunen import make_kommune, make_landkreis
from tests.factories.vouchers import Cast, basis_line, make_cast, make_grant, make_vouchers
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.enums import ProposalKind
from vouchers.queries import balances, totals_by
from vouchers.queries.totals_table import totals_table

pytestmark = pytest.mark.django_db
TOTALS = "/foerdermittel/summen/"
GROUPS = ("year", "line", "bezirk", "kreis", "kommune", "provider")
LINK = re.compile(r'<a href="(/foerdermittel/buchungen/\?[^"]+)">([^<]+)</a>')


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Two Kommunen in two Kreise, two providers, something on every account but `ordered`."""
    with clock.at(clock.now() - timedelta(days=40)):
        make_grant(cast, 2_000_00)
        make_vouchers(cast)
    kreis = make_landkreis("Andere", "08888")
    town = make_kommune("Anderstadt", landkreis=kreis)
    house = make_organisation()
    other = replace(
        cast,
        kommune=town,
        provider=house,
        hr=make_actor(Role.HR, town.organisation),
        trainer=make_actor(Role.PROVIDER, house),
    )
    [voucher] = make_vouchers(other)
    redeem_all(other, voucher, [1, 2])
    pay_out(other, voucher)
    redeem_all(other, voucher, [3])
    ahead = services.propose_budget(
        kind=ProposalKind.COMMITMENT,
        line=basis_line(),
        year=clock.today().year + 1,
        cents=700_00,
        reason="Haushaltsplan",
        submission_key="ve",
        actor=cast.ministry,
    )
    services.approve_budget(proposal_id=ahead.pk, actor=cast.second)
    return cast


def figures(client: Client, query: str) -> Iterator[tuple[str, int]]:
    """Address and cents of every figure of the totals page."""
    page = client.get(f"{TOTALS}?{query}").content.decode()
    for address, amount in LINK.findall(page):
        cents = parse_cents(amount)
        assert cents is not None
        yield unescape(address), cents


def lines_of(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a CSV, without the notes below."""
    text = client.get(address).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    head, body = rows[0], rows[1:]
    return [dict(zip(head, row, strict=True)) for row in body if len(row) == len(head)]


def cents_of(text: str) -> int:
    return int(text.replace(",", "")) if text else 0


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("as_of", ["", "20"])
def test_figures_bookings_and_csv_agree_to_the_cent(busy: Cast, group: str, as_of: str) -> None:
    client = client_of(busy.office)
    until = f"{clock.today() - timedelta(days=int(as_of)):%d.%m.%Y}" if as_of else ""
    seen = list(figures(client, f"gruppe={group}&bis={until}"))
    assert any(cents for _, cents in seen)
    for address, cents in seen:
        page = text_of(client.get(address))
        shown = re.search(r"<dt>Summe[^<]*</dt><dd><strong>([^<]+)</strong>", page)
        assert (parse_cents(shown[1]) if shown else 0) == cents, address
        table = address.replace("/buchungen/", "/buchungen.csv")
        assert sum(cents_of(r["Betrag in Euro"]) for r in lines_of(client, table)) == cents


@pytest.mark.parametrize("group", GROUPS)
def test_the_csv_has_the_rows_of_the_page_and_their_sum(busy: Cast, group: str) -> None:
    client = client_of(busy.office)
    rows = lines_of(client, f"/foerdermittel/summen.csv?gruppe={group}")
    *single, total = rows
    assert total["Schlüssel"] == ""
    for column in ("Gebunden", "Fällig", "Ausgezahlt", "Bewilligt", "VE", "Verfügbar"):
        name = f"{column} in Euro"
        assert sum(cents_of(row[name]) for row in single) == cents_of(total[name])
    assert (total["Gebunden in Euro"], total["Fällig in Euro"]) == ("300,00", "100,00")
    assert total["Ausgezahlt in Euro"] == "200,00"
    budget = ("2000,00", "700,00") if group in ("year", "line") else ("", "")
    assert (total["Bewilligt in Euro"], total["VE in Euro"]) == budget


def test_stand_filter_and_author_are_printed(busy: Cast) -> None:
    client = client_of(busy.office)
    query = f"gruppe=kommune&kommune={busy.kommune.pk}"
    page = text_of(client.get(f"{TOTALS}?{query}"))
    export = client.get(f"/foerdermittel/summen.csv?{query}").content.decode()
    for text in (page, export.replace("\xa0", " ")):
        assert f"erstellt von {busy.office.name}" in text
        assert busy.kommune.label in text


def test_day_totals_and_postings_say_the_same_of_every_day(busy: Cast) -> None:
    for days in (0, 20, 39, 40, 41):
        on = clock.today() - timedelta(days=days)
        from_days = totals_by("year", as_of=on)
        committed = sum(totals.committed for totals in from_days.values())
        assert committed == balances(kommune=busy.kommune, as_of=on).committed + (
            sum(
                totals.committed
                for key, totals in totals_by("kommune", as_of=on).items()
                if key != busy.kommune.pk
            )
        )
    assert balances(as_of=clock.today()) == balances()


def test_a_booking_late_in_the_evening_counts_for_its_day_in_berlin(cast: Cast) -> None:
    with clock.at(datetime(2026, 2, 10, 23, 30)):
        make_grant(cast, 1_000_00, year=2026)
    assert balances(as_of=date(2026, 2, 9)).granted == 0
    assert balances(as_of=date(2026, 2, 10)).granted == 1_000_00
    assert balances(as_of=date(2026, 2, 10), year=2026).available == 1_000_00


def test_a_kreis_counts_its_own_staff_and_its_gemeinden(busy: Cast) -> None:
    by_kreis = totals_by("kreis")
    assert by_kreis["08888"].paid == 200_00
    table = totals_table("kommune", kreis=make_landkreis("Dritte", "08777"))
    assert table.rows == []


def test_a_kommune_that_exists_no_more_keeps_its_bookings(busy: Cast) -> None:
    kommune = busy.kommune
    type(kommune).objects.filter(pk=kommune.pk).update(dissolved_on=clock.today())
    client = client_of(busy.office)
    [cents] = {
        cents
        for address, cents in figures(client, "gruppe=kommune")
        if f"kommune={kommune.pk}" in address and "konto=committed" in address
    }
    assert cents == 300_00
    address = reverse("vouchers:entries") + f"?kommune={kommune.pk}&konto=committed"
    assert "<strong>300,00 €</strong>" in text_of(client.get(address))


@pytest.mark.parametrize(
    "query", ["gruppe=unsinn", "jahr=abc", "kreis=x", "bezirk=9", "bis=31.02.2026", "seite=-3"]
)
def test_a_senseless_filter_is_ignored(busy: Cast, query: str) -> None:
    for address in (TOTALS, "/foerdermittel/summen.csv", "/foerdermittel/buchungen.csv"):
        assert client_of(busy.office).get(f"{address}?{query}").status_code == 200


PAGES = [
    (f"{TOTALS}?gruppe=year", 12),
    (f"{TOTALS}?gruppe=line", 13),
    (f"{TOTALS}?gruppe=bezirk", 10),
    (f"{TOTALS}?gruppe=kreis", 10),
    (f"{TOTALS}?gruppe=kommune", 10),
    (f"{TOTALS}?gruppe=provider", 10),
    (f"{TOTALS}?gruppe=line&bis=22.11.2026", 13),
    ("/foerdermittel/", 8),
    ("/foerdermittel/freigaben/", 6),
]


@pytest.mark.parametrize(("address", "count"), PAGES)
def test_totals_need_the_same_queries_for_one_and_three_rows(
    cast: Cast, address: str, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_grant(cast)
    make_vouchers(cast)
    client = client_of(make_actor(Role.AUDITOR))
    client.get(address)
    with django_assert_num_queries(count):
        client.get(address)
    for year in (1, 2):
        make_grant(cast, year=clock.today().year - year)
        make_vouchers(other_kommune(cast))
    with django_assert_num_queries(count):
        client.get(address)


def test_kwargs_of_the_table_are_those_of_the_balances(busy: Cast) -> None:
    narrowed: dict[str, Any] = {"year": clock.today().year, "provider": busy.provider}
    table = totals_table("kommune", **narrowed)
    assert table.total.totals.committed == balances(**narrowed).committed
