"""The figures of the plan at a Stichtag, counted as the reports count (docs/programme.md § 5)."""

from dataclasses import dataclass
from datetime import date

from lotsen.demo.plan.model import Plan


@dataclass(frozen=True, slots=True)
class PlannedFigures:
    """What the reports must show at one day."""

    trained: int
    enrolled: int
    unfunded: int
    gemeinden: int
    landkreise: int


def figures_at(plan: Plan, day: date, landkreise: frozenset[str]) -> PlannedFigures:
    """Count the plan. `landkreise` are the keys of the Landkreise."""
    trained = [
        seat
        for seminar in plan.seminars
        if seminar.days[2] <= day
        for seat in seminar.completed
        if seat.is_funded
    ]
    enrolled = [
        seat
        for seminar in plan.seminars
        if seminar.days[2] > day
        for seat in seminar.seats
        if seat.enrolled_on <= day and seat.is_funded
    ]
    unfunded = sum(imported.completed_on <= day for imported in plan.imported) + sum(
        not seat.is_funded
        for seminar in plan.seminars
        if seminar.days[2] <= day
        for seat in seminar.completed
    )
    keys = {seat.person.kommune for seat in trained}
    return PlannedFigures(
        trained=len(trained),
        enrolled=len(enrolled),
        unfunded=unfunded,
        gemeinden=len(keys - landkreise),
        landkreise=len(keys & landkreise),
    )
