"""A small Python model of the money, and the acts that Hypothesis plays against it.

The model knows where the cents of every voucher day lie and in which budget year; the programme
must do what the model says or refuse with a sentence that the model understands.
"""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lotsen.core import clock
from lotsen.core.clock import BERLIN
from lotsen.core.errors import DomainError
from tests.deferred import fire_deferred
from tests.factories.money import make_bank_account
from tests.factories.vouchers import make_cast, make_contract, make_grant
from vouchers import services
from vouchers.bank_rules import next_bank_day
from vouchers.models import Claim, JournalEntry, Payment
from vouchers.queries import balances
from vouchers.queries.verify import verify
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim
from vouchers.services.repaying import record_repayment

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


class Money(RuleBasedStateMachine):
    """Every act either does what the model says or is refused with a sentence."""

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

    # what the model knows

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

    # budget and vouchers

    @rule(euros=st.integers(1, 900))
    def grant(self, euros: int) -> None:
        make_grant(self.cast, euros * 100)
        self.granted += euros * 100
        self.available[self.year] = self.available.get(self.year, 0) + euros * 100

    @rule()
    def issue(self) -> None:
        try:
            contract = make_contract(self.cast)
        except DomainError:
            assert len(self.papers) >= 3  # the quota
            return
        try:
            [voucher] = services.agree_and_issue(contract_id=contract.pk, actor=self.cast.office)
        except DomainError:
            assert self.available.get(self.year, 0) < 3 * RATE
            services.withdraw_contract(contract_id=contract.pk, actor=self.cast.hr)
            return
        self.available[self.year] -= 3 * RATE
        self.papers[voucher.pk] = Paper(self.year)

    @precondition(lambda self: self.papers)
    @rule(data=st.data(), number=DAYS, cap=st.none() | st.integers(0, 120_00))
    def redeem(self, data: st.DataObject, number: int, cap: int | None) -> None:
        where = (self.draw(data, self.papers), number)
        paid = RATE if cap is None else min(cap, RATE)
        self.decide(where, services.redeem_day, paid, cap_cents=cap)

    @precondition(lambda self: self.papers)
    @rule(data=st.data(), number=DAYS)
    def release(self, data: st.DataObject, number: int) -> None:
        self.decide((self.draw(data, self.papers), number), services.release_day, 0)

    def decide(self, where: tuple[str, int], act: Any, paid: int, **more: Any) -> None:
        day, paper = self.day(where), self.papers[where[0]]
        try:
            booked = act(
                voucher_id=where[0],
                day_number=where[1],
                seminar_day_on=date(self.year, 3, 2),
                actor=self.cast.trainer,
                idempotency_key=self.key(),
                **more,
            )
        except DomainError:
            assert day.at != At.COMMITTED
            return
        assert day.at == At.COMMITTED
        assert booked.cents == paid
        day.at, day.cents = (At.DUE if paid else At.GONE), paid
        day.entry = booked.entry
        self.available[paper.year] = self.available.get(paper.year, 0) + RATE - paid

    @precondition(lambda self: self.papers)
    @rule(data=st.data(), number=DAYS)
    def reverse(self, data: st.DataObject, number: int) -> None:
        where = (self.draw(data, self.papers), number)
        day, paper = self.day(where), self.papers[where[0]]
        if day.entry is None:
            return
        back = RATE - day.cents
        year = self.year if self.is_closed(paper.year) else paper.year
        try:
            services.reverse_day(
                entry_id=day.entry.pk, reason=f"Irrtum {self.key()}", actor=self.cast.office
            )
        except DomainError:
            ended = all(other.at != At.COMMITTED for other in paper.days.values())
            assert (
                not self.can_go_back(where)
                or self.available.get(year, 0) < back  # or no money at all: that year is not open
                or (ended and len(self.papers) > 3)  # its place of the quota is taken
            )
            return
        assert self.can_go_back(where)
        self.leave_claim(where)
        self.available[year] -= back
        paper.year = year
        day.at, day.cents, day.entry = At.COMMITTED, RATE, None

    def can_go_back(self, where: tuple[str, int]) -> bool:
        """Before anybody has ordered it, and in no claim that the office has passed on."""
        if self.day(where).at != At.CLAIMED:
            return self.day(where).at in (At.DUE, At.GONE)
        return Claim.objects.get(pk=self.claim_of(where)).state in ("submitted", "refused")

    def claim_of(self, where: tuple[str, int]) -> Any:
        return next(pk for pk, days in self.claims.items() if where in days)

    def leave_claim(self, where: tuple[str, int]) -> None:
        if self.day(where).at == At.CLAIMED:
            claim = self.claim_of(where)
            self.claims[claim].remove(where)
            if not self.claims[claim]:
                del self.claims[claim]

    @precondition(lambda self: self.papers)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        voucher = self.draw(data, self.papers)
        paper = self.papers[voucher]
        open_days = [day for day in paper.days.values() if day.at == At.COMMITTED]
        try:
            services.cancel_voucher(voucher_id=voucher, reason="Wechsel", actor=self.cast.office)
        except DomainError:
            return
        assert open_days
        assert not any(day.entry and day.at != At.GONE for day in paper.days.values())
        self.available[paper.year] = self.available.get(paper.year, 0) + RATE * len(open_days)
        del self.papers[voucher]

    # claims and payments

    @precondition(lambda self: self.at(At.DUE))
    @rule()
    def claim(self) -> None:
        days = self.at(At.DUE)
        made = services.submit_claim(
            provider=self.cast.provider, submission_key=self.key(), actor=self.cast.trainer
        )
        assert set(made.lines.values_list("voucher", "day_number")) == set(days)
        self.claims[made.pk] = days
        self.move(days, At.CLAIMED)

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        claim = Claim.objects.get(pk=self.draw(data, self.claims))
        try:
            services.withdraw_claim(
                claim_id=claim.pk, version=claim.version, actor=self.cast.trainer
            )
        except DomainError:
            assert claim.state != "submitted"
            return
        self.move(self.claims.pop(claim.pk), At.DUE)

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def check_and_order(self, data: st.DataObject) -> None:
        claim = Claim.objects.get(pk=self.draw(data, self.claims))
        if claim.state == "submitted":
            claim = services.confirm_factual(
                claim_id=claim.pk, version=claim.version, actor=self.cast.office
            )
            claim = services.confirm_arithmetic(
                claim_id=claim.pk, version=claim.version, actor=self.cast.office
            )
        try:
            payment = services.order_claim(
                claim_id=claim.pk, version=claim.version, actor=self.cast.ministry
            )
        except DomainError:
            assert claim.state != "checked"
            return
        days = self.claims.pop(claim.pk)
        assert payment.cents == sum(self.day(where).cents for where in days)
        self.payments[payment.pk] = days
        self.move(days, At.ORDERED)

    @precondition(lambda self: self.payments)
    @rule(data=st.data(), confirmed=st.booleans())
    def pay(self, data: st.DataObject, confirmed: bool) -> None:
        payment = Payment.objects.get(pk=self.draw(data, self.payments))
        if payment.state == "ordered":
            services.make_payment_file(
                payment_ids=[payment.pk],
                execute_on=next_bank_day(clock.today()),
                actor=self.cast.ministry,
            )
        if confirmed and payment.state in ("ordered", "transmitted"):
            services.confirm_paid(
                payment_ids=[payment.pk], paid_on=clock.today(), actor=self.cast.ministry
            )
            for where in self.payments[payment.pk]:
                self.day(where).paid_year = self.papers[where[0]].year
            self.move(self.payments[payment.pk], At.PAID)

    @precondition(lambda self: self.payments)
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        payment = Payment.objects.get(pk=self.draw(data, self.payments))
        days = self.payments[payment.pk]
        try:
            services.return_payment(
                payment_id=payment.pk,
                returned_on=clock.today(),
                reason="Konto erloschen",
                actor=self.cast.ministry,
            )
        except DomainError:
            assert (
                payment.file_id is None
                or any(self.day(where).at not in (At.ORDERED, At.PAID) for where in days)
                or any(self.is_closed(self.day(where).paid_year or self.year) for where in days)
            )
            return
        self.claims[payment.claim_id] = self.payments.pop(payment.pk)
        self.move(days, At.CLAIMED)

    # corrections

    @precondition(lambda self: self.at(At.PAID))
    @rule(data=st.data())
    def reclaim(self, data: st.DataObject) -> None:
        where = self.draw(data, self.at(At.PAID))
        day, paper = self.day(where), self.papers[where[0]]
        proposed = propose_reclaim(
            voucher_id=where[0],
            day_numbers=[where[1]],
            reason="Nicht teilgenommen",
            interest_from=clock.today(),
            submission_key=self.key(),
            actor=self.cast.office,
        )
        try:
            approve_reclaim(reclaim_id=proposed.pk, due_on=clock.today(), actor=self.cast.ministry)
        except DomainError:
            assert self.is_closed(paper.year)
            assert self.year not in self.available  # no money, so the year is not open yet
            proposed.lines.update(active=False)
            return
        if self.is_closed(paper.year):
            paper.year = self.year
        if day.paid_year != paper.year:
            self.granted += day.cents
        day.at = At.RECEIVABLE
        self.reclaims[proposed.pk] = [where]

    @precondition(lambda self: self.reclaims)
    @rule(data=st.data())
    def repay(self, data: st.DataObject) -> None:
        pk = self.draw(data, self.reclaims)
        record_repayment(reclaim_id=pk, repaid_on=clock.today(), actor=self.cast.office)
        for where in self.reclaims.pop(pk):
            day, paper = self.day(where), self.papers[where[0]]
            if day.paid_year == paper.year:
                self.available[paper.year] += day.cents
            else:
                self.granted -= day.cents
            day.at = At.REPAID

    @precondition(lambda self: self.year in self.available and self.year < self.first_year + 3)
    @rule(carries=st.booleans())
    def close_the_year(self, carries: bool) -> None:
        year = self.year
        self.turn_to(year + 1)
        try:
            proposal = services.propose_closing(
                year=year,
                carries_available=carries,
                reason="Jahresabschluss",
                submission_key=self.key(),
                actor=self.cast.ministry,
            )
        except DomainError:
            assert any(self.papers[voucher].year == year for voucher, _ in self.at(At.ORDERED))
            self.turn_to(year)
            return
        services.approve_closing(proposal_id=proposal.pk, actor=self.cast.second)
        self.year = year + 1
        rest = self.available.pop(year)
        self.available[self.year] = rest if carries else 0
        if not carries:
            self.granted -= rest
        for paper in self.papers.values():
            if paper.year == year and any(day.is_open for day in paper.days.values()):
                paper.year = self.year

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
