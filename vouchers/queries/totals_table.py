"""The totals page: one row per budget year, line, Bezirk, Kreis, Kommune or provider."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from kommunen.enums import KommuneKind
from kommunen.models import Kommune, Regierungsbezirk
from lotsen.accounts.models import Organisation
from vouchers.models import BudgetYear, FundingLine
from vouchers.queries.totals import KREIS_DIGITS, Dimension, Totals, totals_by, ve_in_force

PER_VOUCHER = ("bezirk", "kreis", "kommune", "provider")
"""Dimensions that only money of vouchers has; what is not committed belongs to nobody."""


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """Sums of one year, line, Bezirk, Kreis, Kommune or provider.

    `pk` is what the filter takes for it. Without `has_budget` the row knows only accounts with
    vouchers: granted, VE and available are not said.
    """

    pk: str
    label: str
    totals: Totals
    ve_cents: int
    has_budget: bool

    @property
    def firm_cents(self) -> int:
        """Granted for good, without the VE."""
        return self.totals.granted - self.ve_cents


@dataclass(frozen=True, slots=True)
class TotalsTable:
    """All rows in their order, and their sum."""

    rows: list[TotalsRow]
    total: TotalsRow


def totals_table(
    dimension: Dimension, *, as_of: date | None = None, **narrowed: Any
) -> TotalsTable:
    """The rows of a dimension, narrowed like `balances`, as of the end of a day or now.

    A handful of queries for any number of rows.
    """
    has_budget = dimension not in PER_VOUCHER and not any(narrowed.get(x) for x in PER_VOUCHER)
    found = totals_by(dimension, as_of=as_of, **narrowed)
    ve = _ve_by(dimension, as_of, narrowed) if has_budget else {}
    rows = [
        TotalsRow(pk, label, found[key], ve.get(key, 0), has_budget)
        for key, pk, label in _labels(dimension, found)
    ]
    total = TotalsRow("", "Summe", added(rows), sum(row.ve_cents for row in rows), has_budget)
    return TotalsTable(rows, total)


def added(rows: list[TotalsRow]) -> Totals:
    """All rows together, account by account."""
    names = [field.name for field in fields(Totals)]
    return Totals(**{name: sum(getattr(row.totals, name) for row in rows) for name in names})


def _ve_by(dimension: Dimension, as_of: date | None, narrowed: dict[str, Any]) -> dict[Any, int]:
    year, line = narrowed.get("year"), narrowed.get("line")
    years = [year] if year else list(BudgetYear.objects.values_list("pk", flat=True))
    lines = [line.pk] if line else list(FundingLine.objects.values_list("pk", flat=True))
    sums: dict[Any, int] = {}
    for (in_year, of_line), cents in ve_in_force(years=years, lines=lines, as_of=as_of).items():
        key = in_year if dimension == "year" else of_line
        sums[key] = sums.get(key, 0) + cents
    return sums


def _labels(dimension: Dimension, found: dict[Any, Totals]) -> list[tuple[Any, str, str]]:
    """Key of the totals, key for the filter, and name of every row, in the order of the page."""
    if dimension == "year":
        return [(key, str(key), str(key)) for key in sorted(found, reverse=True)]
    named: list[tuple[Any, str, str]]
    if dimension == "line":
        lines = FundingLine.objects.select_related("period").order_by("-valid_from", "id")
        named = [(line.pk, str(line.pk), f"{line.name} ({line.period.name})") for line in lines]
    elif dimension == "bezirk":
        named = [(row.pk, row.pk, row.name) for row in Regierungsbezirk.objects.order_by("key")]
    elif dimension == "kreis":
        kinds = (KommuneKind.LANDKREIS, KommuneKind.STADTKREIS)
        kreise = Kommune.objects.filter(kind__in=kinds)
        named = [(kreis.pk[:KREIS_DIGITS], kreis.pk, kreis.label) for kreis in kreise]
    elif dimension == "kommune":
        kommunen = Kommune.objects.filter(pk__in=list(found))
        named = [(kommune.pk, kommune.pk, kommune.label) for kommune in kommunen]
    else:
        houses = Organisation.objects.filter(pk__in=list(found)).order_by("name")
        named = [(house.pk, str(house.pk), house.name) for house in houses]
    return [row for row in named if row[0] in found]
