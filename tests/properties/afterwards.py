"""Acts on money that was paid, and on years that end."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lotsen.core import clock
from lotsen.core.errors import DomainError
from tests.properties.model import At, Model
from vouchers import services
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim
from vouchers.services.repaying import record_repayment


class Afterwards(Model):
    """Paid money is reclaimed and repaid; a budget year is closed."""

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
