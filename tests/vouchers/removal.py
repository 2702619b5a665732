"""Guards found in the catalogue, and taking one of them away."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tests.vouchers.attacks.triggers import OTHER_TRUNCATIONS
from tests.vouchers.by_hand import run, value
from vouchers.queries.guards import Guard, standing_guards

GENERATED = re.compile(r"_(pkey|key|check)$")
"""Django's own names: keys, references and `>= 0`; `test_guard_references.py` attacks those."""


class Catalogue:
    """What stands in the database, read once."""

    def __init__(self) -> None:
        self.state = standing_guards()
        self.by_name = {
            guard.name: guard
            for guard in self.state
            if guard.kind in {"trigger", "constraint", "index"}
        }
        self.rules = _rules()

    def names(self) -> set[str]:
        """Every guard that needs an attack: by name, or `function.rule`."""
        named = {
            name
            for name, guard in self.by_name.items()
            if not is_generated(guard, self.state[guard])
        }
        return named | set(self.rules)

    def remove_all(self, names: Iterable[str], *, spare: str) -> None:
        """Take guards away in the current transaction; `spare` does not go with the others."""
        for name in names:
            if name == OTHER_TRUNCATIONS:
                _stop_guarding_truncation(spare)
            elif name in self.rules:
                _leave_out(self.rules[name], name.partition(".")[2])
            else:
                drop(self.by_name[name])


def _stop_guarding_truncation(spare: str) -> None:
    """In all apps: what refers to a table is emptied with it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass FROM pg_trigger"
            " WHERE tgtype & 32 = 32 AND NOT tgisinternal AND tgname <> %s",
            [spare],
        )
        for name, table in cursor.fetchall():
            run(f"DROP TRIGGER {name} ON {table}")


def is_generated(guard: Guard, definition: str) -> bool:
    return definition.startswith("FOREIGN KEY") or (
        guard.name.startswith(guard.table) and bool(GENERATED.search(guard.name))
    )


def drop(guard: Guard) -> None:
    run(
        {
            "trigger": f"DROP TRIGGER {guard.name} ON {guard.table}",
            "constraint": f'ALTER TABLE {guard.table} DROP CONSTRAINT "{guard.name}" CASCADE',
            "index": f"DROP INDEX {guard.name}",
        }[guard.kind]
    )


def _rules() -> dict[str, int]:
    """`function.rule` of every refusal in the text of a function, with the oid of the function."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid, proname, prosrc FROM pg_proc WHERE prosrc LIKE '%ledger_refuse(%'"
        )
        return {
            f"{name}.{rule}": oid
            for oid, name, source in cursor.fetchall()
            for rule in re.findall(r"PERFORM ledger_refuse\(\s*'(\w+)'", source)
        }


def _leave_out(function: int, rule: str) -> None:
    definition = value("SELECT pg_get_functiondef(%s)", [function])
    refusal = re.compile(rf"PERFORM ledger_refuse\(\s*'{rule}'.*?\);", re.DOTALL)
    run(refusal.sub("NULL;", definition))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
