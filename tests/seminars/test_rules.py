"""Amounts and deadlines as pure functions."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotsen.seminars import rules
from lotsen.seminars.enums import (
    ENROLMENT_TRANSITIONS,
    SEMINAR_TRANSITIONS,
    EnrolmentState,
    SeminarState,
)
from lotsen.seminars.models import Seminar
from vouchers.models import Voucher

DAY = date(2026, 11, 10)


@given(st.integers(min_value=0, max_value=10_000_00))
def test_the_shares_of_the_days_add_up_to_the_fee(fee: int) -> None:
    shares = rules.fee_shares(fee)
    assert sum(shares) == fee
    assert max(shares) - min(shares) <= 1


@given(st.integers(min_value=0, max_value=2_000_00), st.integers(min_value=1, max_value=500_00))
def test_the_grant_is_never_above_the_fee_or_the_voucher(fee: int, rate: int) -> None:
    voucher = Voucher(days=3, day_rate_cents=rate)
    assert 0 <= rules.grant_cents(fee, voucher) <= min(fee, voucher.total_cents)


def test_without_voucher_there_is_no_grant() -> None:
    assert rules.grant_cents(450_00, None) == 0


@pytest.mark.parametrize(
    ("presence", "state"),
    [
        ((True, True, True), EnrolmentState.COMPLETED),
        ((True, False, True), EnrolmentState.PARTLY),
        ((False, False, False), EnrolmentState.MISSED),
    ],
)
def test_outcomes(presence: tuple[bool, ...], state: EnrolmentState) -> None:
    assert rules.outcome(presence) == state


@pytest.mark.parametrize(
    ("state", "today", "late", "part"),
    [
        ("draft", date(2026, 10, 1), True, "nicht veröffentlicht"),
        ("cancelled", date(2026, 10, 1), True, "abgesagt"),
        ("completed", date(2026, 10, 1), True, "vorbei"),
        ("published", DAY, True, "begonnen"),
        ("published", date(2026, 11, 4), False, "03.11.2026"),
        ("published", date(2026, 11, 4), True, ""),
        ("published", date(2026, 11, 3), False, ""),
    ],
)
def test_when_one_can_enrol(state: str, today: date, late: bool, part: str) -> None:
    seminar = Seminar(state=state, enrol_until=date(2026, 11, 3))
    reason = rules.closed_because(seminar, first_day=DAY, today=today, late=late)
    assert (part in reason) if part else reason == ""


def test_final_states_lead_nowhere() -> None:
    assert set(SEMINAR_TRANSITIONS) == set(SeminarState)
    assert set(ENROLMENT_TRANSITIONS) == set(EnrolmentState)
    assert not SEMINAR_TRANSITIONS[SeminarState.COMPLETED]
    assert not ENROLMENT_TRANSITIONS[EnrolmentState.CANCELLED]
