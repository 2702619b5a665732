"""Funding lines and budget years."""

from datetime import date

from django.db.models import Q, QuerySet

from lotsen.core import clock
from vouchers.enums import LineKind
from vouchers.models import BudgetYear, FundingLine


def line_on(kind: LineKind | str, on: date | None = None) -> FundingLine | None:
    """The line of a kind that is valid on a day (default: today), with its period."""
    return _valid(on or clock.today()).filter(kind=kind).first()


def open_lines(on: date | None = None) -> QuerySet[FundingLine]:
    """Lines for which contracts can be submitted on a day (default: today)."""
    return _valid(on or clock.today()).filter(open_for_contracts=True)


def lines_in_year(year: int) -> QuerySet[FundingLine]:
    """Lines that are valid on at least one day of a budget year."""
    return FundingLine.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=date(year, 1, 1)),
        valid_from__lte=date(year, 12, 31),
    )


def budget_years() -> QuerySet[BudgetYear]:
    """All budget years that ever had money, newest first."""
    return BudgetYear.objects.order_by("-year")


def _valid(on: date) -> QuerySet[FundingLine]:
    return FundingLine.objects.select_related("period").filter(
        Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on
    )
