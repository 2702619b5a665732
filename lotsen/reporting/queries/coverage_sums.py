"""Sums of the coverage: by step, by Kreis, by size; no statement of their own."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kommunen.enums import SizeClass
from lotsen.core.formatting import counted, day
from lotsen.reporting.enums import Reach
from lotsen.reporting.queries.coverage import Body, Coverage


@dataclass
class Tally:
    """How many Kommunen have come how far."""

    counts: Counter[Reach] = field(default_factory=Counter)

    def add(self, body: Body) -> None:
        """Count one more."""
        self.counts[body.reach] += 1

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def lotse(self) -> int:
        return self.counts[Reach.LOTSE]

    @property
    def enrolled(self) -> int:
        return self.counts[Reach.ENROLLED]

    @property
    def contract(self) -> int:
        return self.counts[Reach.CONTRACT]

    @property
    def none(self) -> int:
        return self.counts[Reach.NONE]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page is narrowed to: one Kreis, one class of size, or everything."""

    kreis: str | None = None
    size: SizeClass | None = None

    @property
    def is_everything(self) -> bool:
        return self.kreis is None and self.size is None

    def holds(self, body: Body) -> bool:
        """Whether the Kommune belongs to it."""
        return (self.kreis is None or body.kreis == self.kreis) and (
            self.size is None or belongs(body, self.size)
        )


@dataclass
class Step:
    """One line of the legend: a step with its numbers, Landkreise apart."""

    reach: Reach
    gemeinden: int = 0
    landkreise: int = 0

    @property
    def total(self) -> int:
        return self.gemeinden + self.landkreise


@dataclass
class Kreis:
    """One of the 44 Kreise: its Städte und Gemeinden, and the Landkreis as a body of its own.

    A Stadtkreis is its own only Gemeinde.
    """

    own: Body
    gemeinden: Tally = field(default_factory=Tally)

    @property
    def key(self) -> str:
        return self.own.kreis


@dataclass
class Sized:
    """One class of size with its Kommunen."""

    size: SizeClass
    tally: Tally = field(default_factory=Tally)


def steps(bodies: Iterable[Body]) -> list[Step]:
    """The four steps, the strongest first."""
    found = {reach: Step(reach) for reach in sorted(Reach, reverse=True)}
    for body in bodies:
        if body.is_landkreis:
            found[body.reach].landkreise += 1
        else:
            found[body.reach].gemeinden += 1
    return list(found.values())


def kreise(found: Coverage, shown: Shown) -> list[Kreis]:
    """The Kreise by name that have something to show."""
    rows = {body.kreis: Kreis(body) for body in found.bodies if body.is_kreis}
    for body in found.bodies:
        if not body.is_landkreis and body.kreis in rows and shown.holds(body):
            rows[body.kreis].gemeinden.add(body)
    return [row for row in rows.values() if row.gemeinden.total or shown.holds(row.own)]


def sizes(bodies: Iterable[Body]) -> list[Sized]:
    """All classes of size, the smallest first; Landkreise count like everybody."""
    classes = [Sized(size) for size in SizeClass]
    limits = [row.size.bounds[0] for row in classes[1:]]
    for body in bodies:
        if body.population is not None:
            classes[bisect_right(limits, body.population)].tally.add(body)
    return classes


def belongs(body: Body, size: SizeClass) -> bool:
    """Whether the Kommune is of this size; an unknown number of inhabitants is of none."""
    least, above = size.bounds
    inhabitants = body.population
    return inhabitants is not None and least <= inhabitants and (not above or inhabitants < above)


def area_note(found: Coverage, today: date) -> str:
    """By which Gebietsstand a past day is counted; empty for today, when nobody asks."""
    as_of = found.question.as_of
    if as_of >= today:
        return ""
    note = "Gezählt wird nach dem heutigen Gebietsstand."
    if not found.dissolved_since:
        return note
    ended = counted(found.dissolved_since, "Kommune", "Kommunen")
    verb = "ist" if found.dissolved_since == 1 else "sind"
    return (
        f"{note} Nach dem {day(as_of)} {verb} {ended} aufgelöst oder einem anderen Kreis zugeordnet"
        " worden; alles davon zählt bei der Nachfolgerin."
    )


def reached(bodies: Iterable[Body]) -> Step:
    """Kommunen with a funded Lotse: "erreicht", as the dashboard and the press count."""
    funded = [body for body in bodies if body.funded]
    landkreise = sum(body.is_landkreis for body in funded)
    return Step(Reach.LOTSE, len(funded) - landkreise, landkreise)
