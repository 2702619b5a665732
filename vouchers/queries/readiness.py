"""May the application work on this database? Asked before every start and by `/healthz`."""

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from vouchers.queries.database_role import surplus_rights
from vouchers.queries.guards import missing_guards


def start_problems() -> list[str]:
    """Guards that are missing or changed, and rights that the application must not have.

    A database that a later version has already migrated (a rolling update) is not for this one to
    judge.
    """
    return [] if database_is_newer() else missing_guards() + surplus_rights()


def database_is_newer() -> bool:
    """True when migrations were applied that this programme does not know."""
    loader = MigrationLoader(connection)
    return not set(loader.applied_migrations) <= set(loader.disk_migrations or ())
