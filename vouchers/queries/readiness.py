"""May the application work on this database? Asked before every start and by `/healthz`."""

import time
from functools import lru_cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from vouchers.queries.database_role import surplus_rights
from vouchers.queries.guards import missing_guards

MEMORY_SECONDS = 30
"""The check takes some 50 ms, and anybody may ask `/healthz`."""


def start_problems() -> list[str]:
    """Guards that are missing or changed, and rights that the application must not have.

    A database that a later version has already migrated (a rolling update) is not for this one to
    judge.
    """
    return [] if database_is_newer() else missing_guards() + surplus_rights()


def may_work() -> bool:
    """Whether there are none of these problems; looked up once in half a minute per process."""
    return _had_no_problems(int(time.monotonic() // MEMORY_SECONDS))


@lru_cache(maxsize=1)
def _had_no_problems(half_minute: int) -> bool:
    return not start_problems()


forget = _had_no_problems.cache_clear
"""Look again at the next question."""


def database_is_newer() -> bool:
    """True when migrations were applied that this programme does not know."""
    loader = MigrationLoader(connection)
    return not set(loader.applied_migrations) <= set(loader.disk_migrations or ())
