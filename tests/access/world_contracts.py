"""What the lines beyond Basis need in the small world."""

from typing import Any

from tests.factories.kommunen import make_kommune
from tests.factories.vouchers import Cast, line_of, make_inhouse, make_inhouse_voucher
from vouchers.enums import LineKind


def contract_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """A line, and Inhouse trainings to approve and to settle.

    The exception is of another Kommune: each takes part in one training of the period only.
    """
    voucher = make_inhouse_voucher(cast)
    other = cast.of_kommune(make_kommune("Ausnahmedorf"))
    return {
        "line kind": {"kind": "basis"},
        "rule": {"pk": line_of(LineKind.AUFBAU).pk},
        "inhouse": {"voucher_id": voucher.pk},
        "exception": {"pk": make_inhouse(other, partners=()).pk},
    }
