"""The seminars of the past on the timeline."""

from functools import partial
from itertools import groupby
from operator import attrgetter

from lotsen.demo.plan.model import Outcome, Plan, Seat, Seminar
from lotsen.demo.seminar_archive import SeminarCase, cancelled_on
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import CANCEL, CONFIRM, ENROL, PUBLISH, Timeline


def plan_seminars(plan: Plan, stage: Stage, timeline: Timeline) -> None:
    """Published, filled in waves, held and confirmed in the evening of each day."""
    for seminar in plan.seminars:
        case = SeminarCase(seminar, stage)
        timeline.add(seminar.published_on, PUBLISH, case.publish)
        _fill(seminar, case, timeline)
        for index, day in enumerate(seminar.days):
            timeline.add(day, CONFIRM, partial(case.confirm, index))
        timeline.add(seminar.days[2], CONFIRM, case.finish)


def _fill(seminar: Seminar, case: SeminarCase, timeline: Timeline) -> None:
    day_of = attrgetter("enrolled_on")
    for day, wave in groupby(sorted(seminar.seats, key=day_of), day_of):
        seats: list[Seat] = list(wave)
        timeline.add(day, ENROL, partial(case.enrol, seats))
    for seat in seminar.seats:
        if seat.outcome == Outcome.CANCELLED:
            timeline.add(cancelled_on(seminar, seat), CANCEL, partial(case.cancel, seat))
