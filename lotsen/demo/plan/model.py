"""What the plan consists of. Frozen, so that carrying it out cannot change it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from lotsen.demo.plan.days import working_day
from lotsen.demo.plan.names import address_part


class Outcome(StrEnum):
    """How an enrolment ends; `OPEN` ones are still running today."""

    COMPLETED = "completed"
    PARTLY = "partly"
    MISSED = "missed"
    CANCELLED = "cancelled"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Body:
    """A Kommune as the plan sees it. `places` is its quota of funded Basis places."""

    key: str
    name: str
    is_landkreis: bool
    places: int
    regierungsbezirk: str

    @property
    def weight(self) -> float:
        """Large bodies joined earlier."""
        return {1: 1.0, 2: 3.0, 3: 9.0}.get(self.places, 60.0)

    @property
    def domain(self) -> str:
        """Mail domain that can never exist (RFC 2606)."""
        return f"{address_part(self.name)}.example"


@dataclass(frozen=True, slots=True)
class Person:
    """An employee of a Kommune."""

    given_name: str
    family_name: str
    email: str
    department: str
    kommune: str


@dataclass(frozen=True, slots=True)
class Contract:
    """A transfer contract over persons who go to the same seminar."""

    kommune: str
    provider: str
    persons: tuple[Person, ...]
    submitted_on: date
    issued_on: date


@dataclass(frozen=True, slots=True)
class Seat:
    """One enrolment; without a contract the full price is paid and no state money flows."""

    person: Person
    enrolled_on: date
    outcome: Outcome
    contract: Contract | None

    @property
    def is_funded(self) -> bool:
        return self.contract is not None

    @property
    def presence(self) -> tuple[bool, bool, bool]:
        """Present on day 1, 2, 3."""
        return {Outcome.MISSED: (False, False, False), Outcome.PARTLY: (True, True, False)}.get(
            self.outcome, (True, True, True)
        )


@dataclass(frozen=True, slots=True)
class Seminar:
    """A seminar; `confirmed_days` of its days are confirmed by today."""

    provider: str
    days: tuple[date, date, date]
    published_on: date
    seats: tuple[Seat, ...]
    online: bool = False
    confirmed_days: int = 3

    @property
    def completed(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.outcome == Outcome.COMPLETED]


@dataclass(frozen=True, slots=True)
class Imported:
    """Somebody who was trained without state money; recorded by the office with a proof."""

    person: Person
    completed_on: date

    @property
    def recorded_on(self) -> date:
        """The office enters them in the first days of the next month."""
        return working_day((self.completed_on.replace(day=1) + timedelta(days=32)).replace(day=3))


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Seminars around today, and contracts that have not led to a seminar yet."""

    fresh: Seminar
    overdue: Seminar
    running: Seminar
    coming: tuple[Seminar, ...]
    draft: Seminar
    submitted: tuple[Contract, ...]
    agreed: Contract
    issued: tuple[Contract, ...]

    @property
    def seminars(self) -> tuple[Seminar, ...]:
        """Everything that is published."""
        return (self.fresh, self.overdue, self.running, *self.coming)


@dataclass(frozen=True, slots=True)
class Plan:
    """The history up to a few weeks before today, and what is open around today."""

    seminars: tuple[Seminar, ...]
    imported: tuple[Imported, ...]
    open_work: OpenWork
    used_places: dict[str, int] = field(default_factory=dict)

    @property
    def all_seats(self) -> Iterator[Seat]:
        """Every enrolment of past and present."""
        for seminar in (*self.seminars, *self.open_work.seminars):
            yield from seminar.seats

    @property
    def kommunen(self) -> set[str]:
        """Keys of all Kommunen that have a part."""
        work = self.open_work
        others = {one.kommune for one in (*work.submitted, work.agreed, *work.issued)}
        seats = {seat.person.kommune for seat in self.all_seats}
        return others | seats | {imported.person.kommune for imported in self.imported}

    @property
    def contracts(self) -> list[Contract]:
        """Every contract behind an enrolment once, in the order of submission."""
        found = {id(seat.contract): seat.contract for seat in self.all_seats if seat.contract}
        return sorted(found.values(), key=lambda contract: contract.submitted_on)
