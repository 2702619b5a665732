"""Bookings of a voucher whose budget year was closed go on in the running one."""

from lotsen.core.errors import Conflict
from vouchers.models import Voucher
from vouchers.queries.open_years import booking_year, no_open_year


def move_to_open_year(voucher: Voucher) -> int:
    """The open year for the next booking of `voucher`, which then says so; the ledger is locked.

    Raises `Conflict` when neither its year nor the running one is open.
    """
    year = booking_year(voucher)
    if year is None:
        raise Conflict(no_open_year())
    if year != voucher.budget_year_id:
        voucher.budget_year_id = year
        voucher.save(update_fields=["budget_year"])
    return year
