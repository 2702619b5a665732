"""What reversals, reclaims and control samples act on, in a Kommune of its own."""

from datetime import timedelta
from typing import Any

from lotsen.core import clock
from tests.factories.corrections import other_kommune, pay_out, redeem_all
from tests.factories.vouchers import Cast, make_grant, make_vouchers
from vouchers import services
from vouchers.models import Reclaim, Voucher
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim
from vouchers.services.sampling import draw_sample


def correction_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """A redeemed day, one whose redemption was reversed, and reclaims in their states."""
    cast = other_kommune(cast)
    make_grant(cast)
    voucher, paid = make_vouchers(cast, 2)
    first, second, _ = redeem_all(cast, voucher)
    services.reverse_day(entry_id=second.entry.pk, reason="Irrtum", actor=cast.office)
    redeem_all(cast, paid)
    pay_out(cast, paid)
    decided = reclaim_of(cast, paid, 2)
    due_on = clock.today() + timedelta(days=30)
    approve_reclaim(reclaim_id=decided.pk, due_on=due_on, actor=cast.ministry)
    sample = draw_sample(
        year=clock.today().year, seed="gewuerfelt", amount=1, per_cent=False, actor=cast.office
    )
    return {
        "sample": {"pk": sample.pk},
        "sample case": {"pk": sample.pk, "position": 1},
        "decided day": {"pk": first.entry.pk},
        "reversed day": {"pk": second.entry.pk},
        "paid voucher": {"voucher_id": paid.pk},
        "open reclaim": {"pk": reclaim_of(cast, paid, 1).pk},
        "decided reclaim": {"pk": decided.pk},
    }


def reclaim_of(cast: Cast, voucher: Voucher, day: int) -> Reclaim:
    """A proposal of the office for one day."""
    return propose_reclaim(
        voucher_id=voucher.pk,
        day_numbers=[day],
        reason="Teilnahme nicht belegt",
        interest_from=clock.today(),
        submission_key=f"{voucher.pk}:{day}",
        actor=cast.office,
    )
