"""The published series beside the figures of the data at the same days."""

from dataclasses import dataclass
from datetime import date

from kommunen.enums import KommuneKind
from lotsen.reporting.published import DEFINITIONS, PUBLISHED, Measure, PublishedFigure
from lotsen.reporting.queries.heirs import with_heir
from lotsen.reporting.queries.people import Narrowed, enrolled, trained


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure and what the data say."""

    published: PublishedFigure
    counted: int

    @property
    def definition(self) -> str:
        return DEFINITIONS[self.published.measure]

    @property
    def difference(self) -> int:
        return self.counted - self.published.value


def compared_series() -> list[Compared]:
    """Every published figure with its count; three queries and one more per day of enrolments."""
    latest = max(figure.on for figure in PUBLISHED)
    people = with_heir(trained(latest))
    rows = list(people.values_list("completed_on", "funded", "heir", "kommune__kind"))
    return [Compared(figure, _count(figure, rows)) for figure in PUBLISHED]


def _count(figure: PublishedFigure, rows: list[tuple[date, bool, str, str]]) -> int:
    if figure.measure == Measure.ENROLLED:
        return enrolled(figure.on, Narrowed(funded=True)).count()
    until = [row for row in rows if row[0] <= figure.on]
    if figure.measure == Measure.TRAINED_UNFUNDED:
        return sum(not funded for _, funded, _, _ in until)
    if figure.measure == Measure.TRAINED_FUNDED:
        return sum(funded for _, funded, _, _ in until)
    landkreise = figure.measure == Measure.LANDKREISE
    return len(
        {
            kommune
            for _, funded, kommune, kind in until
            if funded and (kind == KommuneKind.LANDKREIS) == landkreise
        }
    )
