"""Which Kommunen take part, and how many places each of them fills. The quota always holds."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from lotsen.demo.plan.cast import RESERVED
from lotsen.demo.plan.model import Body
from lotsen.demo.plan.scale import Scale

Group = tuple[Body, int]


@dataclass
class Places:
    """Counts the funded places in use; the one gate through which every place is given out."""

    used: dict[str, int] = field(default_factory=dict)

    def free(self, body: Body) -> int:
        return body.places - self.used.get(body.key, 0)

    def take(self, body: Body, count: int = 1) -> None:
        if self.free(body) < count:
            raise ValueError(f"{body.key} has no {count} places left")
        self.used[body.key] = self.used.get(body.key, 0) + count


class Participants:
    """Groups of people of one Kommune each, waiting for a seminar near them."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._waiting = deque(groups)

    def draw(self, catchment: frozenset[str], count: int) -> list[Group]:
        """Exactly `count` people, first those from the catchment; a group may be split."""
        near = [group for group in self._waiting if group[0].regierungsbezirk in catchment]
        far = [group for group in self._waiting if group[0].regierungsbezirk not in catchment]
        drawn: list[Group] = []
        rest: list[Group] = []
        for body, size in (*near, *far):
            taken = min(size, count)
            count -= taken
            if taken:
                drawn.append((body, taken))
            if size > taken:
                rest.append((body, size - taken))
        if count:
            raise ValueError("not enough people are waiting")
        self._waiting = deque(rest)
        return drawn


def choose_bodies(bodies: Sequence[Body], scale: Scale, rng: random.Random) -> list[Body]:
    """Exactly the published number of Städte and Gemeinden and of Landkreise, larger ones first."""
    ranked = ranking(bodies, rng)
    landkreise = [body for body in ranked if body.is_landkreis][: scale.landkreise]
    gemeinden = [body for body in ranked if not body.is_landkreis][: scale.gemeinden]
    return landkreise + gemeinden


def ranking(bodies: Sequence[Body], rng: random.Random) -> list[Body]:
    """All bodies without a part of their own, in a random order that prefers large ones."""
    free = sorted((body for body in bodies if body.key not in RESERVED), key=lambda b: b.key)
    draws = {body.key: rng.random() ** (1 / body.weight) for body in free}
    return sorted(free, key=lambda body: -draws[body.key])


def first_groups(
    chosen: Sequence[Body], count: int, places: Places, rng: random.Random
) -> list[Group]:
    """Every chosen body at least once, `count` people altogether."""
    for body in chosen:
        places.take(body)
    extra = [body for body in chosen for _ in range(places.free(body))]
    rng.shuffle(extra)
    for body in extra[: count - len(chosen)]:
        places.take(body)
    return _groups([(body, places.used[body.key]) for body in chosen], rng)


def further_groups(
    old: Sequence[Body], new: Sequence[Body], count: int, places: Places, rng: random.Random
) -> list[Group]:
    """`count` more people: about a third from bodies that have places left, the others new."""
    wanted: dict[str, int] = {}
    by_key = {body.key: body for body in (*old, *new)}
    candidates = [body for body in old for _ in range(places.free(body))]
    rng.shuffle(candidates)
    for body in (*candidates[: count // 3], *(body for body in new if places.free(body))):
        if count == sum(wanted.values()):
            break
        places.take(body)
        wanted[body.key] = wanted.get(body.key, 0) + 1
    return _groups([(by_key[key], size) for key, size in wanted.items()], rng)


def _groups(sizes: Sequence[Group], rng: random.Random) -> list[Group]:
    """People of one Kommune mostly go together, at most three at a time."""
    groups: list[Group] = []
    for body, size in sizes:
        while size:
            part = rng.randint(1, min(3, size))
            groups.append((body, part))
            size -= part
    rng.shuffle(groups)
    return groups
