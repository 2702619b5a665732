"""What an edition changes in a registry, and what makes it implausible. Pure functions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kommunen.enums import ChangeGroup, KommuneKind
from kommunen.files.centres import has_moved
from kommunen.files.model import Area, Edition, Place
from kommunen.files.plausible import JUMP_PEOPLE, jumps
from kommunen.rules import landkreis_display_name
from lotsen.core.formatting import counted, number, percent

POPULATION_TOLERANCE = 0.01
"""The Land gains or loses less than this between two editions (docs/registry.md)."""
NAMED = 5

Facts = TypeVar("Facts", Place, Area)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference in one group. `before` is None for what is new, `after` for what is gone.

    A move to another Kreis is one change with both: the key changes, the body stays.
    """

    group: ChangeGroup
    key: str
    before: Place | Area | None
    after: Place | Area | None


def completed(new: Edition, known: Edition) -> Edition:
    """`new` with what its kind of file does not say taken over from `known`, so that a missing
    fact is no difference. Seat and centre of a body that is new stay empty."""
    new = replace(new, places=_with_centres(new.places, known.places))
    if new.source.names_seats:
        return new
    return replace(
        new,
        regionen=_with_seats(new.regionen, known.regionen),
        verbaende=_with_seats(new.verbaende, known.verbaende),
        places=_with_seats(new.places, known.places),
    )


def _with_seats(new: Mapping[str, Facts], known: Mapping[str, Facts]) -> dict[str, Facts]:
    return {
        key: replace(facts, seat=known[key].seat) if key in known else facts
        for key, facts in new.items()
    }


def _with_centres(new: Mapping[str, Place], known: Mapping[str, Place]) -> dict[str, Place]:
    return {
        key: replace(place, centre=known[key].centre)
        if place.centre is None and key in known
        else place
        for key, place in new.items()
    }


def compare(known: Edition, new: Edition) -> list[Change]:
    """All changes that lead from `known` to `new`, by group and key. Equal editions: none."""
    changes = [*_places(known.places, new.places)]
    for name in ("regierungsbezirke", "regionen", "verbaende"):
        changes += _areas(getattr(known, name), getattr(new, name))
    order = list(ChangeGroup)
    return sorted(changes, key=lambda change: (order.index(change.group), change.key))


def doubts(known: Edition, new: Edition) -> list[str]:
    """Sentences about what a person should look at before applying; empty when all is usual."""
    found = []
    if new.as_of < known.as_of:
        found.append(
            f"Der Gebietsstand {new.as_of:%d.%m.%Y} ist älter als der des Verzeichnisses"
            f" ({known.as_of:%d.%m.%Y})."
        )
    before, after = known.population, new.population
    if before and abs(after - before) > POPULATION_TOLERANCE * before:
        share = f"{'' if after < before else '+'}{percent(after - before, before)}"
        found.append(
            f"Die Einwohnerzahl des Landes ändert sich um {share}, von {number(before)} auf"
            f" {number(after)} (üblich ist weniger als 1 %). Ist die Datei vollständig, und zählt"
            " sie auf derselben Basis?"
        )
    found += _other_counts(known, new)
    found += _without_seats(new)
    others = [
        f"{called(place)} ({number(place.population)} statt {number(old.population)})"
        for key, place in new.places.items()
        if (old := known.places.get(key)) and jumps(old.population, place.population)
    ]
    if others:
        rows = counted(len(others), "Zeile ist", "Zeilen sind")
        found.append(
            f"Mehr als 10 % und mehr als {JUMP_PEOPLE} Personen andere Einwohnerzahl:"
            f" {first_of(others)}. {rows} unten als „auffällig“ gekennzeichnet."
        )
    return found


def _other_counts(known: Edition, new: Edition) -> Iterator[str]:
    then = Counter(place.kind for place in known.places.values())
    now = Counter(place.kind for place in new.places.values())
    if then and now[KommuneKind.LANDKREIS] != then[KommuneKind.LANDKREIS]:
        yield f"{now[KommuneKind.LANDKREIS]} Landkreise statt {then[KommuneKind.LANDKREIS]}."
    if then and now[KommuneKind.STADTKREIS] != then[KommuneKind.STADTKREIS]:
        yield f"{now[KommuneKind.STADTKREIS]} Stadtkreise statt {then[KommuneKind.STADTKREIS]}."
    before, after = (counts.total() - counts[KommuneKind.LANDKREIS] for counts in (then, now))
    if then and before != after:
        yield f"{number(after)} Gemeinden statt {number(before)}."


def _without_seats(new: Edition) -> Iterator[str]:
    if new.source.names_seats:
        return
    bodies: list[Place | Area] = [*new.verbaende.values()]
    bodies += [x for x in new.places.values() if x.kind == KommuneKind.LANDKREIS]
    bare = [called(body) for body in bodies if not body.seat]
    if bare:
        yield (
            f"Der Auszug nennt keine Verwaltungssitze; ohne Sitz bleiben bis zur nächsten GV100AD:"
            f" {first_of(bare)}."
        )


def called(body: Place | Area) -> str:
    """ "Landkreis Calw" beside the town of Calw, as on every page."""
    is_landkreis = body.kind == KommuneKind.LANDKREIS
    return landkreis_display_name(body.name) if is_landkreis else body.name


def first_of(names: Sequence[str]) -> str:
    """The first few of a long list, and how many more there are."""
    more = f" und {len(names) - NAMED} weitere" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _places(known: Mapping[str, Place], new: Mapping[str, Place]) -> Iterator[Change]:
    gone = {key: place for key, place in known.items() if key not in new}
    come = {key: place for key, place in new.items() if key not in known}
    for old, place in _moves(gone, come):
        yield Change(ChangeGroup.MOVED, old.key, old, place)
        del gone[old.key], come[place.key]
    for key, place in gone.items():
        yield Change(ChangeGroup.DISSOLVED, key, place, None)
    for key, place in come.items():
        yield Change(ChangeGroup.NEW, key, None, place)
    for key, place in new.items():
        if key in known:
            yield from _facts(known[key], place)


def _moves(gone: Mapping[str, Place], come: Mapping[str, Place]) -> list[tuple[Place, Place]]:
    """Bodies that only changed their key: one of that name is gone, one of that name is new."""
    names = Counter(place.name for place in gone.values())
    names += Counter(place.name for place in come.values())
    by_name = {place.name: place for place in come.values()}
    return [
        (old, by_name[old.name])
        for old in gone.values()
        if old.name in by_name and names[old.name] == 2
    ]


def _facts(old: Place, new: Place) -> Iterator[Change]:
    differences = {
        ChangeGroup.NAME: old.name != new.name,
        ChangeGroup.KIND: old.kind != new.kind,
        ChangeGroup.VERBAND: old.ars != new.ars,
        ChangeGroup.PLACE: (old.postcode, old.seat, old.area_ha)
        != (new.postcode, new.seat, new.area_ha),
        ChangeGroup.CENTRE: has_moved(old.centre, new.centre),
        ChangeGroup.POPULATION: old.population != new.population,
    }
    for group, differs in differences.items():
        if differs:
            yield Change(group, new.key, old, new)


def _areas(known: Mapping[str, Area], new: Mapping[str, Area]) -> Iterator[Change]:
    for key in sorted({*known, *new}):
        if known.get(key) != new.get(key):
            yield Change(ChangeGroup.AREA, key, known.get(key), new.get(key))
