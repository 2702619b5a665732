"""Hypothesis plays everybody who touches the money against a small Python model of it.

The database cannot be emptied (append-only), so every example is rolled back as a whole; the
deferred guards run before each rollback.
"""

import pytest
from hypothesis import HealthCheck, settings

from tests.properties.money import Money


def play(examples: int, steps: int) -> None:
    Money.TestCase.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    Money.TestCase("runTest").runTest()


@pytest.mark.django_db
@pytest.mark.time_limit(300)
def test_the_ledger_does_what_a_small_model_says() -> None:
    play(examples=6, steps=25)


@pytest.mark.nightly
@pytest.mark.time_limit(7200)
@pytest.mark.django_db
def test_the_ledger_does_what_a_small_model_says_for_long() -> None:
    play(examples=500, steps=50)
