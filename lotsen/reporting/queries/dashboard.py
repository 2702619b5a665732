"""The ministry's dashboard: everything it shows, in a handful of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractMonth

from kommunen.enums import KommuneKind
from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.reporting.queries.heirs import last_in_line
from lotsen.reporting.queries.people import Narrowed, enrolled, trained
from vouchers.queries import Totals, balances, totals_by


@dataclass
class Counts:
    """One row of the table by Regierungsbezirk, and their sum."""

    key: str = ""
    name: str = "Baden-Württemberg"
    gemeinden: int = 0
    landkreise: int = 0
    gemeinden_reached: int = 0
    landkreise_reached: int = 0
    funded: int = 0
    unfunded: int = 0
    enrolled_funded: int = 0
    enrolled_unfunded: int = 0
    committed_cents: int = 0
    redeemed_cents: int = 0

    @property
    def kommunen(self) -> int:
        return self.gemeinden + self.landkreise

    @property
    def reached(self) -> int:
        return self.gemeinden_reached + self.landkreise_reached

    def add(self, other: "Counts") -> None:
        """Add another row to this one."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


COUNTED = (
    *("gemeinden", "landkreise", "gemeinden_reached", "landkreise_reached"),
    *("funded", "unfunded", "enrolled_funded", "enrolled_unfunded"),
    *("committed_cents", "redeemed_cents"),
)


@dataclass(frozen=True, slots=True)
class Month:
    """Trained funded people of one month of the year, with the days the list is narrowed to."""

    first: date
    last: date
    count: int


@dataclass
class Dashboard:
    """Money of one budget year and people since the start, both as of one day."""

    year: int
    as_of: date
    money: Totals
    total: Counts
    bezirke: list[Counts] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)

    @property
    def busiest(self) -> int:
        """The largest month, for the bars."""
        return max((month.count for month in self.months), default=0)

    @property
    def trained_in_year(self) -> int:
        return sum(month.count for month in self.months)


def dashboard(*, year: int, as_of: date) -> Dashboard:
    """Count everything as of the end of `as_of`; six queries whatever the size."""
    then = as_of if as_of < clock.today() else None
    bezirke, successors = _registry()
    rows = {row.key: row for row in bezirke}
    _add_trained(rows, as_of, successors)
    _add_enrolled(rows, as_of)
    for kommune, totals in totals_by("kommune", year=year, as_of=then).items():
        rows[kommune[:3]].committed_cents += totals.committed
        rows[kommune[:3]].redeemed_cents += totals.redeemed
    total = Counts()
    for row in rows.values():
        total.add(row)
    return Dashboard(
        year=year,
        as_of=as_of,
        money=balances(year=year, as_of=then),
        total=total,
        bezirke=list(rows.values()),
        months=_months(year, as_of),
    )


def _registry() -> tuple[list[Counts], dict[str, str]]:
    """Living Kommunen by Regierungsbezirk, and whom the dissolved ones count for; one statement."""
    rows: dict[str, Counts] = {}
    successors: dict[str, str] = {}
    facts = Kommune.objects.order_by("regierungsbezirk").values_list(
        *("key", "kind", "regierungsbezirk__name", "dissolved_on", "successor_id")
    )
    for key, kind, name, dissolved_on, successor in facts:
        if successor:
            successors[key] = successor
        if dissolved_on:
            continue
        row = rows.setdefault(key[:3], Counts(key=key[:3], name=name))
        if kind == KommuneKind.LANDKREIS:
            row.landkreise += 1
        else:
            row.gemeinden += 1
    return list(rows.values()), last_in_line(successors)


def _add_trained(rows: dict[str, Counts], as_of: date, successors: Mapping[str, str]) -> None:
    """One row per Kommune and funding: enough to count people and the Kommunen they come from."""
    groups = trained(as_of).order_by().values_list("kommune_id", "kommune__kind", "funded")
    reached: dict[str, bool] = {}
    for kommune, kind, funded, count in groups.annotate(count=Count("pk")):
        row = rows[kommune[:3]]
        if funded:
            row.funded += count
            reached[successors.get(kommune, kommune)] = kind == KommuneKind.LANDKREIS
        else:
            row.unfunded += count
    for kommune, is_landkreis in reached.items():
        rows[kommune[:3]].landkreise_reached += is_landkreis
        rows[kommune[:3]].gemeinden_reached += not is_landkreis


def _add_enrolled(rows: dict[str, Counts], as_of: date) -> None:
    found = enrolled(as_of).order_by().values_list("kommune_id", "voucher_id")
    for kommune, voucher in found:
        if voucher is None:
            rows[kommune[:3]].enrolled_unfunded += 1
        else:
            rows[kommune[:3]].enrolled_funded += 1


def _months(year: int, as_of: date) -> list[Month]:
    """The months of the year that have begun by `as_of`."""
    start = date(year, 1, 1)
    counted = dict(
        trained(as_of, Narrowed(funded=True, since=start))
        .filter(completed_on__year=year)
        .order_by()
        .values_list(ExtractMonth("completed_on"))
        .annotate(count=Count("pk"))
    )
    firsts = [date(year, month, 1) for month in range(1, 13)]
    lasts = [*(first - date.resolution for first in firsts[1:]), date(year, 12, 31)]
    return [
        Month(first, min(last, as_of), counted.get(first.month, 0))
        for first, last in zip(firsts, lasts, strict=True)
        if first <= as_of
    ]
