"""Whatever is changed in the ledger behind the back of its guards is found.

A superuser without triggers changes every column of every row of every ledger table, one at a
time. An emptied or newly written ledger is whole in itself; the head that was kept outside tells.
"""

from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.deferred import fire_deferred
from tests.factories.vouchers import make_grant
from tests.vouchers.by_hand import run, value
from tests.vouchers.removal import Catalogue, drop, undone
from tests.vouchers.world import World
from vouchers.queries.guards import Guard
from vouchers.queries.verify import Head, ledger_problems, verify

pytestmark = pytest.mark.django_db

TABLES = (
    "vouchers_journalentry",
    "vouchers_posting",
    "vouchers_seal",
    "vouchers_ledgerhead",
    "vouchers_balance",
    "vouchers_daytotal",
    "vouchers_voucherbalance",
    "vouchers_yearhead",
)
ROW_NUMBERS = {
    ("vouchers_posting", "id"),
    ("vouchers_balance", "id"),
    ("vouchers_daytotal", "id"),
    ("vouchers_voucherbalance", "id"),
}
"""Numbers of rows that mean nothing: no key refers to them and no figure uses them."""

CHANGED = {
    "character varying": "overlay(coalesce({0}, ' ') placing 'x' from 1 for 1)",
    "uuid": "gen_random_uuid()",
    "boolean": "NOT {0}",
    "date": "coalesce({0}, '2026-01-01') + 1",
    "timestamp": "{0} + interval '1 second'",
    "bytea": "sha256({0})",
    "bigint": "coalesce({0}, 0) + 1",
    "integer": "coalesce({0}, 0) + 1",
    "smallint": "coalesce({0}, 0) + 1",
}


def columns_of(table: str, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Name of each column and an expression for another value."""
    for guard, definition in catalogue.state.items():
        place = (guard.table, guard.name)
        if guard.kind == "column" and guard.table == table and place not in ROW_NUMBERS:
            name = f'"{guard.name}"'
            change = next(c for type_, c in CHANGED.items() if definition.startswith(type_))
            yield name, change.format(name)


def without_guards(table: str, state: dict[Guard, str]) -> None:
    """Now a superuser can write anything into the table."""
    run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    for guard, text in state.items():
        if guard.table == table and text.startswith(("CHECK", "UNIQUE", "PRIMARY")):
            drop(guard)


@pytest.mark.parametrize("table", TABLES)
def test_every_changed_value_is_found(world: World, catalogue: Catalogue, table: str) -> None:
    changes, unnoticed = 0, []
    with undone():
        without_guards(table, catalogue.state)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT ctid::text FROM {table}")  # noqa: S608
            rows = [row for (row,) in cursor.fetchall()]
        for column, other in columns_of(table, catalogue):
            for row in rows:
                with undone():
                    run(f"UPDATE {table} SET {column} = {other} WHERE ctid = %s", [row])  # noqa: S608
                    changes += 1
                    if not ledger_problems():
                        unnoticed.append((column, row))
    assert changes
    assert unnoticed == []


@pytest.mark.parametrize("table", TABLES)
def test_every_lost_row_is_found(world: World, catalogue: Catalogue, table: str) -> None:
    with undone():
        without_guards(table, catalogue.state)
        for number in range(value(f"SELECT count(*) FROM {table}")):  # noqa: S608
            with undone():
                run(
                    f"DELETE FROM {table} WHERE ctid ="  # noqa: S608
                    f" (SELECT ctid FROM {table} OFFSET %s LIMIT 1)",
                    [number],
                )
                assert ledger_problems() != []


def test_row_numbers_mean_nothing(catalogue: Catalogue) -> None:
    for table, column in ROW_NUMBERS:
        assert not any(f"REFERENCES {table}({column})" in text for text in catalogue.state.values())


def wipe() -> None:
    for table in TABLES:
        run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    for table in (*TABLES, "vouchers_voucher"):
        run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        run(f"DELETE FROM {table}")  # noqa: S608
    for table in TABLES:
        run(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def head() -> Head:
    report = verify()
    return Head(report.head_seq, report.head)


def test_an_emptied_ledger_is_found_through_the_head_that_was_kept(world: World) -> None:
    with undone():
        kept = head()
        assert verify(kept).is_sound
        wipe()
        assert ledger_problems() == []
        assert f"Siegel {kept.seq} hatte den Hash {kept.hash} und ist nicht mehr da" in (
            verify(kept).problems
        )


def test_a_newly_written_ledger_is_found_through_the_head_that_was_kept(world: World) -> None:
    with undone():
        first = Head(1, value("SELECT encode(hash, 'hex') FROM vouchers_seal WHERE seq = 1"))
        wipe()
        make_grant(world.cast, 2_000_00)
        fire_deferred()
        assert ledger_problems() == []
        assert any(
            problem.startswith(f"Siegel 1 hatte den Hash {first.hash}, heute hat es")
            for problem in verify(first).problems
        )


def test_a_ledger_that_went_on_still_has_the_head_of_before(world: World) -> None:
    with undone():
        kept = head()
        make_grant(world.cast, 5_00)
        fire_deferred()
        assert verify(kept).is_sound


@pytest.mark.parametrize("arguments", [("--seq", "1"), ("--head", "0" * 64), ("--head", "x")])
def test_half_a_head_is_refused(world: World, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="gehören zusammen"):
        call_command("verify_ledger", *arguments)
