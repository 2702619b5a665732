"""A small Python model of the money: where the cents of every voucher day lie, in which year."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from lotsen.core import clock
from lotsen.core.clock import BERLIN
from tests.deferred import fire_deferred
from tests.factories.money import make_bank_account
from tests.factories.vouchers import make_cast
from vouchers.models import JournalEntry
from vouchers.queries import balances
from vouchers.queries.verify import verify

DAYS = st.integers(1, 3)
RATE = 100_00


class At(Enum):
    """Where the money of a voucher day lies."""

    COMMITTED = "committed"
    DUE = "due"
    CLAIMED = "claimed"
    ORDERED = "ordered"
    PAID = "paid"
    RECEIVABLE = "receivable"
    REPAID = "repaid"
    GONE = "gone"


@dataclass
class Day:
    """One day of a voucher: place, cents, and what is needed to take it back."""

    at: At = At.COMMITTED
    cents: int = RATE
    entry: JournalEntry | None = None
    paid_year: int = 0

    @property
    def is_open(self) -> bool:
        """Still something to carry into the next year."""
        return self.cents > 0 and self.at not in (At.PAID, At.REPAID, At.GONE)


@dataclass
class Paper:
    """A voucher: its days and the budget year of its next booking."""

    year: int
    days: dict[int, Day] = field(default_factory=lambda: {n: Day() for n in (1, 2, 3)})


class Model(RuleBasedStateMachine):
    """What the model knows; the acts are played by those who inherit it."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.calendar = ExitStack()
        self.year = self.first_year = clock.today().year + 1
        self.turn_to(self.year)
        self.cast = make_cast()  # three places
        make_bank_account(self.cast)
        self.granted = 0
        self.available: dict[int, int] = {}
        self.papers: dict[str, Paper] = {}
        self.claims: dict[Any, list[tuple[str, int]]] = {}
        self.payments: dict[Any, Any] = {}
        self.reclaims: dict[Any, list[tuple[str, int]]] = {}
        self.acts = 0

    def teardown(self) -> None:
        fire_deferred()
        problems = verify().problems
        self.calendar.close()
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        assert problems == []

    def turn_to(self, year: int) -> None:
        """Everybody lives in the middle of December of that year."""
        self.calendar.close()
        self.calendar.enter_context(clock.at(datetime(year, 12, 15, 12, tzinfo=BERLIN)))

    def key(self) -> str:
        self.acts += 1
        return f"act {self.acts}"

    def at(self, *places: At) -> list[tuple[str, int]]:
        """The days with money in one of these places."""
        return [
            (voucher, number)
            for voucher, paper in self.papers.items()
            for number, day in paper.days.items()
            if day.at in places and day.cents > 0
        ]

    def day(self, where: tuple[str, int]) -> Day:
        return self.papers[where[0]].days[where[1]]

    def cents_at(self, *places: At) -> int:
        return sum(self.day(where).cents for where in self.at(*places))

    def is_closed(self, year: int) -> bool:
        return year < self.year

    def draw(self, data: st.DataObject, options: Any) -> Any:
        """One of them by its place: keys are other ones in every run."""
        found = list(options)
        return found[data.draw(st.integers(0, len(found) - 1))]

    def move(self, days: list[tuple[str, int]], to: At) -> None:
        for where in days:
            self.day(where).at = to

    @invariant()
    def totals_are_the_model(self) -> None:
        totals = balances()
        assert totals.adds_up
        assert totals.available == sum(self.available.values())
        assert totals.committed == self.cents_at(At.COMMITTED)
        assert totals.due == self.cents_at(At.DUE, At.CLAIMED)
        assert totals.ordered == self.cents_at(At.ORDERED)
        assert totals.receivable == self.cents_at(At.RECEIVABLE)
        assert totals.granted == self.granted
