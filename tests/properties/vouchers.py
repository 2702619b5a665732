"""Acts on budget and vouchers."""

from datetime import date
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lotsen.core.errors import DomainError
from tests.factories.vouchers import make_contract, make_grant
from tests.properties.model import DAYS, RATE, At, Model, Paper
from vouchers import services
from vouchers.models import Claim


class Vouchers(Model):
    """Money is granted and promised; days are decided, taken back and given up."""

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
