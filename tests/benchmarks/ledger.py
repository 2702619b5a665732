"""Bookings per second and totals of the ledger against plain SQL, in one run.

    .venv/bin/python -m tests.benchmarks.ledger [--postings 10000 1000000] [--clients 1 8]

Starts its own PostgreSQL with the settings of `./run` (every commit reaches the disk unless
`--no-sync`). Each size is a database of its own; filling a million postings takes two minutes.
"""

import argparse
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.faults.own_server import own_server

if TYPE_CHECKING:
    from tests.benchmarks.ledger_bookings import Speed
    from tests.benchmarks.ledger_totals import Timing
    from tests.factories.vouchers import Cast


@dataclass(frozen=True, slots=True)
class Result:
    """Everything measured at one size of the ledger."""

    postings: int
    balance_rows: int
    speeds: "list[Speed]"
    timings: "list[Timing]"
    verify_seconds: float
    problems: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--bookings", type=int, default=2_000, help="per way and client count")
    parser.add_argument("--no-sync", action="store_true", help="commits need not reach the disk")
    options = parser.parse_args()
    settings = ("fsync=off", "synchronous_commit=off") if options.no_sync else ()
    with own_server(*settings, "max_wal_size=4GB"):
        from tests.benchmarks import ledger_fill

        cast = ledger_fill.prepare()
        for postings in options.postings:
            with ledger_fill.copied_database(f"ledger_{postings}"):
                show(_measure(cast, postings, options.clients, options.bookings))


def _measure(cast: "Cast", postings: int, clients: list[int], bookings: int) -> Result:
    from tests.benchmarks import ledger_bookings, ledger_fill, ledger_totals

    needed = ledger_bookings.days_needed(clients, bookings)
    ledger_fill.multiply(postings=postings, open_vouchers=-(-needed // 3))
    timings = ledger_totals.measure()
    speeds = [ledger_bookings.measure(cast, clients=n, bookings=bookings) for n in clients]
    begun = time.perf_counter()
    report = ledger_totals.checked()
    return Result(
        report.postings,
        ledger_totals.balance_rows(),
        speeds,
        timings,
        time.perf_counter() - begun,
        report.problems,
    )


def show(result: Result) -> None:
    """One table for the bookings, one for the totals."""
    print(f"\n{result.postings:,} postings, {result.balance_rows:,} balances")
    print(
        f"{'bookings/s':>12}{'service':>10}{'by hand':>10}{'bare':>10}{'of hand':>9}{'of bare':>9}"
    )
    for speed in result.speeds:
        clients = f"{speed.clients} client{'s' if speed.clients > 1 else ''}"
        print(
            f"{clients:>12}{speed.service:10.0f}{speed.guarded:10.0f}{speed.bare:10.0f}"
            f"{speed.service / speed.guarded:9.0%}{speed.service / speed.bare:9.0%}"
        )
    print(f"{'total':32}{'ms':>9}{'plain SQL ms':>14}")
    for timing in result.timings:
        print(f"{timing.name:32}{timing.milliseconds:9.1f}{timing.plain:14.1f}")
    print(f"verify: {result.verify_seconds:.1f} s, {len(result.problems)} problems", flush=True)
    for problem in result.problems:
        print(f"PROBLEM: {problem}")
    if result.problems:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
