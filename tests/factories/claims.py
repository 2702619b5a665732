"""Claims of a provider, made through the services."""

from datetime import timedelta

from lotsen.core import clock
from tests.factories.money import make_bank_account
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import ClaimState
from vouchers.models import Claim, Voucher
from vouchers.services.checking import confirm_arithmetic, confirm_factual
from vouchers.services.claims import submit_claim
from vouchers.services.ordering import order_claim


def make_redeemed(cast: Cast, people: int = 1, days: int = 3) -> list[Voucher]:
    """Vouchers whose first days are redeemed, so that the provider can claim them."""
    vouchers = make_vouchers(cast, people)
    for voucher in vouchers:
        redeem(cast, voucher, days)
    return vouchers


def redeem(cast: Cast, voucher: Voucher, days: int = 3) -> None:
    """Redeem the first days, each held a day after the one before, the last one yesterday."""
    for number in range(1, days + 1):
        services.redeem_day(
            voucher_id=voucher.pk,
            day_number=number,
            seminar_day_on=clock.today() - timedelta(days=days + 1 - number),
            actor=cast.trainer,
            idempotency_key=f"{voucher.pk}:{number}",
        )


def make_claim_cast(people: int = 1) -> Cast:
    """A cast with money, redeemed days of so many people and a bank account of the provider."""
    cast = make_cast()
    make_grant(cast, people * 300_00)
    make_redeemed(cast, people)
    make_bank_account(cast)
    return cast


def make_claim(cast: Cast, state: ClaimState = ClaimState.SUBMITTED, **more: object) -> Claim:
    """A claim of all open days, brought to `state` by the persons of the cast."""
    claim = submit_claim(
        provider=cast.provider,
        submission_key=f"form-{Claim.objects.count()}",
        actor=cast.trainer,
        **more,  # type: ignore[arg-type]
    )
    if state == ClaimState.SUBMITTED:
        return claim
    claim = confirm_factual(claim_id=claim.pk, version=claim.version, actor=cast.office)
    if state == ClaimState.FACTUAL:
        return claim
    claim = confirm_arithmetic(claim_id=claim.pk, version=claim.version, actor=cast.office)
    if state == ClaimState.ORDERED:
        order_claim(claim_id=claim.pk, version=claim.version, actor=cast.ministry)
        claim.refresh_from_db()
    return claim
