"""Puts the plan together: bodies, seminars, who sits in them, and who was trained elsewhere."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle

from lotsen.demo.plan import bodies as planning
from lotsen.demo.plan.bodies import Participants, Places
from lotsen.demo.plan.cast import ROTATION
from lotsen.demo.plan.days import seminar_day, spread, three_days
from lotsen.demo.plan.model import Body, Imported, Outcome, Plan
from lotsen.demo.plan.open_work import LOTSE_NAME, OpenWorkPlanner
from lotsen.demo.plan.people import PeopleMaker
from lotsen.demo.plan.scale import FULL, REACH_ON, Scale, Stretch
from lotsen.demo.plan.seats import Draft, SeatMaker

SEED = 2018_11_01
#: Calendar days between the seminar days: not necessarily consecutive.
GAPS = ((1, 7), (1, 1), (7, 7), (1, 14))
#: The history ends this long before today; what is newer belongs to `open_work`.
QUIET_DAYS = 35
FIRST_IMPORT = date(2019, 3, 4)
#: From here on some people came at the full price and are counted apart.
FULL_PRICE_FROM = date(2023, 6, 1)


def build(bodies: Sequence[Body], today: date, scale: Scale = FULL) -> Plan:
    """The whole history until a few weeks before `today`; the same input gives the same plan."""
    rng = random.Random(SEED)  # noqa: S311 - reproducible, nothing secret
    places = Places()
    people = PeopleMaker(rng, reserved=LOTSE_NAME)
    chosen = planning.choose_bodies(bodies, scale, rng)
    drafts = _drafts(scale, today)
    _seat_everybody(drafts, bodies, chosen, places, rng)
    _add_dropouts(drafts, chosen, places)
    _add_full_price(drafts, chosen, rng)
    seminars = SeatMaker(scale.enrolled, people).seminars(drafts)
    imported = tuple(_imported(bodies, chosen, scale, today, people, rng))
    work = OpenWorkPlanner(bodies, places.used, today, people).plan()
    return Plan(tuple(seminars), imported, work, dict(places.used))


def _drafts(scale: Scale, today: date) -> list[Draft]:
    providers = cycle(ROTATION)
    gaps = cycle(GAPS)
    return [
        Draft(next(providers), three_days(last, next(gaps)), size, stretch.online)
        for stretch in (*scale.stretches, *_later(scale, today))
        for last, size in zip(
            spread(stretch.start, stretch.end, len(stretch.sizes)), stretch.sizes, strict=True
        )
    ]


def _later(scale: Scale, today: date) -> Iterator[Stretch]:
    """One seminar every few weeks since the last published figure."""
    sizes = cycle(scale.later_sizes)
    last = max(stretch.end for stretch in scale.stretches) + timedelta(days=50)
    while last <= today - timedelta(days=QUIET_DAYS):
        yield Stretch(last, last, (next(sizes),))
        last += timedelta(days=scale.later_every_days)


def _seat_everybody(
    drafts: list[Draft],
    bodies: Sequence[Body],
    chosen: list[Body],
    places: Places,
    rng: random.Random,
) -> None:
    """Fill all seminars: until `REACH_ON` from exactly the chosen bodies, then from all."""
    before = [draft for draft in drafts if draft.days[2] <= REACH_ON]
    after = [draft for draft in drafts if draft.days[2] > REACH_ON]
    count = sum(draft.size for draft in before)
    _draw(before, Participants(planning.first_groups(chosen, count, places, rng)))
    chosen_keys = {body.key for body in chosen}
    new = [body for body in planning.ranking(bodies, rng) if body.key not in chosen_keys]
    new = [body for body in new if not body.is_landkreis]
    count = sum(draft.size for draft in after)
    _draw(after, Participants(planning.further_groups(chosen, new, count, places, rng)))


def _draw(drafts: list[Draft], waiting: Participants) -> None:
    for draft in drafts:
        groups = waiting.draw(draft.provider.catchment, draft.size)
        draft.funded = [(body, size, Outcome.COMPLETED) for body, size in groups]


def _add_dropouts(drafts: list[Draft], chosen: list[Body], places: Places) -> None:
    """Some fell ill, some missed a day: every third seminar after the first Stichtag has one."""
    outcomes = cycle((Outcome.MISSED, Outcome.PARTLY, Outcome.CANCELLED))
    for draft in [d for d in drafts if d.had_early_enrolments or d.days[0] > REACH_ON][::3]:
        near = [body for body in chosen if body.regierungsbezirk in draft.provider.catchment]
        body = next((body for body in near if places.free(body)), None)
        if body is not None and draft.size < 20:
            places.take(body)
            draft.funded.append((body, 1, next(outcomes)))


def _add_full_price(drafts: list[Draft], chosen: list[Body], rng: random.Random) -> None:
    for draft in [d for d in drafts if d.days[0] >= FULL_PRICE_FROM][::2]:
        near = [body for body in chosen if body.regierungsbezirk in draft.provider.catchment]
        draft.full_price.append(rng.choice(near))


def _imported(
    bodies: Sequence[Body],
    chosen: list[Body],
    scale: Scale,
    today: date,
    people: PeopleMaker,
    rng: random.Random,
) -> Iterator[Imported]:
    """People trained without state money, nine of ten in Kommunen that also have funded ones."""
    spans = (
        (scale.imported, FIRST_IMPORT, date(2022, 6, 30)),
        (scale.imported_later, date(2022, 9, 12), today - timedelta(days=QUIET_DAYS)),
    )
    others = planning.ranking(bodies, rng)
    weights = [body.places for body in chosen]
    for count, start, end in spans:
        for number, day in enumerate(spread(start, end, count)):
            pick = others[number] if number % 10 == 0 else rng.choices(chosen, weights)[0]
            yield Imported(people.one(pick), seminar_day(day))
