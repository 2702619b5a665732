"""A contract that was ended is no contract on the map any more, but was one on the days before."""

from datetime import timedelta

import pytest

from lotsen.core import clock
from lotsen.reporting.enums import Reach
from lotsen.reporting.queries.coverage import Question
from tests.factories.vouchers import make_cast, make_contract
from tests.reporting.test_coverage import reach_of
from vouchers.services import agree_contract, end_contract

pytestmark = pytest.mark.django_db


def test_an_ended_contract_counts_until_its_last_day() -> None:
    cast = make_cast()
    with clock.at(clock.now() - timedelta(days=30)):
        contract = make_contract(cast)
        agree_contract(contract_id=contract.pk, actor=cast.office)
    with clock.at(clock.now() - timedelta(days=10)):
        end_contract(contract_id=contract.pk, reason="Nicht mehr gebraucht", actor=cast.hr)
    assert reach_of(cast.kommune) == Reach.NONE
    before, after = (clock.today() - timedelta(days=days) for days in (20, 10))
    assert reach_of(cast.kommune, Question(before)) == Reach.CONTRACT
    assert reach_of(cast.kommune, Question(after)) == Reach.NONE
