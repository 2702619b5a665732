"""Claims of the own provider in the states that wait for somebody, of a Kommune of their own."""

from typing import Any

from tests.factories.claims import make_claim, redeem
from tests.factories.corrections import other_kommune
from tests.factories.money import make_bank_account
from tests.factories.vouchers import Cast, make_grant, make_vouchers
from vouchers.enums import ClaimState

STATES = {
    "claim": ClaimState.SUBMITTED,
    "factual claim": ClaimState.FACTUAL,
    "checked claim": ClaimState.CHECKED,
}


def claim_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """A claim of three days in each state, and a bank account that it could be paid to."""
    cast = other_kommune(cast)
    make_grant(cast, len(STATES) * 300_00)
    make_bank_account(cast)
    samples: dict[str, dict[str, Any]] = {}
    for (name, state), voucher in zip(
        STATES.items(), make_vouchers(cast, len(STATES)), strict=True
    ):
        redeem(cast, voucher)
        days = [(voucher.pk, number) for number in (1, 2, 3)]
        samples[name] = {"pk": make_claim(cast, state, days=days).pk}
    samples["claim line"] = {"pk": samples["claim"]["pk"], "position": 2}
    return samples
