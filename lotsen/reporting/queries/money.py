"""The four sums of a budget year and the bookings behind each of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet, Sum

from vouchers.enums import Account
from vouchers.models import Posting
from vouchers.queries.totals import end_of_day


class MoneyFigure(StrEnum):
    """A sum on the dashboard; the value stands in addresses."""

    GRANTED = "bewilligt"
    COMMITTED = "gebunden"
    REDEEMED = "eingeloest"
    AVAILABLE = "verfuegbar"


LABELS = {
    MoneyFigure.GRANTED: "Bewilligt",
    MoneyFigure.COMMITTED: "Gebunden",
    MoneyFigure.REDEEMED: "Eingelöst",
    MoneyFigure.AVAILABLE: "Verfügbar",
}
ACCOUNTS: dict[MoneyFigure, tuple[Account, ...]] = {
    MoneyFigure.GRANTED: (Account.EXTERNAL,),
    MoneyFigure.COMMITTED: (Account.COMMITTED,),
    MoneyFigure.REDEEMED: (Account.DUE, Account.ORDERED, Account.PAID),
    MoneyFigure.AVAILABLE: (Account.AVAILABLE,),
}


@dataclass(frozen=True, slots=True)
class Bookings:
    """The postings behind one figure.

    What the Land puts in stands with a minus on its account; `sign` turns it round, so that the
    rows add up to the figure that is shown.
    """

    rows: QuerySet[Posting]
    sign: int

    @property
    def total_cents(self) -> int:
        return self.sign * (self.rows.aggregate(total=Sum("cents"))["total"] or 0)


def bookings(
    figure: MoneyFigure, *, year: int | None, as_of: date, bezirk: str | None = None
) -> Bookings:
    """All postings of the figure's accounts booked up to the end of `as_of`, newest first."""
    rows = Posting.objects.filter(
        account__in=ACCOUNTS[figure], entry__booked_at__lt=end_of_day(as_of)
    )
    if year is not None:
        rows = rows.filter(year=year)
    if bezirk:
        rows = rows.filter(kommune__regierungsbezirk=bezirk)
    rows = rows.select_related("entry", "kommune", "provider").order_by(
        "-entry__booked_at", "-entry__number", "position"
    )
    return Bookings(rows, sign=-1 if figure == MoneyFigure.GRANTED else 1)
