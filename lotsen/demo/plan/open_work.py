"""What is going on around today, so that every demo sign-in finds something to do.

Days count from today; the quota goes on where the history stopped.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from lotsen.demo.plan.bodies import Places, ranking
from lotsen.demo.plan.cast import (
    DEMO_STADT,
    PROVIDERS,
    TWO_HATS_LANDKREIS,
    VERWALTUNGSSCHULE,
    ProviderPart,
)
from lotsen.demo.plan.days import seminar_day, three_days, working_day
from lotsen.demo.plan.model import Body, Contract, OpenWork, Outcome, Person, Seat, Seminar
from lotsen.demo.plan.people import PeopleMaker
from lotsen.demo.plan.seats import Draft, SeatMaker

LOTSE_NAME = ("Lena", "Probe")
#: Coming seminars: place in `PROVIDERS`, days until the first day, people enrolled so far.
COMING = ((0, 16, 14), (2, 23, 19), (1, 37, 6), (4, 51, 3), (3, 65, 2), (0, 79, 0))
FRESH_SIZE, OVERDUE_SIZE, RUNNING_SIZE = 9, 11, 8


class OpenWorkPlanner:
    """Draws people from Kommunen that have places left."""

    def __init__(
        self, bodies: Sequence[Body], used: dict[str, int], today: date, people: PeopleMaker
    ) -> None:
        rng = random.Random(today.toordinal())  # noqa: S311 - reproducible, nothing secret
        self._places = Places(dict(used))
        self._by_key = {body.key: body for body in bodies}
        self._bodies = ranking(bodies, rng)
        self._today = today
        self._people = people

    def plan(self) -> OpenWork:
        """The same for the same day."""
        school, stuttgart = VERWALTUNGSSCHULE, PROVIDERS[1]
        return OpenWork(
            fresh=self._fresh(),
            overdue=self._held(school, self._back(2), OVERDUE_SIZE, confirmed=0),
            running=self._running(stuttgart),
            coming=tuple(self._coming(*entry) for entry in COMING),
            draft=self._empty(school, 100),
            submitted=(
                self._contract(DEMO_STADT, school, 1, 1),
                *(self._contract(self._next(school).key, school, 1, days) for days in (2, 5)),
            ),
            agreed=self._contract(self._next(stuttgart).key, stuttgart, 1, 6),
            issued=(
                self._contract(DEMO_STADT, school, 1, 8),
                self._contract(TWO_HATS_LANDKREIS, school, 2, 9),
            ),
        )

    def _fresh(self) -> Seminar:
        """Confirmed a week ago; the demo Lotse was there."""
        stadt = self._by_key[DEMO_STADT]
        seminar = self._held(
            VERWALTUNGSSCHULE, self._back(9), FRESH_SIZE, confirmed=3, first=[stadt]
        )
        lotse = self._people.named(LOTSE_NAME, stadt)
        own, *others = seminar.seats
        assert own.contract is not None
        contract = replace(own.contract, persons=(lotse,))
        return replace(seminar, seats=(replace(own, person=lotse, contract=contract), *others))

    def _held(
        self,
        part: ProviderPart,
        last: date,
        size: int,
        *,
        confirmed: int,
        first: Sequence[Body] = (),
    ) -> Seminar:
        draft = Draft(part, three_days(last, (1, 1)), size)
        outcome = Outcome.COMPLETED if confirmed == 3 else Outcome.OPEN
        bodies = [*first, *(self._next(part) for _ in range(size - len(first)))]
        for body in first:
            self._places.take(body)
        draft.funded = [(body, 1, outcome) for body in bodies]
        [seminar] = SeatMaker(0, self._people).seminars([draft])
        return replace(seminar, confirmed_days=confirmed)

    def _running(self, part: ProviderPart) -> Seminar:
        """The first day is confirmed, the others are still to come."""
        seminar = self._held(part, self._back(5), RUNNING_SIZE, confirmed=1)
        second = seminar_day(self._today + timedelta(days=2), step=1)
        third = seminar_day(second + timedelta(days=7), step=1)
        return replace(seminar, days=(seminar.days[0], second, third))

    def _coming(self, provider: int, days: int, size: int) -> Seminar:
        empty = self._empty(PROVIDERS[provider], days)
        return replace(empty, seats=tuple(self._waiting(PROVIDERS[provider], size)))

    def _waiting(self, part: ProviderPart, size: int) -> Iterator[Seat]:
        for number in range(size):
            enrolled_on = working_day(self._today - timedelta(days=(3, 6, 12)[number % 3]))
            contract = self._contract_until(self._next(part).key, part, 1, enrolled_on)
            yield Seat(contract.persons[0], enrolled_on, Outcome.OPEN, contract)

    def _empty(self, part: ProviderPart, days: int) -> Seminar:
        first = seminar_day(self._today + timedelta(days=days), step=1)
        second = seminar_day(first + timedelta(days=1), step=1)
        third = seminar_day(second + timedelta(days=7), step=1)
        published = working_day(self._today - timedelta(days=28))
        return Seminar(part.code, (first, second, third), published, (), confirmed_days=0)

    def _contract(self, key: str, part: ProviderPart, size: int, days_ago: int) -> Contract:
        submitted = working_day(self._today - timedelta(days=days_ago))
        issued = min(working_day(submitted + timedelta(days=1), step=1), self._today)
        if key in (DEMO_STADT, TWO_HATS_LANDKREIS):
            self._places.take(self._by_key[key], size)
        return self._made(key, part, size, submitted, issued)

    def _contract_until(self, key: str, part: ProviderPart, size: int, enrolled: date) -> Contract:
        issued = working_day(enrolled - timedelta(days=1))
        return self._made(key, part, size, working_day(issued - timedelta(days=3)), issued)

    def _made(
        self, key: str, part: ProviderPart, size: int, submitted: date, issued: date
    ) -> Contract:
        persons = tuple(self._people.one(self._by_key[key]) for _ in range(size))
        return Contract(key, part.code, persons, submitted, issued)

    def _next(self, part: ProviderPart) -> Body:
        """The next Kommune near the provider that has a place left, which is taken."""
        body = next(
            body
            for body in self._bodies
            if body.regierungsbezirk in part.catchment and self._places.free(body)
        )
        self._places.take(body)
        # One person per Kommune reads more naturally than four from the first one.
        self._bodies.remove(body)
        return body

    def _back(self, days: int) -> date:
        return seminar_day(self._today - timedelta(days=days))


def demo_lotse(work: OpenWork) -> Person:
    """The person behind the sign-in of the Lotse: the first one of the freshly held seminar."""
    return work.fresh.seats[0].person
