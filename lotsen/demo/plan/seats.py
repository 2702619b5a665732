"""When each person of a seminar gets a contract and is enrolled.

The rule of the programme comes first: contract, then vouchers, then enrolment, then the seminar
(docs/programme.md § 3). People are enrolled in waves, as HR offices do it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle

from lotsen.demo.plan.cast import ProviderPart
from lotsen.demo.plan.days import working_day
from lotsen.demo.plan.model import Body, Contract, Outcome, Seat, Seminar
from lotsen.demo.plan.people import PeopleMaker
from lotsen.demo.plan.scale import ENROLLED_ON

#: A seminar needs vouchers of the funding period it lies in (vouchers/migrations/0003): first days
#: of the periods, and from when their seminars are published.
PERIODS = ((date(2018, 11, 1), date(2018, 11, 5)), (date(2023, 1, 1), date(2023, 1, 9)))
WAVES = (38, 17)
#: Waves of those who on 19.02.2019 were enrolled and not yet trained.
EARLY_WAVES = (date(2019, 1, 24), date(2019, 2, 14))
EARLY_PUBLICATION = date(2019, 1, 9)
LAST_OF_EARLY = date(2019, 12, 31)


@dataclass
class Draft:
    """A seminar while it is being planned."""

    provider: ProviderPart
    days: tuple[date, date, date]
    size: int
    online: bool = False
    funded: list[tuple[Body, int, Outcome]] = field(default_factory=list)
    full_price: list[Body] = field(default_factory=list)

    @property
    def had_early_enrolments(self) -> bool:
        """Whether people could enrol for it before the first published Stichtag and wait."""
        return ENROLLED_ON < self.days[2] <= LAST_OF_EARLY


class SeatMaker:
    """Turns drafts into seminars; counts down how many still have to enrol early."""

    def __init__(self, enrolled: int, people: PeopleMaker) -> None:
        self._early_left = enrolled
        self._people = people

    def seminars(self, drafts: Iterable[Draft]) -> list[Seminar]:
        """The seminars in the order of their first day."""
        return [self._seminar(draft) for draft in sorted(drafts, key=lambda d: d.days[0])]

    def _seminar(self, draft: Draft) -> Seminar:
        published_on = _publication(draft)
        seats: list[Seat] = []
        late = cycle(_waves(draft, published_on))
        early = cycle(EARLY_WAVES)
        for body, size, outcome in draft.funded:
            early_part = min(size, self._early_left) if draft.had_early_enrolments else 0
            self._early_left -= early_part
            for part, waves in ((early_part, early), (size - early_part, late)):
                seats += self._group(draft, body, part, outcome, next(waves) if part else None)
        for body in draft.full_price:
            seats.append(Seat(self._people.one(body), next(late), Outcome.COMPLETED, None))
        return Seminar(
            draft.provider.code, draft.days, published_on, tuple(seats), online=draft.online
        )

    def _group(
        self, draft: Draft, body: Body, size: int, outcome: Outcome, wave: date | None
    ) -> list[Seat]:
        """Seats of people of one Kommune under one contract."""
        if wave is None:
            return []
        persons = tuple(self._people.one(body) for _ in range(size))
        issued_on = working_day(wave - timedelta(days=2))
        contract = Contract(
            kommune=body.key,
            provider=draft.provider.code,
            persons=persons,
            submitted_on=working_day(issued_on - timedelta(days=3)),
            issued_on=issued_on,
        )
        return [Seat(person, wave, outcome, contract) for person in persons]


def _publication(draft: Draft) -> date:
    planned = draft.days[0] - timedelta(days=75)
    earliest = max(published for start, published in PERIODS if start <= draft.days[0])
    if draft.had_early_enrolments:
        planned = min(planned, EARLY_PUBLICATION)
    return working_day(max(planned, earliest), step=1)


def _waves(draft: Draft, published_on: date) -> list[date]:
    earliest = working_day(published_on + timedelta(days=3))
    first = draft.days[0]
    return sorted({max(earliest, working_day(first - timedelta(days=back))) for back in WAVES})
