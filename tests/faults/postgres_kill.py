"""kill −9 of PostgreSQL under booking load: is every acknowledged booking there, exactly once?

    .venv/bin/python -m tests.faults.postgres_kill [--kills 10] [--writers 8] [--seed 1]

Starts its own PostgreSQL. Writers redeem days and issue vouchers through the services and repeat
what was not acknowledged, with the same idempotency key. A checker that knows only SQL compares
what was acknowledged with what is stored. Exit status 1 when anything is wrong.
"""

import argparse
import random
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lotsen.devstack.postgres import PostgresServer
from lotsen.devstack.processes import wait_until
from tests.faults.own_server import kill_all_processes, own_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.kill_writers import Crew

LOAD_SECONDS = (1.0, 3.0)
"""How long the writers work between two kills."""

PATIENCE = 30
"""Seconds within which the programme books again, without a restart of its own (F9)."""


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: bookings acknowledged before it, seconds until the server and the writers go on."""

    acknowledged: int
    server: float
    booking: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}, {options.writers} writers, {options.kills} kills", flush=True)
    with own_server() as server, _working_crew(options.writers, options.kills) as crew:
        kills = [_kill_once(server, crew, chance) for _ in range(options.kills)]
        time.sleep(LOAD_SECONDS[0])
        crew.stop()
        problems = show(kills, crew, server.url)
    sys.exit(1 if problems else 0)


@contextmanager
def _working_crew(writers: int, kills: int) -> "Iterator[Crew]":
    from tests.faults import kill_writers

    with tempfile.TemporaryDirectory() as folder:
        crew = kill_writers.hire(writers, kills, Path(folder))
        try:
            yield crew
        finally:
            crew.stop()


def _kill_once(server: PostgresServer, crew: "Crew", chance: random.Random) -> Kill:
    time.sleep(chance.uniform(*LOAD_SECONDS))
    kill_all_processes(server)
    acknowledged = crew.acknowledged()
    begun = time.monotonic()
    server.start()
    ready = time.monotonic() - begun
    wait_until(lambda: crew.acknowledged() > acknowledged, PATIENCE)
    return Kill(acknowledged, ready, time.monotonic() - begun)


def show(kills: list[Kill], crew: "Crew", url: str) -> list[str]:
    """Print what happened; returns what is wrong."""
    from tests.faults.kill_checker import check
    from vouchers.queries.verify import verify

    print(f"{'kill':>6}{'acknowledged':>14}{'server s':>10}{'booking s':>11}")
    for number, kill in enumerate(kills, start=1):
        print(f"{number:6}{kill.acknowledged:14}{kill.server:10.1f}{kill.booking:11.1f}")
    found = check(url, crew.folder, crew.since)
    problems = [*crew.failures(), *found.problems, *verify().problems]
    problems += [
        f"kill {number}: no booking for {PATIENCE} s"
        for number, kill in enumerate(kills, start=1)
        if kill.booking >= PATIENCE
    ]
    print(
        f"{found.acknowledged} acknowledged, {found.stored} stored, {found.lost} lost,"
        f" {found.doubled} doubled, {found.unknown} never acknowledged;"
        f" {found.absorbed} were stored before their repetition"
    )
    for problem in problems:
        print(f"PROBLEM: {problem}")
    print("failed" if problems else "all is well", flush=True)
    return problems


if __name__ == "__main__":
    main()
