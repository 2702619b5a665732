"""The days of an Inhouse training lose no cent and exceed neither share nor rate."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vouchers import rules


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    cost=st.integers(1, 10_000_00),
    percent=st.integers(1, 100),
    rate=st.integers(1, 2_000_00),
    days=st.integers(1, 3),
)
def test_the_days_never_exceed_share_or_rate_and_lose_no_cent(
    cost: int, percent: int, rate: int, days: int
) -> None:
    rates = rules.share_rates(rate_cents=rate, share_percent=percent, cost_cents=cost, days=days)
    assert sum(rates) == min(cost * percent // 100, rate * days)
    assert max(rates) <= rate
    assert max(rates) - min(rates) <= 1
