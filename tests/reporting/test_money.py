"""The dashboard is right to the cent at each step of the way, and each figure equals its list."""

from datetime import timedelta

import pytest

from lotsen.core import clock
from lotsen.core.formatting import euro
from lotsen.reporting.queries.dashboard import Dashboard, dashboard
from lotsen.reporting.queries.money import MoneyFigure, bookings
from tests.factories.accounts import client_of
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers.services import cancel_voucher, redeem_day, release_day

pytestmark = pytest.mark.django_db


def board() -> Dashboard:
    today = clock.today()
    return dashboard(year=today.year, as_of=today)


def assert_figures(granted: int, committed: int, redeemed: int, available: int) -> None:
    """The four sums in euros, on the dashboard and as totals of the lists behind them."""
    shown = board().money
    assert shown.adds_up
    figures = {
        MoneyFigure.GRANTED: (shown.granted, granted),
        MoneyFigure.COMMITTED: (shown.committed, committed),
        MoneyFigure.REDEEMED: (shown.redeemed, redeemed),
        MoneyFigure.AVAILABLE: (shown.available, available),
    }
    today = clock.today()
    for figure, (cents, expected) in figures.items():
        assert cents == expected * 100, figure
        assert bookings(figure, year=today.year, as_of=today).total_cents == cents, figure


def redeem(cast: Cast, voucher: str, day: int) -> None:
    redeem_day(
        voucher_id=voucher,
        day_number=day,
        seminar_day_on=clock.today(),
        actor=cast.trainer,
        idempotency_key=f"{voucher}:{day}",
    )


def test_every_step_of_the_way_to_the_cent() -> None:
    cast = make_cast()
    assert_figures(0, 0, 0, 0)
    make_grant(cast, 1_000_00)
    assert_figures(1_000, 0, 0, 1_000)
    first, second = make_vouchers(cast, 2)
    assert_figures(1_000, 600, 0, 400)
    redeem(cast, first.pk, 1)
    assert_figures(1_000, 500, 100, 400)
    redeem(cast, first.pk, 2)
    release_day(
        voucher_id=first.pk,
        day_number=3,
        seminar_day_on=clock.today(),
        actor=cast.trainer,
        idempotency_key="missed",
    )
    assert_figures(1_000, 300, 200, 500)
    cancel_voucher(voucher_id=second.pk, reason="Seminar abgesagt", actor=cast.office)
    assert_figures(1_000, 0, 200, 800)


def test_sums_by_regierungsbezirk_belong_to_the_kommune() -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    redeem(cast, voucher.pk, 1)
    rows = {row.key: row for row in board().bezirke}
    own = rows[cast.kommune.regierungsbezirk_id]
    assert (own.committed_cents, own.redeemed_cents) == (200_00, 100_00)
    today = clock.today()
    for figure, cents in ((MoneyFigure.COMMITTED, 200_00), (MoneyFigure.REDEEMED, 100_00)):
        found = bookings(figure, year=today.year, as_of=today, bezirk=own.key)
        assert found.total_cents == cents


def test_an_earlier_stichtag_shows_what_was_booked_by_then() -> None:
    cast = make_cast()
    last_month = clock.now() - timedelta(days=30)
    with clock.at(last_month):
        year = clock.today().year
        make_grant(cast, 900_00, year)
    make_grant(cast, 100_00, year)
    then = last_month.date()
    assert dashboard(year=year, as_of=then).money.granted == 900_00
    assert dashboard(year=year, as_of=then - timedelta(days=1)).money.granted == 0
    assert dashboard(year=year, as_of=clock.today()).money.granted == 1_000_00


def test_pages_show_the_same_sums() -> None:
    cast = make_cast()
    make_grant(cast, 1_234_00)
    make_vouchers(cast)
    client = client_of(cast.ministry)
    page = client.get("/berichte/").content.decode()
    for cents in (1_234_00, 300_00, 934_00):
        assert euro(cents) in page
    behind = client.get(f"/berichte/buchungen/?summe=gebunden&jahr={clock.today().year}")
    assert behind.context["listing"].total == euro(300_00)
    assert behind.context["page"].paginator.count == 3


def test_bookings_as_csv_are_the_filtered_rows() -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    answer = client_of(cast.ministry).get("/berichte/buchungen/?summe=gebunden&ausgabe=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Nummer;Gebucht;Vorgang")
    assert sum(voucher.pk in line and line.endswith(";100,00") for line in lines) == 3
    assert any("Stichtag" in line for line in lines)


@pytest.mark.parametrize(
    "query",
    ["jahr=abc", "stichtag=32.13.2020", "summe=alles", "bezirk=999", "jahr=1", "seite=-5"],
)
def test_nonsense_in_the_address_is_ignored(query: str) -> None:
    cast = make_cast()
    client = client_of(cast.ministry)
    for page in ("/berichte/", "/berichte/buchungen/", "/berichte/lotsen/", "/berichte/kommunen/"):
        assert client.get(f"{page}?{query}").status_code == 200


def test_a_stichtag_in_the_future_is_today() -> None:
    cast = make_cast()
    answer = client_of(cast.ministry).get("/berichte/?stichtag=31.12.2999")
    assert answer.context["board"].as_of == clock.today()
