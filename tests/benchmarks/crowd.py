"""What the benchmarks of search and coverage have in common: a registry full of people."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.faults.own_server import own_server

if TYPE_CHECKING:
    from tests.factories.seminars import Course


@contextmanager
def crowd(description: str | None, *more: str) -> Iterator[tuple["Course", int]]:
    """The course that everything was copied from, and how often to measure.

    Reads the arguments of the script, starts its own PostgreSQL and fills it; `more` are statements
    that add to it before the statistics are made.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--vouchers", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    with own_server():
        from django.db import connection

        from tests.benchmarks import search_fill

        course = search_fill.prepare()
        search_fill.add_people(options.people)
        search_fill.multiply(course, options.vouchers)
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            for statement in more:
                cursor.execute(statement, [])
        search_fill.analyse()
        yield course, options.rounds
