"""Hypothesis plays ministry, office and provider against a small Python model of the money.

The database cannot be emptied (append-only), so every example is rolled back as a whole; the
deferred guards run before each rollback.
"""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lotsen.core.errors import DomainError
from tests.factories.vouchers import make_cast, make_contract, make_grant
from vouchers import services
from vouchers.models import JournalEntry
from vouchers.queries import balances
from vouchers.queries.verify import verify

DAYS = st.integers(1, 3)
DAY = date(2026, 3, 2)


class Money(RuleBasedStateMachine):
    """Every act either does what the model says or is refused with a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.cast = make_cast()  # three places
        self.granted = self.available = self.due = 0
        self.open: dict[tuple[str, int], bool] = {}
        self.days: dict[tuple[str, int], Any] = {}
        self.acts = 0

    def teardown(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        problems = verify().problems
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        assert problems == []

    def key(self) -> str:
        self.acts += 1
        return f"act {self.acts}"

    @rule(euros=st.integers(1, 400))
    def grant(self, euros: int) -> None:
        make_grant(self.cast, euros * 100)
        self.granted += euros * 100
        self.available += euros * 100

    @rule()
    def issue(self) -> None:
        try:
            contract = make_contract(self.cast)
        except DomainError:
            assert len({voucher for voucher, _ in self.days}) >= 3  # the quota
            return
        try:
            [voucher] = services.agree_and_issue(contract_id=contract.pk, actor=self.cast.office)
        except DomainError:
            assert self.available < 300_00
            services.withdraw_contract(contract_id=contract.pk, actor=self.cast.hr)
            return
        self.available -= 300_00
        for day in (1, 2, 3):
            self.open[voucher.pk, day] = True
            self.days[voucher.pk, day] = None

    @precondition(lambda self: self.days)
    @rule(data=st.data(), day=DAYS, cap=st.none() | st.integers(0, 120_00))
    def redeem(self, data: st.DataObject, day: int, cap: int | None) -> None:
        voucher = self.some_voucher(data)
        try:
            booked = services.redeem_day(
                voucher_id=voucher,
                day_number=day,
                seminar_day_on=DAY,
                actor=self.cast.trainer,
                idempotency_key=self.key(),
                cap_cents=cap,
            )
        except DomainError:
            assert not self.open[voucher, day]
            return
        assert self.open[voucher, day]
        paid = 100_00 if cap is None else min(cap, 100_00)
        assert booked.cents == paid
        self.decide(voucher, day, booked.entry, paid)

    @precondition(lambda self: self.days)
    @rule(data=st.data(), day=DAYS)
    def release(self, data: st.DataObject, day: int) -> None:
        voucher = self.some_voucher(data)
        try:
            booked = services.release_day(
                voucher_id=voucher,
                day_number=day,
                seminar_day_on=DAY,
                actor=self.cast.trainer,
                idempotency_key=self.key(),
            )
        except DomainError:
            assert not self.open[voucher, day]
            return
        self.decide(voucher, day, booked.entry, 0)

    @precondition(lambda self: any(self.days.values()))
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        decided = [day for day, found in self.days.items() if found]
        day = data.draw(st.sampled_from(decided))
        entry, paid = self.days[day]
        try:
            services.reverse_day(entry_id=entry.pk, reason="Irrtum", actor=self.cast.office)
        except DomainError:
            assert self.available < 100_00 - paid  # the released money is spent
            return
        self.available -= 100_00 - paid
        self.due -= paid
        self.open[day], self.days[day] = True, None

    @precondition(lambda self: self.days)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        voucher = self.some_voucher(data)
        days = [(voucher, day) for day in (1, 2, 3)]
        back = 100_00 * sum(self.open[day] for day in days)
        try:
            services.cancel_voucher(voucher_id=voucher, reason="Wechsel", actor=self.cast.office)
        except DomainError:
            return
        assert back
        self.available += back
        for day in days:
            del self.open[day], self.days[day]

    def some_voucher(self, data: st.DataObject) -> str:
        return str(data.draw(st.sampled_from(sorted({voucher for voucher, _ in self.days}))))

    def decide(self, voucher: str, day: int, entry: JournalEntry, paid: int) -> None:
        self.open[voucher, day] = False
        self.days[voucher, day] = (entry, paid)
        self.available += 100_00 - paid
        self.due += paid

    @invariant()
    def totals_are_the_model(self) -> None:
        totals = balances()
        committed = 100_00 * sum(self.open.values())
        assert (totals.granted, totals.available) == (self.granted, self.available)
        assert (totals.committed, totals.due) == (committed, self.due)
        assert totals.adds_up


@pytest.mark.django_db
def test_the_ledger_does_what_a_small_model_says() -> None:
    Money.TestCase.settings = settings(
        max_examples=8,
        stateful_step_count=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    Money.TestCase("runTest").runTest()


@pytest.mark.nightly
@pytest.mark.django_db
def test_the_ledger_does_what_a_small_model_says_for_long() -> None:
    Money.TestCase.settings = settings(
        max_examples=500,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    Money.TestCase("runTest").runTest()
