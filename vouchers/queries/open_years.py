"""The budget year that the next booking of a voucher goes to."""

from lotsen.core import clock
from vouchers.enums import BudgetYearState
from vouchers.models import BudgetYear, Voucher


def booking_year(voucher: Voucher) -> int | None:
    """The voucher's year while it is open, after that the running one; None if that is not open.

    A closed year takes nothing; whatever of the voucher was open in it has gone on with it.
    """
    years = (voucher.budget_year_id, clock.today().year)
    is_open = BudgetYear.objects.filter(pk__in=years, state=BudgetYearState.OPEN).in_bulk()
    return next((year for year in years if year in is_open), None)


def no_open_year() -> str:
    """The sentence for `booking_year` being None."""
    return (
        f"Das Haushaltsjahr {clock.today().year} ist nicht offen. Bitte bewilligen Sie dafür"
        " zuerst Mittel."
    )
