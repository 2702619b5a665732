"""Seminars of past, present and future on the timeline."""

from datetime import date, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter

from lotsen.demo.courses import Course, cancelled_on
from lotsen.demo.plan.model import Outcome, Plan, Seat, Seminar
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import CANCEL, CONFIRM, ENROL, PUBLISH, Timeline


def plan_seminars(plan: Plan, stage: Stage, timeline: Timeline, today: date) -> None:
    """Published, filled in waves, held, and confirmed in the evening of each day."""
    for seminar in plan.seminars:
        _play(Course(seminar, stage), timeline)
    work = plan.open_work
    for seminar in work.seminars:
        course = Course(seminar, stage, notify=seminar is work.fresh)
        _play(course, timeline)
        if seminar is work.overdue:
            _half_ticked(course, timeline, today)
    draft = Course(work.draft, stage)
    timeline.add(today - timedelta(days=2), PUBLISH, draft.create)


def _play(course: Course, timeline: Timeline) -> None:
    seminar = course.plan
    timeline.add(seminar.published_on, PUBLISH, course.publish)
    _fill(seminar, course, timeline)
    for number, day in enumerate(seminar.days[: seminar.confirmed_days], start=1):
        timeline.add(day, CONFIRM, partial(course.confirm, number))


def _half_ticked(course: Course, timeline: Timeline, today: date) -> None:
    """The first day is complete, the second stopped half way, nothing is confirmed."""
    seats = course.plan.seats
    timeline.add(today - timedelta(days=1), CONFIRM, partial(course.tick, 1))
    half = seats[: len(seats) // 2]
    timeline.add(today - timedelta(days=1), CONFIRM, partial(course.tick, 2, half))


def _fill(seminar: Seminar, course: Course, timeline: Timeline) -> None:
    day_of = attrgetter("enrolled_on")
    for day, wave in groupby(sorted(seminar.seats, key=day_of), day_of):
        seats: list[Seat] = list(wave)
        timeline.add(day, ENROL, partial(course.enrol, seats))
    for seat in seminar.seats:
        if seat.outcome == Outcome.CANCELLED:
            timeline.add(cancelled_on(seminar, seat), CANCEL, partial(course.cancel, seat))
