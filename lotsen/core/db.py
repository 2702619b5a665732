"""Bridges between PostgreSQL and the services: named constraints, locks, isolation."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, models, transaction

from lotsen.core.errors import Busy, Conflict

Row = TypeVar("Row", bound=models.Model)

BUSY_SENTENCE = "Gerade wird an derselben Stelle gearbeitet. Bitte versuchen Sie es erneut."


def violated_constraint(error: BaseException | None) -> str:
    """Name of the constraint behind a database error, empty when there is none."""
    while error is not None:
        diagnostics = getattr(error, "diag", None)
        if diagnostics is not None and diagnostics.constraint_name:
            return str(diagnostics.constraint_name)
        error = error.__cause__
    return ""


@contextmanager
def constraint_errors(sentences: Mapping[str, str]) -> Iterator[None]:
    """Turn the violation of a named constraint into `Conflict` with its German sentence.

    Opens a savepoint, so the surrounding transaction stays usable. Constraints that are not
    listed pass through: they are mistakes of ours, not of the user.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        sentence = sentences.get(violated_constraint(error))
        if sentence is None:
            raise
        raise Conflict(sentence) from error


@contextmanager
def busy_errors() -> Iterator[None]:
    """Turn a lock timeout (5 s) into `Busy`: the user reads a sentence instead of an error 500."""
    try:
        yield
    except OperationalError as error:
        if is_lock_timeout(error):
            raise Busy(BUSY_SENTENCE) from error
        raise


def is_lock_timeout(error: BaseException) -> bool:
    """True when PostgreSQL gave up waiting for a lock or broke a deadlock; trying again is safe."""
    return getattr(error.__cause__, "sqlstate", "") in {"55P03", "40P01"}


def advisory_lock(key: int) -> None:
    """Wait for the transaction-wide lock `key`; docs/locking.md lists the keys.

    Must run inside a transaction at READ COMMITTED: the next statement then reads what the
    previous holder committed. Under REPEATABLE READ the lock would protect nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("advisory_lock needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s), current_setting('transaction_isolation')", [key]
        )
        isolation = cursor.fetchone()[1]
    if isolation != "read committed":
        raise RuntimeError(f"bookings need READ COMMITTED, not {isolation}")


def locked(rows: models.QuerySet[Row] | models.Manager[Row]) -> models.QuerySet[Row]:
    """The rows, kept from others until the transaction ends; joined rows are only read.

    "No key": a plain `FOR UPDATE` collides with the foreign-key checks of others. What depends on
    the rows is read in a statement of its own afterwards (docs/locking.md has the order).
    """
    return rows.select_for_update(of=("self",), no_key=True)


def insert_rows(
    model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, returning: Sequence[str] = ()
) -> list[tuple[Any, ...]]:
    """One INSERT for all rows, which name the same columns; gives the columns in `returning`.

    For tables that are written under the ledger lock: costs a third of `bulk_create`, whose price
    is Python (measured by `tests/benchmarks/ledger.py`). Nothing is checked or converted here.
    """
    if not rows:
        return []
    quote = connection.ops.quote_name
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, rows[0]))})"  # noqa: S608
        f" VALUES {', '.join([one] * len(rows))}"
    )
    if returning:
        statement += f" RETURNING {', '.join(map(quote, returning))}"
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row.values()])
        return cursor.fetchall() if returning else []
