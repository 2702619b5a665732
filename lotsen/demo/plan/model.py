"""What the plan consists of. Frozen, so that carrying it out cannot change it."""

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
        return {Outcome.COMPLETED: (True, True, True), Outcome.PARTLY: (True, True, False)}.get(
            self.outcome, (False, False, False)
        )


@dataclass(frozen=True, slots=True)
class Seminar:
    """A held seminar, confirmed day by day."""

    provider: str
    days: tuple[date, date, date]
    published_on: date
    seats: tuple[Seat, ...]
    online: bool = False

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
class Plan:
    """The whole history up to a few weeks before today."""

    seminars: tuple[Seminar, ...]
    imported: tuple[Imported, ...]
    used_places: dict[str, int] = field(default_factory=dict)

    @property
    def kommunen(self) -> set[str]:
        """Keys of all Kommunen that have a part."""
        seats = {seat.person.kommune for seminar in self.seminars for seat in seminar.seats}
        return seats | {imported.person.kommune for imported in self.imported}

    @property
    def contracts(self) -> list[Contract]:
        """Every contract once, in the order of submission."""
        found = {
            id(seat.contract): seat.contract
            for seminar in self.seminars
            for seat in seminar.seats
            if seat.contract
        }
        return sorted(found.values(), key=lambda contract: contract.submitted_on)
