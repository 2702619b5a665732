"""Every guard is missed: with it an attack is refused by its name, without it the attack succeeds.

The guards are found in the catalogue of the database. A new one without an attack fails here.
"""

import pytest

from tests.vouchers.attacks import ATTACKS
from tests.vouchers.by_hand import refused_by
from tests.vouchers.removal import Catalogue, undone
from tests.vouchers.world import World
from vouchers.queries.guards import missing_guards

pytestmark = pytest.mark.django_db


def test_every_guard_has_an_attack_and_every_attack_a_guard(catalogue: Catalogue) -> None:
    attacked = {name.partition(" ")[0] for name in ATTACKS}
    assert sorted(catalogue.names() - attacked) == []
    assert sorted(attacked - catalogue.names()) == []


@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_is_refused(world: World, catalogue: Catalogue, name: str) -> None:
    attack, guard = ATTACKS[name], name.partition(" ")[0]
    with undone():
        catalogue.remove_all(attack.without, spare=guard)
        refusal = refused_by(*attack.statement(world))
    assert refusal == attack.rule or refusal == guard.rpartition(".")[2]


@pytest.mark.parametrize("name", ATTACKS)
def test_without_the_guard_it_succeeds(world: World, catalogue: Catalogue, name: str) -> None:
    attack, guard = ATTACKS[name], name.partition(" ")[0]
    with undone():
        catalogue.remove_all((*attack.without, guard), spare=guard)
        assert any(guard.partition(".")[0] in problem for problem in missing_guards())
        assert refused_by(*attack.statement(world)) == attack.then
