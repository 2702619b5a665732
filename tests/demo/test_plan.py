"""The plan alone reproduces the published series and keeps the rules of the programme."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from lotsen.demo.plan.build import build
from lotsen.demo.plan.cast import RESERVED
from lotsen.demo.plan.days import easter, is_seminar_day
from lotsen.demo.plan.figures import figures_at
from lotsen.demo.plan.model import Outcome, Plan
from lotsen.demo.plan.scale import SMALL
from tests.demo.bodies import real_bodies

TODAY = date(2026, 11, 22)
LANDKREISE = frozenset(body.key for body in real_bodies() if body.is_landkreis)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return build(real_bodies(), TODAY)


@pytest.mark.parametrize(
    ("day", "trained"),
    [
        (date(2019, 2, 19), 197),
        (date(2019, 5, 31), 228),
        (date(2019, 7, 31), 400),
        (date(2019, 12, 31), 580),
        (date(2022, 7, 6), 680),
        (date(2023, 4, 30), 770),
    ],
)
def test_published_series(plan: Plan, day: date, trained: int) -> None:
    assert figures_at(plan, day, LANDKREISE).trained == trained


def test_published_side_figures(plan: Plan) -> None:
    assert figures_at(plan, date(2019, 2, 19), LANDKREISE).enrolled == 247
    summer = figures_at(plan, date(2022, 7, 6), LANDKREISE)
    assert (summer.gemeinden, summer.landkreise, summer.unfunded) == (420, 34, 380)


def test_quota_holds_for_every_kommune(plan: Plan) -> None:
    quota = {body.key: body.places for body in real_bodies()}
    taken = Counter(
        seat.person.kommune for seminar in plan.seminars for seat in seminar.seats if seat.is_funded
    )
    assert all(count <= quota[key] for key, count in taken.items())
    assert taken == plan.used_places
    assert not RESERVED & taken.keys()


def test_contract_then_voucher_then_enrolment_then_seminar(plan: Plan) -> None:
    for seminar in plan.seminars:
        first, second, third = seminar.days
        assert date(2018, 11, 1) < seminar.published_on < first < second < third
        for seat in seminar.seats:
            assert seminar.published_on < seat.enrolled_on < first - timedelta(days=2)
            if seat.contract:
                contract = seat.contract
                assert date(2018, 11, 2) <= contract.submitted_on < contract.issued_on
                assert contract.issued_on < seat.enrolled_on
                period = date(2023, 1, 1)
                assert (contract.submitted_on >= period) == (first >= period)


def test_seminars_are_on_seminar_days_with_about_twenty_people(plan: Plan) -> None:
    sizes = [len(seminar.seats) for seminar in plan.seminars]
    assert max(sizes) == 22
    assert all(is_seminar_day(day) for seminar in plan.seminars for day in seminar.days)
    assert plan.seminars[0].days[0].strftime("%m.%Y") == "11.2018"
    assert all(one.days[0] <= two.days[0] for one, two in pairwise(plan.seminars))


def test_everybody_can_be_told_apart(plan: Plan) -> None:
    people = [seat.person for seminar in plan.seminars for seat in seminar.seats]
    people += [imported.person for imported in plan.imported]
    assert len(people) > 1_100
    assert len({person.email for person in people}) == len(people)
    assert len({(person.given_name, person.family_name) for person in people}) == len(people)
    assert all(person.email.endswith(".example") for person in people)


def test_not_everything_went_well(plan: Plan) -> None:
    outcomes = {seat.outcome for seminar in plan.seminars for seat in seminar.seats}
    assert outcomes == set(Outcome) - {Outcome.OPEN}


def test_same_plan_every_time(plan: Plan) -> None:
    assert build(real_bodies(), TODAY) == plan


@pytest.mark.parametrize("today", [date(2025, 1, 1), date(2026, 12, 31), date(2028, 2, 29)])
def test_any_day_can_be_today(today: date) -> None:
    later = build(real_bodies(), today)
    assert figures_at(later, date(2023, 4, 30), LANDKREISE).trained == 770
    assert all(seminar.days[2] < today - timedelta(days=30) for seminar in later.seminars)


def test_small_plan_keeps_its_own_figures() -> None:
    small = build(real_bodies(), TODAY, SMALL)
    assert figures_at(small, date(2019, 2, 19), LANDKREISE).enrolled == SMALL.enrolled
    summer = figures_at(small, date(2022, 7, 6), LANDKREISE)
    assert summer.trained == SMALL.trained_until_reach
    assert (summer.gemeinden, summer.landkreise) == (SMALL.gemeinden, SMALL.landkreise)


def test_easter() -> None:
    assert [easter(year) for year in (2019, 2024, 2026)] == [
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2026, 4, 5),
    ]
