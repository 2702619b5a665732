"""Funding lines and budget years."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from kommunen.models import Kommune
from lotsen.core import clock
from vouchers.enums import BudgetYearState, LineKind
from vouchers.models import (
    BudgetYear,
    ContractKommune,
    FundingLine,
    FundingPeriod,
    TransferContract,
)


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


def is_closed(year: int) -> bool:
    """Whether a budget year takes no booking any more."""
    return BudgetYear.objects.filter(pk=year, state=BudgetYearState.CLOSED).exists()


def budget_years() -> QuerySet[BudgetYear]:
    """All budget years that ever had money, newest first."""
    return BudgetYear.objects.order_by("-year")


def taken_kommunen(period: FundingPeriod, kommunen: Iterable[Kommune]) -> set[str]:
    """Keys of those that take part in an Inhouse training of the period already."""
    rows = ContractKommune.objects.filter(period=period, kommune__in=list(kommunen), active=True)
    return set(rows.values_list("kommune", flat=True))


def periods() -> QuerySet[FundingPeriod]:
    """Funding periods with all versions of their lines, newest first."""
    lines = FundingLine.objects.order_by("kind", "-valid_from")
    return FundingPeriod.objects.order_by("-starts_on").prefetch_related(Prefetch("lines", lines))


def is_newest(line: FundingLine) -> bool:
    """Whether no later version of the line exists."""
    return not FundingLine.objects.filter(kind=line.kind, valid_from__gt=line.valid_from).exists()


def queued_contracts(line: FundingLine, year: int) -> QuerySet[TransferContract]:
    """Agreed contracts that wait for money of a line in a budget year, first come first.

    Those planned for an earlier year wait for the money of the running one.
    """
    planned = Q(planned_year=year)
    if year == clock.today().year:
        planned = Q(planned_year__lte=year)
    waiting = TransferContract.objects.filter(planned, line=line, queued_at__isnull=False)
    return waiting.order_by("queued_at", "number")


def is_behind_others(contract: TransferContract) -> bool:
    """Whether another contract has waited longer for the same money."""
    year = max(contract.planned_year, clock.today().year)
    first = queued_contracts(contract.line, year).first()
    return first is not None and first.pk != contract.pk


def _valid(on: date) -> QuerySet[FundingLine]:
    return FundingLine.objects.select_related("period").filter(
        Q(valid_until=None) | Q(valid_until__gte=on), valid_from__lte=on
    )
