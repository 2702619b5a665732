"""Interest on money that comes back, as pure functions (docs/adr/0007).

§ 49a (3) LVwVfG: five percentage points a year above the base rate of § 247 BGB. Simple interest,
actual days of a year of 365; the day on which interest begins counts, the day of repayment does
not. Where the rate changes inside the time, each part has its own; rounded once, at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from lotsen.core.formatting import MINUS, NBSP

DAYS_OF_YEAR = 365
HUNDREDTHS_OF_PERCENT = 10_000
"""Rates are hundredths of a percent: 637 is 6.37 % a year."""


class Rate(Protocol):
    """What is needed of an `InterestRate`."""

    @property
    def valid_from(self) -> date: ...
    @property
    def yearly_hundredths(self) -> int: ...


class MissingRate(ValueError):
    """No rate is known for the first day."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days with one rate: from `first` up to, but without, `until`."""

    first: date
    until: date
    yearly_hundredths: int

    @property
    def days(self) -> int:
        return (self.until - self.first).days

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.until - timedelta(days=1)


def spans(rates: Sequence[Rate], *, first: date, until: date) -> list[Span]:
    """The time from `first` to `until` (not included), cut where the rate changes.

    Empty when there is no time. Raises `MissingRate` when the oldest rate begins after `first`.
    """
    if until <= first:
        return []
    steps = sorted(rates, key=lambda rate: rate.valid_from)
    known = [rate for rate in steps if rate.valid_from <= first]
    if not known:
        raise MissingRate(f"no interest rate for {first}")
    later = [rate for rate in steps if first < rate.valid_from < until]
    cuts = [first, *(rate.valid_from for rate in later), until]
    return [
        Span(start, end, rate.yearly_hundredths)
        for rate, start, end in zip([known[-1], *later], cuts[:-1], cuts[1:], strict=True)
    ]


def interest_cents(cents: int, parts: Sequence[Span]) -> int:
    """Interest on `cents` over all parts in whole cents, half a cent rounded up. Never negative."""
    yearly = cents * sum(part.yearly_hundredths * part.days for part in parts)
    whole = HUNDREDTHS_OF_PERCENT * DAYS_OF_YEAR
    return (2 * yearly + whole) // (2 * whole)


def half_year(day: date) -> date:
    """First day of the half-year: base rates change on 1 January and 1 July."""
    return date(day.year, 1 if day.month <= 6 else 7, 1)


def next_half_year(day: date) -> date:
    """First day of the half-year after the one of `day`."""
    start = half_year(day)
    return date(start.year, 7, 1) if start.month == 1 else date(start.year + 1, 1, 1)


def percent(hundredths: int) -> str:
    """Hundredths of a percent as people write them: 627 → "6,27 %"."""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{MINUS if hundredths < 0 else ''}{whole},{rest:02d}{NBSP}%"
