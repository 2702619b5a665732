"""The golden list of the guards is what the migrations make, and what a restored dump holds.

`GOLDEN=write ./run test tests/vouchers/test_golden.py -k golden_list` writes the list anew.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from lotsen.devstack import postgres
from tests.vouchers.by_hand import run
from vouchers.queries.guards import GOLDEN_FILE, golden_text, missing_guards, standing_guards

WRITE = "GOLDEN=write ./run test tests/vouchers/test_golden.py -k golden_list"


def program(name: str, database: str, *arguments: str, text: str = "") -> str:
    settings = connection.settings_dict
    environment = os.environ | {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    return subprocess.run(
        [str(postgres.programs() / name), "-d", database, *arguments],
        input=text,
        text=True,
        capture_output=True,
        check=True,
        env=environment,
    ).stdout


@contextmanager
def restored_copy() -> Iterator[None]:
    """Inside, the connection leads to a copy that was dumped and restored."""
    original = connection.settings_dict["NAME"]
    copy = f"{original}_restored"
    dump = program("pg_dump", original)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE template0')
    try:
        program("psql", copy, "-v", "ON_ERROR_STOP=1", text=dump)
        connection.close()
        connection.settings_dict["NAME"] = copy
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


@pytest.mark.django_db(transaction=True)
def test_the_golden_list_is_what_the_migrations_make_and_a_restored_dump_holds() -> None:
    migrated = standing_guards()
    with restored_copy():
        text = golden_text(migrated, standing_guards())
        if os.environ.get("GOLDEN") == "write":
            GOLDEN_FILE.write_text(text, encoding="utf-8")
        assert text.splitlines() == GOLDEN_FILE.read_text(encoding="utf-8").splitlines(), (
            f"The golden list is stale: {WRITE}"
        )
        assert missing_guards() == []
    assert missing_guards() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE vouchers_seal DISABLE TRIGGER ledger_seal_kept", "Trigger ledger_seal_kept"),
        ("ALTER TABLE vouchers_seal ENABLE TRIGGER ledger_seal_kept", "Trigger ledger_seal_kept"),
        (
            (
                "DROP TRIGGER ledger_posting_frozen ON vouchers_posting;"
                " CREATE TRIGGER ledger_posting_frozen BEFORE UPDATE OR DELETE ON vouchers_posting"
                " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();"
                " ALTER TABLE vouchers_posting ENABLE ALWAYS TRIGGER ledger_posting_frozen"
            ),
            "Trigger ledger_posting_frozen",
        ),
        ("ALTER FUNCTION ledger_frozen() RESET search_path", "Funktion ledger_frozen()"),
        ("ALTER FUNCTION ledger_frozen() SECURITY DEFINER", "Funktion ledger_frozen()"),
        (
            (
                "CREATE OR REPLACE FUNCTION ledger_frozen() RETURNS trigger LANGUAGE plpgsql"
                " SET search_path = public, pg_temp AS $$ BEGIN RETURN NEW; END $$"
            ),
            "Funktion ledger_frozen()",
        ),
        (
            (
                "ALTER TABLE vouchers_balance DROP CONSTRAINT budget_not_overdrawn,"
                " ADD CONSTRAINT budget_not_overdrawn CHECK (true)"
            ),
            "Regel budget_not_overdrawn",
        ),
        (
            (
                "ALTER TABLE vouchers_balance DROP CONSTRAINT balance_not_negative, ADD CONSTRAINT"
                " balance_not_negative CHECK (account IN ('external', 'available') OR cents >= 0)"
                " NOT VALID"
            ),
            "Regel balance_not_negative",
        ),
        ("ALTER TABLE vouchers_posting ALTER cents DROP NOT NULL", "Spalte cents"),
        ("ALTER TABLE vouchers_journalentry ALTER reason SET DEFAULT 'x'", "Spalte reason"),
        ("ALTER TABLE vouchers_posting ENABLE ROW LEVEL SECURITY", "Tabelle vouchers_posting"),
        (
            "CREATE RULE silent AS ON INSERT TO vouchers_posting DO INSTEAD NOTHING",
            "Tabelle vouchers_posting",
        ),
    ],
)
def test_a_changed_guard_is_named(change: str, named: str) -> None:
    run(change)
    [problem] = missing_guards()
    assert named in problem
    assert problem.endswith("weicht vom Programmstand ab")


@pytest.mark.django_db
def test_a_trigger_of_somebody_else_is_named() -> None:
    run(
        "CREATE TRIGGER helpful BEFORE INSERT ON vouchers_posting"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    )
    assert missing_guards() == [
        "Trigger helpful auf vouchers_posting gehört nicht zum Programmstand"
    ]


@pytest.mark.django_db
def test_references_whose_triggers_sleep_are_named() -> None:
    run("ALTER TABLE vouchers_seal DISABLE TRIGGER ALL")
    problems = missing_guards()
    assert any("vouchers_seal_entry_id" in problem for problem in problems)
    assert len(problems) == 4  # its three own triggers and the reference
