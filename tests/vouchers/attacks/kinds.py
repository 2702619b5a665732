"""What an attack on a guard is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.vouchers.by_hand import Statement, another
from tests.vouchers.world import World


@dataclass(frozen=True, slots=True)
class Attack:
    """Something forbidden and the name under which the guard refuses it.

    `rule` is that name where it differs from the guard's own. `without` are guards that stand in
    front of this one and are taken away first: two guards of the same rule are tested apart.
    `then` is what happens once the guard is gone: by default the attack succeeds.
    """

    act: str | Callable[[World], Statement]
    rule: str = ""
    without: tuple[str, ...] = ()
    then: str = "nothing"

    def statement(self, world: World) -> Statement:
        return (self.act, []) if isinstance(self.act, str) else self.act(world)


Attacks = dict[str, Attack]


UUID, NUMBER = "gen_random_uuid()", "-n"
"""Keys for a copied row."""


def copied(
    table: str, where: str = "true", *, new_key: str = "", times: int = 1, **changed: Any
) -> Callable[[World], Statement]:
    """One more row like an existing one, with some values changed."""
    return lambda world: another(table, where, new_key, times, **changed)
