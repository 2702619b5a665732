"""No service keeps a reason that its columns cannot hold."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from lotsen.core.errors import DomainError
from lotsen.core.reasons import REASON_LENGTH
from tests.factories.people import make_lotse
from tests.factories.vouchers import Cast, make_cast, make_contract
from vouchers import services
from vouchers.services.reclaiming import propose_reclaim, reject_reclaim

pytestmark = pytest.mark.django_db

Act = Callable[[Cast, str], Any]
ACTS: dict[str, Act] = {
    "cancel": lambda cast, reason: services.cancel_voucher(
        voucher_id="none", reason=reason, actor=cast.office
    ),
    "reverse": lambda cast, reason: services.reverse_day(
        entry_id=uuid4(), reason=reason, actor=cast.office
    ),
    "transfer": lambda cast, reason: services.transfer_voucher(
        voucher_id="none", to=make_lotse(cast.kommune), reason=reason, actor=cast.hr
    ),
    "reclaim": lambda cast, reason: propose_reclaim(
        voucher_id="none",
        day_numbers=[1],
        reason=reason,
        interest_from=date(2026, 3, 2),
        submission_key="key",
        actor=cast.office,
    ),
    "reject reclaim": lambda cast, reason: reject_reclaim(
        reclaim_id=uuid4(), reason=reason, actor=cast.ministry
    ),
    "close": lambda cast, reason: services.propose_closing(
        year=2026,
        carries_available=False,
        reason=reason,
        submission_key="key",
        actor=cast.ministry,
    ),
    "reject contract": lambda cast, reason: services.reject_contract(
        contract_id=make_contract(cast).pk, reason=reason, actor=cast.office
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("x" * (REASON_LENGTH + 1), "höchstens 500 Zeichen"), (" \n ", "Bitte nennen Sie")],
)
def test_without_a_reason_or_with_too_long_a_one_nothing_happens(
    act: Act, reason: str, sentence: str
) -> None:
    cast = make_cast()
    with pytest.raises(DomainError, match=sentence):
        act(cast, reason)
