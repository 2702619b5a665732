"""Days on which the demo programme works: no weekends, no public holidays, no long breaks."""

from datetime import date, timedelta
from functools import lru_cache

#: Months and days between which no seminar is held (summer break, turn of the year).
BREAKS = (((7, 29), (9, 8)), ((12, 21), (12, 31)), ((1, 1), (1, 9)))


@lru_cache
def easter(year: int) -> date:
    """Easter Sunday of `year` (Gauss, Gregorian calendar)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache
def public_holidays(year: int) -> frozenset[date]:
    """Public holidays of Baden-Württemberg."""
    fixed = ((1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26))
    moving = (-2, 1, 39, 50, 60)
    sunday = easter(year)
    return frozenset(
        [date(year, month, day) for month, day in fixed]
        + [sunday + timedelta(days=days) for days in moving]
    )


def is_working_day(day: date) -> bool:
    """Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def is_seminar_day(day: date) -> bool:
    """A working day outside the breaks."""
    at = (day.month, day.day)
    return is_working_day(day) and not any(first <= at <= last for first, last in BREAKS)


def working_day(day: date, step: int = -1) -> date:
    """`day`, or the nearest working day before it (`step=1`: after it)."""
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def seminar_day(day: date, step: int = -1) -> date:
    """`day`, or the nearest seminar day before it (`step=1`: after it)."""
    while not is_seminar_day(day):
        day += timedelta(days=step)
    return day


def three_days(last: date, gaps: tuple[int, int]) -> tuple[date, date, date]:
    """Three seminar days, the last on or before `last`; `gaps` are the calendar days between."""
    third = seminar_day(last)
    second = seminar_day(third - timedelta(days=gaps[1]))
    first = seminar_day(second - timedelta(days=gaps[0]))
    return first, second, third


def spread(start: date, end: date, count: int) -> list[date]:
    """`count` days, evenly spread, the last of them on `end`."""
    span = (end - start).days
    return [start + timedelta(days=span * (number + 1) // count) for number in range(count)]
