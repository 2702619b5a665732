"""What reversals, reclaims and control samples act on, in a Kommune of its own."""

from typing import Any

from tests.factories.corrections import other_kommune, redeem_all
from tests.factories.vouchers import Cast, make_grant, make_vouchers
from vouchers import services


def correction_samples(cast: Cast) -> dict[str, dict[str, Any]]:
    """A redeemed day and one whose redemption was reversed."""
    cast = other_kommune(cast)
    make_grant(cast)
    voucher = make_vouchers(cast)[0]
    first, second, _ = redeem_all(cast, voucher)
    services.reverse_day(entry_id=second.entry.pk, reason="Irrtum", actor=cast.office)
    return {
        "decided day": {"pk": first.entry.pk},
        "reversed day": {"pk": second.entry.pk},
    }
