"""An attack for every guard of the ledger, as data: name of the guard, then what it refuses.

A second attack on the same guard says in brackets what it is about.

`test_guard_matrix.py` finds the guards in the catalogue of the database and asks for each: is the
attack refused under this name, and does it succeed when the guard is gone?
"""

from tests.vouchers.attacks import journal, money, rows, rules, triggers
from tests.vouchers.attacks.kinds import Attack, Attacks

ATTACKS: Attacks = {
    **triggers.ATTACKS,
    **journal.ATTACKS,
    **rows.ATTACKS,
    **money.ATTACKS,
    **rules.ATTACKS,
}

__all__ = ["ATTACKS", "Attack", "Attacks"]
