"""Milliseconds and bytes of the coverage page with 1,136 bodies and 100,000 people.

    .venv/bin/python -m tests.benchmarks.coverage [--people 100000] [--vouchers 50000] [--rounds 30]

Starts its own PostgreSQL and asks the whole site (middleware, session, templates) in this process:
for the page, for "has it changed?" (304), and for the lists behind it. `db` is the part that waits
for the database, `cpu` what Python computes, whatever else the machine does (`load`).
"""

import argparse
import gzip
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from tests.faults.own_server import own_server

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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--vouchers", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    with own_server():
        from django.db import connection

        from tests.benchmarks import search_fill
        from tests.factories.accounts import client_of

        course = search_fill.prepare()
        search_fill.add_people(options.people)
        search_fill.multiply(course, options.vouchers)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(TRAINED, [])
        search_fill.analyse()
        client = client_of(course.cast.ministry)
        client.defaults["SERVER_NAME"] = "localhost"
        measure(client, options.rounds)


def measure(client: "Client", rounds: int) -> None:
    """One line per address: median, 95th percentile, database, statements, bytes."""
    client.get(PAGE)
    etag = client.get(PAGE)["ETag"]
    rows: dict[str, Callable[[], HttpResponseBase]] = {
        "page": lambda: client.get(PAGE),
        "page, 304": lambda: client.get(PAGE, headers={"If-None-Match": etag}),
        "page, one Kreis": lambda: client.get(f"{PAGE}?kreis=08226"),
        "page, where employed": lambda: client.get(f"{PAGE}?zaehlung=beschaeftigung"),
        "page, earlier day": lambda: client.get(f"{PAGE}?stichtag=06.07.2022"),
        "list": lambda: client.get(f"{PAGE}kommunen/"),
        "white spots": lambda: client.get(f"{PAGE}weisse-flecken/"),
    }
    print(
        f"{'':24}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'db ms':>9}{'statements':>12}{'KB gz':>8}"
    )
    for name, ask in rows.items():
        times, cpu, waited, statements, content = _timed(ask, rounds)
        kilobytes = len(gzip.compress(content, 6)) / 1024
        print(
            f"{name:24}{times[len(times) // 2]:9.1f}{times[int(len(times) * 0.95)]:9.1f}"
            f"{cpu:9.1f}{waited:9.1f}{statements:12}{kilobytes:8.1f}"
        )
    print(f"goal: page {GOAL_MS} ms, {GOAL_KB} KB gz; load {os.getloadavg()[0]:.1f}")


def _timed(
    ask: "Callable[[], HttpResponseBase]", rounds: int
) -> tuple[list[float], float, float, int, bytes]:
    """Sorted milliseconds, mean of Python; of one request database time, statements, content."""
    times = []
    computed = time.process_time()
    for _ in range(rounds):
        begun = time.perf_counter()
        answer: Any = ask()
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status_code not in (200, 304):
            raise SystemExit(str(answer.status_code))
    cpu = (time.process_time() - computed) * 1000 / rounds
    waits: list[float] = []
    with _watched(waits):
        ask()
    return sorted(times), cpu, sum(waits), len(waits), answer.content


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
