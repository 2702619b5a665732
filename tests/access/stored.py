"""What is stored, as a fingerprint: nothing may be half-saved when input is refused."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection

WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|WITH)\b", re.IGNORECASE)
Fingerprint = dict[str, tuple[int, int]]
SESSIONS = "django_session"


@cache
def tables() -> tuple[str, ...]:
    """All tables but that of the sessions: signing in and messages may write there."""
    models = apps.get_models(include_auto_created=True)
    return tuple(sorted({model._meta.db_table for model in models} - {SESSIONS}))


def fingerprint() -> Fingerprint:
    """Rows and a checksum of every table, in one statement."""
    parts = (
        f"SELECT '{name}', count(*), coalesce(sum(hashtext(t::text)), 0) FROM {name} t"  # noqa: S608
        for name in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (int(rows), int(checksum)) for name, rows, checksum in cursor.fetchall()}


def changed(before: Fingerprint) -> list[str]:
    """The tables that are no longer what they were."""
    now = fingerprint()
    return [name for name in before if before[name] != now[name]]


def mentions(text: str) -> int:
    """In how many rows of all tables `text` stands anywhere."""
    parts = (
        f"SELECT count(*) FROM {name} t WHERE strpos(t::text, %s) > 0"  # noqa: S608
        for name in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [text] * len(tables()))
        return sum(int(row[0]) for row in cursor.fetchall())


def states() -> Counter[tuple[str, str]]:
    """How many rows of each table are in which state."""
    parts = (
        f"SELECT '{name}', to_jsonb(t)->>'state' FROM {name} t"  # noqa: S608
        for name in tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return Counter((table, state) for table, state in cursor.fetchall())


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collects the statements that may write, so that the fingerprint is only taken when needed."""
    seen: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITING.match(sql) and SESSIONS not in sql:
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen
