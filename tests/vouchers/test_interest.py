"""Interest by the day: known cases, and what holds for every amount, time and rate table."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchers.interest import (
    MissingRate,
    Rate,
    half_year,
    interest_cents,
    next_half_year,
    spans,
)

FIRST = date(2018, 1, 1)


@dataclass(frozen=True)
class Known:
    """A row of a rate table."""

    valid_from: date
    yearly_hundredths: int


def interest(cents: int, rates: list[Rate], first: date, until: date) -> int:
    return interest_cents(cents, spans(rates, first=first, until=until))


def test_one_year_at_one_rate() -> None:
    """300 € at 6.27 % for 365 days are 18.81 €."""
    assert interest(300_00, [Known(FIRST, 627)], date(2025, 3, 1), date(2026, 3, 1)) == 18_81


def test_a_leap_year_has_one_day_more() -> None:
    """100 € at 5 % from 1 January 2024 for 366 days: 5.0137 €."""
    assert interest(100_00, [Known(FIRST, 500)], date(2024, 1, 1), date(2025, 1, 1)) == 5_01


def test_each_part_has_its_rate() -> None:
    """181 days at 7.27 % and 184 at 6.27 %: 1,000 € earn 36.05 + 31.61 = 67.66 €."""
    rates: list[Rate] = [Known(date(2025, 7, 1), 627), Known(date(2025, 1, 1), 727)]
    parts = spans(rates, first=date(2025, 1, 1), until=date(2026, 1, 1))
    assert [(part.days, part.yearly_hundredths) for part in parts] == [(181, 727), (184, 627)]
    assert parts[0].last == date(2025, 6, 30)
    assert interest_cents(1_000_00, parts) == 67_66


def test_half_a_cent_is_rounded_up_once() -> None:
    """73 days are a fifth of a year: 10 € at 5 % are 10 cents, 2.50 € are 2.5 cents."""
    rates: list[Rate] = [Known(FIRST, 500)]
    until = date(2025, 1, 1) + timedelta(days=73)
    assert interest(10_00, rates, date(2025, 1, 1), until) == 10
    assert interest(2_50, rates, date(2025, 1, 1), until) == 3


def test_no_time_no_interest() -> None:
    day = date(2025, 1, 1)
    assert interest(100_00, [Known(FIRST, 500)], day, day) == 0
    assert interest(100_00, [Known(FIRST, 500)], day, day - timedelta(days=9)) == 0


def test_a_day_before_the_first_rate_has_none() -> None:
    with pytest.raises(MissingRate):
        spans([Known(FIRST, 500)], first=FIRST - timedelta(days=1), until=FIRST)


def test_half_years() -> None:
    assert half_year(date(2026, 6, 30)) == date(2026, 1, 1)
    assert half_year(date(2026, 7, 1)) == date(2026, 7, 1)
    assert next_half_year(date(2026, 3, 5)) == date(2026, 7, 1)
    assert next_half_year(date(2026, 7, 1)) == date(2027, 1, 1)


amounts = st.integers(1, 10_000_000_00)
days = st.dates(FIRST, date(2040, 12, 31))
tables = st.dictionaries(days, st.integers(0, 2_500), max_size=12).map(
    lambda found: [Known(day, rate) for day, rate in ({FIRST: 412} | found).items()]
)


@given(amounts, tables, days, days, days)
def test_split_times_add_up_within_a_cent(
    cents: int, rates: list[Rate], a: date, b: date, c: date
) -> None:
    first, middle, until = sorted((a, b, c))
    parts = interest(cents, rates, first, middle) + interest(cents, rates, middle, until)
    assert abs(parts - interest(cents, rates, first, until)) <= 1


@given(amounts, tables, days, days)
def test_never_negative_and_more_time_never_costs_less(
    cents: int, rates: list[Rate], first: date, until: date
) -> None:
    found = interest(cents, rates, first, until)
    assert found >= 0
    assert interest(cents, rates, first, until + timedelta(days=1)) >= found


@given(amounts, amounts, tables, days, days)
def test_a_larger_amount_never_earns_less(
    a: int, b: int, rates: list[Rate], first: date, until: date
) -> None:
    small, large = sorted((a, b))
    assert interest(small, rates, first, until) <= interest(large, rates, first, until)


@given(amounts, tables, days, days)
def test_the_parts_cover_every_day_once(
    cents: int, rates: list[Rate], first: date, until: date
) -> None:
    parts = spans(rates, first=first, until=until)
    assert sum(part.days for part in parts) == max(0, (until - first).days)
    assert all(part.days > 0 for part in parts)
