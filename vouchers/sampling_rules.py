"""How a control sample is drawn: the same seed and the same vouchers give the same cases.

Anybody can repeat it with a sheet of paper and a SHA-256 programme (docs/ledger.md).
"""

import hashlib
from collections.abc import Iterable, Sequence

PERCENT = 100


def population_hash(ids: Iterable[str]) -> str:
    """SHA-256 over the sorted IDs, one per line without a line end at the last."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def draw(ids: Iterable[str], *, seed: str, size: int) -> list[str]:
    """The first `size` IDs in the order of SHA-256(seed + ":" + ID); all when there are fewer."""
    return sorted(ids, key=lambda one: (place(seed, one), one))[:size]


def place(seed: str, voucher_id: str) -> str:
    """What an ID is ordered by."""
    return hashlib.sha256(f"{seed}:{voucher_id}".encode()).hexdigest()


def share(percent: int, population: Sequence[str]) -> int:
    """How many cases are so many per cent, rounded up: one at least, unless nothing is there."""
    return -(-percent * len(population) // PERCENT)
