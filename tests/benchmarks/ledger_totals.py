"""Milliseconds of every total that a page shows, and of the same sum in plain SQL."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection

from lotsen.core import clock
from vouchers import queries
from vouchers.models import Posting, Voucher
from vouchers.queries.entries import filtered_postings, posting_sum
from vouchers.queries.totals import budget_table, end_of_day
from vouchers.queries.verify import Report, verify

ROUNDS = 7
SUMS = "SELECT {}account, sum(cents) FROM vouchers_posting p {} GROUP BY {}"
AS_OF = "JOIN vouchers_journalentry e ON e.id = p.entry_id WHERE e.booked_at < %s"

Total = tuple[str, Callable[[], object], str, Sequence[Any]]
"""Name, the programme's way, the plain way with its parameters."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Median milliseconds of one total through the programme and as plain SQL over postings."""

    name: str
    milliseconds: float
    plain: float


def measure() -> list[Timing]:
    """All totals on the ledger as it stands, with fresh statistics."""
    _wait_for_ever()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [
        Timing(name, _median(act), _median(partial(_fetch, sql, values)))
        for name, act, sql, values in (*_of_now(), *_as_of(), *_behind_a_figure())
    ]


def checked() -> Report:
    """What `verify()` says, however long it takes."""
    _wait_for_ever()
    return verify()


def balance_rows() -> int:
    """What the totals read: one row per year, line, account, Kommune and provider in use."""
    [[count]] = _fetch("SELECT count(*) FROM vouchers_balance", [])
    return int(count)


def _wait_for_ever() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def _of_now() -> list[Total]:
    voucher = _some_voucher()
    kommune, year = voucher.kommune, voucher.budget_year_id
    own = SUMS.format("", "WHERE kommune_id = %s", "1")
    this_year = SUMS.format("", "WHERE year_id = %s", "1")
    by_kommune = SUMS.format("kommune_id, ", "WHERE year_id = %s", "1, 2")
    by_line = SUMS.format("year_id, line_id, ", "", "1, 2, 3")
    return [
        ("everything", queries.balances, SUMS.format("", "", "1"), []),
        ("one year", partial(queries.balances, year=year), this_year, [year]),
        ("one Kommune", partial(queries.balances, kommune=kommune), own, [kommune.pk]),
        ("by Kommune", partial(queries.totals_by, "kommune", year=year), by_kommune, [year]),
        ("by provider", partial(queries.totals_by, "provider"), _by("provider"), []),
        ("budget table", budget_table, by_line, []),
    ]


def _as_of() -> list[Total]:
    today = clock.today()
    days = {
        "today": today,
        "last month": today - timedelta(30),
        "600 days ago": today - timedelta(600),
    }
    found: list[Total] = []
    for name, day in days.items():
        sql, values = SUMS.format("", AS_OF, "1"), [end_of_day(day)]
        found.append(
            (f"everything, as of {name}", partial(queries.balances, as_of=day), sql, values)
        )
    by_kommune = partial(queries.totals_by, "kommune", as_of=today)
    return [
        *found,
        ("by Kommune, as of today", by_kommune, _by("kommune", AS_OF), [end_of_day(today)]),
    ]


def _behind_a_figure() -> list[Total]:
    """The page of bookings that a figure opens: their sum, and the newest fifty."""
    voucher = _some_voucher()
    postings = filtered_postings(year=voucher.budget_year_id, account="due")
    sums = "SELECT sum(cents) FROM vouchers_posting WHERE year_id = %s AND account = 'due'"
    page = (
        "SELECT * FROM vouchers_posting p JOIN vouchers_journalentry e ON e.id = p.entry_id"
        " WHERE p.year_id = %s AND account = 'due' ORDER BY e.year_id DESC, number DESC LIMIT 50"
    )
    return [
        ("sum behind a figure", partial(posting_sum, postings), sums, [voucher.budget_year_id]),
        ("bookings behind it", lambda: list(postings[:50]), page, [voucher.budget_year_id]),
        (
            "how many they are",
            postings.count,
            sums.replace("sum(cents)", "count(*)"),
            [voucher.budget_year_id],
        ),
    ]


def _by(dimension: str, narrowed: str = "") -> str:
    return SUMS.format(f"{dimension}_id, ", narrowed, "1, 2")


def _some_voucher() -> Voucher:
    posting = Posting.objects.filter(account="due").select_related("voucher__kommune").latest("pk")
    assert posting.voucher is not None
    return posting.voucher


def _median(act: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _fetch(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
