"""What the lines beyond Basis need in the small world."""

from typing import Any

from tests.factories.kommunen import make_kommune
from tests.factories.vouchers import (
    Cast,
    line_of,
    make_contract,
    make_inhouse,
    make_inhouse_voucher,
)
from vouchers.enums import LineKind
from vouchers.services import agree_contract


def contract_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """A line, Inhouse trainings to approve and to settle, and an agreed contract.

    The last two are of another Kommune: each takes part in one training of the period only, and
    has its own quota.
    """
    voucher = make_inhouse_voucher(cast)
    other = cast.of_kommune(make_kommune("Ausnahmedorf", population=1_000))
    waiting = agree_contract(contract_id=make_contract(other).pk, actor=cast.office)
    return {
        "line kind": {"kind": "basis"},
        "rule": {"pk": line_of(LineKind.AUFBAU).pk},
        "inhouse": {"voucher_id": voucher.pk},
        "agreed contract": {"pk": waiting.pk},
        "exception": {"pk": make_inhouse(other, partners=()).pk},
    }
