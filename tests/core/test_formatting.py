"""Money, days and numbers as a German reader expects them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen.core import formatting
from lotsen.core.fields import parse_cents

NBSP = formatting.NBSP


@pytest.mark.parametrize(
    ("cents", "exact", "rounded"),
    [
        (0, "0,00 €", "0 €"),
        (5, "0,05 €", "0 €"),
        (50, "0,50 €", "1 €"),
        (123456, "1.234,56 €", "1.235 €"),
        (80000000, "800.000,00 €", "800.000 €"),
        (-30000, "−300,00 €", "−300 €"),
        (-49, "−0,49 €", "0 €"),
        (None, "–", "–"),
    ],
)
def test_money(cents: int | None, exact: str, rounded: str) -> None:
    assert formatting.euro(cents) == exact.replace(" ", NBSP)
    assert formatting.euro_round(cents) == rounded.replace(" ", NBSP)


@given(st.integers(min_value=-(10**11), max_value=10**11))
def test_what_is_shown_can_be_typed_back(cents: int) -> None:
    assert parse_cents(formatting.euro(cents)) == cents


def test_numbers_and_shares() -> None:
    assert formatting.number(1136) == "1.136"
    assert formatting.number(-1136) == "−1.136"
    assert formatting.number(None) == "–"
    assert formatting.percent(647, 1136) == f"57,0{NBSP}%"
    assert formatting.percent(1, 0) == "–"
    assert formatting.counted(1, "Gutschein", "Gutscheine") == f"1{NBSP}Gutschein"
    assert formatting.counted(1597, "Gutschein", "Gutscheine") == f"1.597{NBSP}Gutscheine"


def test_a_place_on_the_map() -> None:
    stuttgart = Decimal("48.775817"), Decimal("9.182932")
    assert formatting.degrees(*stuttgart) == f"48,7758°{NBSP}N, 9,1829°{NBSP}O"
    assert formatting.degrees(Decimal("48"), Decimal("9.1")) == f"48,0000°{NBSP}N, 9,1000°{NBSP}O"
    assert formatting.degrees(None, None) == "–"


def test_days() -> None:
    sunday = date(2026, 11, 22)
    assert formatting.day(sunday) == "22.11.2026"
    assert formatting.day_long(sunday) == f"Sonntag, 22.{NBSP}November 2026"
    assert formatting.day_short(sunday) == f"So{NBSP}22.11."
    assert formatting.month(sunday) == "November 2026"
    assert formatting.day(None) == formatting.day_long(None) == "–"


def test_instants_are_shown_on_the_german_clock() -> None:
    shortly_before_midnight_utc = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert formatting.instant(shortly_before_midnight_utc) == f"01.07.2026, 00:30{NBSP}Uhr"
    assert formatting.day(shortly_before_midnight_utc) == "01.07.2026"
    assert formatting.clock_time(time(9, 15)) == f"09:15{NBSP}Uhr"


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2026, 11, 10), date(2026, 11, 10), "10.11.2026"),
        (date(2026, 11, 10), date(2026, 11, 12), "10.–12.11.2026"),
        (date(2026, 11, 30), date(2026, 12, 2), "30.11.–02.12.2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30.12.2026 – 02.01.2027"),
        (date(2026, 11, 10), None, "10.11.2026"),
        (None, None, "–"),
    ],
)
def test_stretches_of_days(first: date | None, last: date | None, shown: str) -> None:
    assert formatting.span(first, last) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("war nicht da", "war nicht da."), ("Weg. ", "Weg."), ("Wer weiß?", "Wer weiß?"), ("", "")],
)
def test_what_somebody_typed_becomes_a_sentence(typed: str, shown: str) -> None:
    assert formatting.sentence(typed) == shown
