"""The constraints that Django names: every key, every reference and every `>= 0` is missed too."""

import re

import pytest

from tests.vouchers.by_hand import refused_by, run, value
from tests.vouchers.removal import Catalogue, drop, is_generated, undone
from tests.vouchers.world import World
from vouchers.queries.guards import Guard

pytestmark = pytest.mark.django_db

NOBODY = {"uuid": "gen_random_uuid()", "character varying": "'08999999'"}
"""A key that does not exist, by the type of the column; for numbers the one below."""

WRONG_VALUE = "UPDATE {table} SET {column} = {value} WHERE ctid = (SELECT min(ctid) FROM {table})"
SAME_ROW = "INSERT INTO {table} SELECT * FROM {table} WHERE ({columns}) IS NOT NULL LIMIT 1"
FILLED = "UPDATE {table} SET {columns} = (SELECT {key} FROM {other} LIMIT 1)"
"""A reference that no row of the world has yet."""


def generated(catalogue: Catalogue) -> dict[Guard, str]:
    return {
        guard: definition
        for guard, definition in catalogue.state.items()
        if guard.kind == "constraint" and is_generated(guard, definition)
    }


def attack_on(guard: Guard, definition: str, state: dict[Guard, str]) -> str:
    """A row that only this constraint refuses."""
    columns = re.findall(r"\(+([\w\", ]*?)(?: >=|\))", definition)[0].replace('"', "")
    if definition.startswith(("PRIMARY", "UNIQUE")):
        names = {"table": guard.table, "columns": columns}
        target = re.compile(rf"FOREIGN KEY \({columns}\) REFERENCES (\w+)\((\w+)\)")
        filled = [
            FILLED.format(other=found[1], key=found[2], **names) + "; "
            for other, text in state.items()
            if other.table == guard.table and (found := target.match(text))
        ]
        return "".join(filled[:1]) + SAME_ROW.format(**names)
    type_ = state[Guard("column", guard.table, columns)]
    wrong = "-1"
    if definition.startswith("FOREIGN"):
        wrong = next((v for name, v in NOBODY.items() if type_.startswith(name)), "31999")
    return WRONG_VALUE.format(table=guard.table, column=f'"{columns}"', value=wrong)


def in_the_way(other: str, definition: str) -> bool:
    """Whether the other constraint could refuse the row too. References need the primary key."""
    return other.startswith(("CHECK", "UNIQUE", "EXCLUDE", "CREATE UNIQUE INDEX")) or (
        other.startswith("PRIMARY") and not definition.startswith("FOREIGN")
    )


def outcome(guard: Guard, definition: str, state: dict[Guard, str], *, removed: bool) -> str:
    """What refuses the row after all other guards of the table were taken away."""
    with undone():
        run(f"ALTER TABLE {guard.table} DISABLE TRIGGER USER")
        for other in state:
            if (
                other.table == guard.table
                and other != guard
                and in_the_way(state[other], definition)
            ):
                drop(other)
        if removed:
            drop(guard)
        return refused_by(attack_on(guard, definition, state))


def test_every_key_and_every_reference_is_missed(world: World, catalogue: Catalogue) -> None:
    found = generated(catalogue)
    empty = {g.table for g in found if not value(f"SELECT count(*) FROM {g.table}")}  # noqa: S608
    assert empty == set(), "The world needs a row of each table"
    assert len(found) > 60
    with_it = {g: outcome(g, text, catalogue.state, removed=False) for g, text in found.items()}
    assert {guard: name for guard, name in with_it.items() if name != guard.name} == {}
    without = {g: outcome(g, text, catalogue.state, removed=True) for g, text in found.items()}
    assert {guard: name for guard, name in without.items() if name != "nothing"} == {}
