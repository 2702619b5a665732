"""Inhouse trainings for the small world: one that waits as an exception, one to be settled."""

from typing import Any

from tests.factories.kommunen import make_kommune
from tests.factories.vouchers import Cast, make_inhouse, make_inhouse_voucher


def contract_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """An exception needs another Kommune: each takes part in one training of the period only."""
    voucher = make_inhouse_voucher(cast)
    other = cast.of_kommune(make_kommune("Ausnahmedorf"))
    return {
        "line kind": {"kind": "basis"},
        "inhouse": {"voucher_id": voucher.pk},
        "exception": {"pk": make_inhouse(other, partners=()).pk},
    }
