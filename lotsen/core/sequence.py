"""Gap-free numbers per name and year."""

from django.db import connection


def next_number(name: str, year: int) -> int:
    """The next number of (`name`, `year`), starting at 1.

    Holds the row until the transaction ends, so a rollback gives the number back and no gap is
    left. Raises `RuntimeError` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number needs a transaction")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_sequence (name, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (name, year) DO UPDATE SET last = core_sequence.last + 1 RETURNING last",
            [name, year],
        )
        return int(cursor.fetchone()[0])


def next_numbers(name: str, year: int, count: int) -> list[int]:
    """The next `count` numbers in one statement; otherwise like `next_number`."""
    if not connection.in_atomic_block:
        raise RuntimeError("next_numbers needs a transaction")
    if count < 1:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_sequence (name, year, last) VALUES (%s, %s, %s)"
            " ON CONFLICT (name, year) DO UPDATE SET last = core_sequence.last + EXCLUDED.last"
            " RETURNING last",
            [name, year, count],
        )
        last = int(cursor.fetchone()[0])
    return list(range(last - count + 1, last + 1))
