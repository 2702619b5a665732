"""Taking back a day whose budget year was closed: booked in the present year, with its money."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.errors import Conflict
from tests.deferred import fire_deferred
from tests.factories.accounts import client_of
from tests.factories.corrections import pay_out
from tests.factories.money import close_year
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from tests.vouchers.test_corrections import text_of
from tests.vouchers.test_totals import lines_of
from vouchers import services
from vouchers.enums import VoucherState
from vouchers.models import JournalEntry, Voucher
from vouchers.queries import balances
from vouchers.queries.totals import Totals
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db
YEAR, NEXT = 2025, 2026
HELD_ON = date(YEAR, 12, 2)
REASON = "Falsche Person bestätigt"


@dataclass(frozen=True, slots=True)
class Closed:
    """A voucher of 2025 at 100 € a day; day 1 is redeemed for 30 €, `entry`. 2025 is closed."""

    cast: Cast
    voucher: Voucher
    entry: JournalEntry


def redeem(cast: Cast, voucher: Voucher, day: int, cap: int | None = None) -> JournalEntry:
    return services.redeem_day(
        voucher_id=voucher.pk,
        day_number=day,
        seminar_day_on=HELD_ON,
        actor=cast.trainer,
        idempotency_key=f"redeem {day}",
        cap_cents=cap,
    ).entry


@pytest.fixture(autouse=True)
def _january() -> Iterator[None]:
    with clock.at(datetime(NEXT, 1, 13, 9)):
        yield


@pytest.fixture
def december() -> tuple[Cast, Voucher]:
    with clock.at(datetime(YEAR, 12, 15, 9)):
        cast = make_cast()
        make_grant(cast, 500_00)
        return cast, make_vouchers(cast)[0]


@pytest.fixture
def closed(december: tuple[Cast, Voucher]) -> Closed:
    cast, voucher = december
    with clock.at(datetime(YEAR, 12, 16, 9)):
        entry = redeem(cast, voucher, 1, cap=30_00)
    close_year(cast, YEAR)
    return Closed(cast, voucher, entry)


def reverse_day(case: Closed) -> JournalEntry:
    return services.reverse_day(entry_id=case.entry.pk, reason=REASON, actor=case.cast.office)


def assert_sound() -> None:
    fire_deferred()
    assert verify().problems == []


def test_it_is_booked_in_the_year_that_the_day_went_on_to(closed: Closed) -> None:
    make_grant(closed.cast, 100_00, year=NEXT)
    before = balances(year=YEAR)
    reversal = reverse_day(closed)
    assert (reversal.year_id, reversal.reverses_id) == (NEXT, closed.entry.pk)
    assert balances(year=YEAR) == before
    assert balances(year=NEXT) == Totals(granted=330_00, available=30_00, committed=300_00)
    closed.voucher.refresh_from_db()
    assert (closed.voucher.redeemed_days, closed.voucher.state) == (0, VoucherState.ISSUED)
    assert_sound()


def test_the_day_is_decided_anew_in_that_year(closed: Closed) -> None:
    make_grant(closed.cast, 100_00, year=NEXT)
    reverse_day(closed)
    again = services.decide_day_again(
        entry_id=closed.entry.pk, present=True, actor=closed.cast.office
    )
    assert (again.year_id, again.occurred_on) == (NEXT, HELD_ON)
    totals = balances(year=NEXT)
    assert (totals.due, totals.available) == (30_00, 100_00)
    assert_sound()


def test_what_the_closed_year_gave_back_comes_out_of_the_money_of_the_present_one(
    closed: Closed,
) -> None:
    with pytest.raises(Conflict, match="Das Budget reicht nicht mehr"):
        reverse_day(closed)


def test_it_is_taken_back_once(closed: Closed) -> None:
    make_grant(closed.cast, 100_00, year=NEXT)
    first = reverse_day(closed)
    assert reverse_day(closed) == first
    with pytest.raises(Conflict, match=f"schon storniert: Buchung {first}"):
        services.reverse_day(
            entry_id=closed.entry.pk, reason="Anderer Grund", actor=closed.cast.office
        )


def test_a_voucher_with_nothing_open_goes_to_the_running_year(
    december: tuple[Cast, Voucher],
) -> None:
    """All days decided, the redeemed ones paid: nothing was carried over; day 3 was released."""
    cast, voucher = december
    with clock.at(datetime(YEAR, 12, 16, 9)):
        for day in (1, 2):
            redeem(cast, voucher, day)
        pay_out(cast, Voucher.objects.get(pk=voucher.pk))
        released = services.release_day(
            voucher_id=voucher.pk,
            day_number=3,
            seminar_day_on=HELD_ON,
            actor=cast.trainer,
            idempotency_key="release 3",
        ).entry
    close_year(cast, YEAR)
    case = Closed(cast, voucher, released)
    with (
        clock.at(datetime(NEXT + 1, 1, 2, 9)),
        pytest.raises(Conflict, match=f"Haushaltsjahr {NEXT + 1} ist nicht offen"),
    ):
        reverse_day(case)
    make_grant(cast, 100_00, year=NEXT)
    assert reverse_day(case).year_id == NEXT
    voucher.refresh_from_db()
    assert (voucher.budget_year_id, voucher.state) == (NEXT, VoucherState.PARTLY_REDEEMED)
    assert balances(year=NEXT) == Totals(granted=100_00, committed=100_00)
    assert_sound()


def test_a_day_paid_out_of_the_closed_year_is_still_reclaimed(
    december: tuple[Cast, Voucher],
) -> None:
    cast, voucher = december
    with clock.at(datetime(YEAR, 12, 16, 9)):
        entry = redeem(cast, voucher, 1)
        voucher.refresh_from_db()
        pay_out(cast, voucher)
    close_year(cast, YEAR)
    with pytest.raises(Conflict, match="nur noch zurückgefordert"):
        reverse_day(Closed(cast, voucher, entry))


def test_page_timeline_and_csv_name_the_year(closed: Closed) -> None:
    make_grant(closed.cast, 100_00, year=NEXT)
    office = client_of(closed.cast.office)
    address = reverse("vouchers:reverse-day", args=[closed.entry.pk])
    page = text_of(office.get(address))
    assert f"Das Haushaltsjahr {YEAR} ist abgeschlossen" in page
    assert f"Das Storno wird im Haushaltsjahr {NEXT} gebucht." in page
    assert f"Die 70,00 € kommen aus den Mitteln für {NEXT}." in page
    assert office.post(address, {"reason": REASON}).status_code == 302
    reversal = JournalEntry.objects.get(kind="reversal")
    assert f"mit Buchung {reversal.reference}" in text_of(office.get(address))
    life = text_of(office.get(reverse("vouchers:voucher", args=[closed.voucher.pk])))
    assert f"Storno der Buchung {closed.entry.reference}" in life
    assert reversal.reference in life
    export = lines_of(office, f"{reverse('vouchers:entries-csv')}?jahr={NEXT}&konto=due")
    assert sorted(row["Betrag in Euro"] for row in export) == ["-30,00", "30,00"]


def test_a_day_of_an_open_year_says_nothing_of_years(december: tuple[Cast, Voucher]) -> None:
    cast, voucher = december
    with clock.at(datetime(YEAR, 12, 16, 9)):
        entry = redeem(cast, voucher, 1)
    page = client_of(cast.office).get(reverse("vouchers:reverse-day", args=[entry.pk]))
    assert "Das Storno wird im Haushaltsjahr" not in text_of(page)
