"""The demonstration has claims in every state that somebody has to act on."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from lotsen.demo.claims import quarters
from lotsen.demo.plan.days import is_working_day
from lotsen.demo.plan.scale import SMALL
from tests.demo.loaded import loaded
from vouchers.enums import ClaimState, PaymentState
from vouchers.models import Claim, Payment, Voucher
from vouchers.queries import balances, claimable_days

pytestmark = [pytest.mark.django_db, pytest.mark.time_limit(400)]


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    yield from loaded(SMALL, django_db_blocker)


def test_the_past_is_paid_and_the_present_waits() -> None:
    counts = {state: Claim.objects.filter(state=state).count() for state in ClaimState}
    assert counts[ClaimState.PAID] >= 8
    for state in (ClaimState.SUBMITTED, ClaimState.CHECKED, ClaimState.ORDERED):
        assert counts[state] == 1, state
    assert Payment.objects.filter(state=PaymentState.ORDERED, file=None).count() == 1
    submitted = Claim.objects.get(state=ClaimState.SUBMITTED)
    assert submitted.provider.name.startswith("Verwaltungsschule")
    assert claimable_days(submitted.provider_id)


def test_what_was_paid_is_on_the_vouchers_and_in_the_ledger() -> None:
    paid = sum(payment.cents for payment in Payment.objects.filter(state=PaymentState.PAID))
    assert paid > 0
    days = sum(Voucher.objects.values_list("paid_days", flat=True))
    assert paid == days * 100_00
    money = balances()
    assert money.paid + money.receivable <= paid


def test_providers_claim_on_working_days_before_the_quarter_ends() -> None:
    days = list(quarters(date(2026, 11, 22)))
    assert (days[0], len(days)) == (date(2018, 12, 5), 32)
    assert all(is_working_day(day) for day in days)
