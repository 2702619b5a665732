"""Deferred triggers fire at COMMIT, which a test in one transaction never reaches."""

from django.db import connection


def fire_deferred() -> None:
    """Let every deferred trigger and foreign key speak now; later rows are deferred again.

    Rolling back to a savepoint makes PostgreSQL forget that events before it have fired: what a
    fixture leaves pending would be checked again after each rollback, and that takes long.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
