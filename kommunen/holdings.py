"""What hangs on a Kommune, in numbers: whoever dissolves one sees it before and after.

Upper apps register what they keep in their `AppConfig.ready`. The function gets keys and counts
by key, in one query; a key without anything may be missing.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping

from kommunen.models import Kommune
from lotsen.accounts.queries import memberships_left_in
from lotsen.core.formatting import counted

Count = Callable[[Collection[str]], Mapping[str, int]]
NOTHING = "nichts"
_counts: dict[int, tuple[str, str, Count]] = {}


def register_holding(order: int, one: str, many: str, count: Count) -> None:
    """Add what an app counts, as in "1 Vertrag, 3 Verträge". Orders in use: 10 contracts,
    20 vouchers, 30 people, 90 roles."""
    _counts[order] = (one, many, count)


def holdings_of(keys: Collection[str]) -> dict[str, str]:
    """ "1 Vertrag, 2 Gutscheine" by key, with the cases of those that were merged into it before.

    One query for these, and one or two for everything that is registered.
    """
    merged = Kommune.objects.exclude(successor=None).values_list("key", "successor")
    earlier = {key: str(successor) for key, successor in merged}
    heirs = {key: _heirs(key, earlier, keys) for key in {*keys, *earlier}}
    found: dict[str, list[str]] = {key: [] for key in keys}
    for _, (one, many, count) in sorted(_counts.items()):
        sums: Counter[str] = Counter()
        for key, value in count([key for key in heirs if heirs[key]]).items():
            sums.update(dict.fromkeys(heirs[key], value))
        for key, value in sums.items():
            found[key].append(counted(value, one, many))
    return {key: ", ".join(parts) or NOTHING for key, parts in found.items()}


def _heirs(key: str, successors: Mapping[str, str], among: Collection[str]) -> set[str]:
    """Which of the Kommunen `among` have the cases of a key: itself and whoever followed."""
    line = [key]
    while (following := successors.get(line[-1])) and following not in line:
        line.append(following)
    return {*line} & {*among}


def _roles(keys: Collection[str]) -> Mapping[str, int]:
    own = dict(Kommune.objects.filter(key__in=keys).values_list("organisation", "key"))
    return Counter(own[membership.organisation_id] for membership in memberships_left_in(own))


def register() -> None:
    """Add what the registry knows itself."""
    register_holding(90, "Zugang", "Zugänge", _roles)
