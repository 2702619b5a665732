"""Acts on claims and payments."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from lotsen.core import clock
from lotsen.core.errors import DomainError
from tests.properties.model import At, Model
from vouchers import services
from vouchers.bank_rules import next_bank_day
from vouchers.models import Claim, Payment


class Payments(Model):
    """Days are claimed, checked, ordered and paid, and some of the money comes back."""

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
