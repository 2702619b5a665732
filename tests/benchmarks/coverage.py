"""Milliseconds and bytes of the coverage page with 1,136 bodies and 100,000 people.

    .venv/bin/python -m tests.benchmarks.coverage [--people 100000] [--vouchers 50000] [--rounds 30]

Starts its own PostgreSQL and asks the whole site (middleware, session, templates) in this process:
for the page, for "has it changed?" (304), and for the lists behind it. Before each request somebody
else ends a transaction, so that nothing kept in memory holds; the last lines are those of a moment
when nobody writes. `db` is the part that waits for the database, `cpu` what Python computes,
whatever else the machine does (`load`).
"""

import gzip
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.benchmarks.crowd import crowd

if TYPE_CHECKING:
    from django.http import HttpResponseBase
    from django.test import Client

GOAL_MS, GOAL_KB = 150, 60
PAGE = "/berichte/abdeckung/"
TRAINED = """INSERT INTO people_qualification
        (id, lotse_id, kommune_id, kind, completed_on, funded, proof)
    SELECT gen_random_uuid(), lotse_id, kommune_id, 'basis',
           date '2018-11-20' + (row_number() OVER () %% 2900)::int, random() < 0.65, ''
    FROM people_employment
    WHERE ends_on IS NULL AND random() < 0.8 AND hashtext(kommune_id) %% 10 < 6
    ON CONFLICT DO NOTHING"""
"""Six of ten Kommunen have Lotsen, there four of five people; the others are still on the way."""


def main() -> None:
    with crowd(__doc__, TRAINED) as (course, rounds):
        from tests.factories.accounts import client_of

        client = client_of(course.cast.ministry)
        client.defaults["SERVER_NAME"] = "localhost"
        measure(client, rounds)


VIEWS = {
    "page": PAGE,
    "page, one Kreis": f"{PAGE}?kreis=08226",
    "page, where employed": f"{PAGE}?zaehlung=beschaeftigung",
    "page, Aufbau": f"{PAGE}?linie=aufbau",
    "page, earlier day": f"{PAGE}?stichtag=06.07.2022",
    "list": f"{PAGE}kommunen/",
    "list, where employed": f"{PAGE}kommunen/?zaehlung=beschaeftigung",
    "white spots": f"{PAGE}weisse-flecken/",
}
KEPT = ("page", "page, where employed", "page, 304")


def measure(client: "Client", rounds: int) -> None:
    """One line per address: median, 95th percentile, database, statements, bytes."""
    client.get(PAGE)
    etag = client.get(PAGE)["ETag"]
    rows = {name: partial(client.get, address) for name, address in VIEWS.items()}
    rows["page, 304"] = partial(client.get, PAGE, headers={"If-None-Match": etag})
    print(
        f"{'':34}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'db ms':>9}{'statements':>12}{'KB gz':>8}"
    )
    for name, ask in rows.items():
        show(name, ask, rounds, before=write_elsewhere)
    for name in KEPT:
        show(f"{name}, nobody writes", rows[name], rounds, before=lambda: None)
    print(f"goal: page {GOAL_MS} ms, {GOAL_KB} KB gz; load {os.getloadavg()[0]:.1f}")


def show(
    name: str, ask: "Callable[[], HttpResponseBase]", rounds: int, before: Callable[[], None]
) -> None:
    times, cpu, waited, statements, content = _timed(ask, rounds, before)
    kilobytes = len(gzip.compress(content, 6)) / 1024
    print(
        f"{name:34}{times[len(times) // 2]:9.1f}{times[int(len(times) * 0.95)]:9.1f}"
        f"{cpu:9.1f}{waited:9.1f}{statements:12}{kilobytes:8.1f}"
    )


def write_elsewhere() -> None:
    """End a transaction that could have written anything."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")


def _timed(
    ask: "Callable[[], HttpResponseBase]", rounds: int, before: Callable[[], None]
) -> tuple[list[float], float, float, int, bytes]:
    """Sorted milliseconds, mean of Python; of one request database time, statements, content."""
    times, computed = [], 0.0
    for _ in range(rounds):
        before()
        begun, begun_cpu = time.perf_counter(), time.process_time()
        answer: Any = ask()
        times.append((time.perf_counter() - begun) * 1000)
        computed += (time.process_time() - begun_cpu) * 1000
        if answer.status_code not in (200, 304):
            raise SystemExit(str(answer.status_code))
    waits: list[float] = []
    before()
    with _watched(waits):
        ask()
    return sorted(times), computed / rounds, sum(waits), len(waits), answer.content


def _watched(waits: list[float]) -> AbstractContextManager[None]:
    from django.db import connection

    def wait(execute: Callable[..., Any], *statement: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*statement)
        finally:
            waits.append((time.perf_counter() - begun) * 1000)

    return connection.execute_wrapper(wait)


if __name__ == "__main__":
    main()
