"""Sums of the ledger: from the balance table, or as of a day from the postings."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import QuerySet, Sum

from kommunen.models import Kommune
from lotsen.accounts.models import Organisation
from lotsen.core.clock import BERLIN
from vouchers.enums import Account
from vouchers.models import Balance, BudgetYear, FundingLine, Posting

Dimension = Literal["year", "line", "kommune", "provider"]


@dataclass(frozen=True, slots=True)
class Totals:
    """Cents by account. `granted` is everything the Land ever put in (external, turned round)."""

    granted: int = 0
    available: int = 0
    committed: int = 0
    due: int = 0
    ordered: int = 0
    paid: int = 0
    receivable: int = 0

    @property
    def redeemed(self) -> int:
        """Money of confirmed days, whether paid yet or not."""
        return self.due + self.ordered + self.paid

    @property
    def adds_up(self) -> bool:
        """Every granted cent lies in exactly one account."""
        parts = self.available + self.committed + self.redeemed + self.receivable
        return self.granted == parts


def balances(
    *,
    year: int | None = None,
    line: FundingLine | None = None,
    kommune: Kommune | None = None,
    provider: Organisation | None = None,
    as_of: date | None = None,
) -> Totals:
    """Totals, narrowed by any dimension; `as_of` counts what was booked up to the end of that day.

    Narrowed by Kommune or provider only the accounts with vouchers say something, because money
    that is not committed belongs to nobody.
    """
    rows = _rows(year=year, line=line, kommune=kommune, provider=provider, as_of=as_of)
    return _totals(rows.values_list("account").annotate(total=Sum("cents")).order_by())


def totals_by(dimension: Dimension, **narrowed: Any) -> dict[Any, Totals]:
    """Like `balances`, split by one dimension: key of the year, line, Kommune or provider."""
    rows = _rows(**narrowed).values_list(f"{dimension}_id", "account")
    found: dict[Any, list[tuple[str, int]]] = {}
    for key, account, cents in rows.annotate(total=Sum("cents")).order_by():
        found.setdefault(key, []).append((account, cents))
    return {key: _totals(pairs) for key, pairs in found.items() if key is not None}


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """Totals of one line in one budget year."""

    year: BudgetYear
    line: FundingLine
    totals: Totals


def budget_table() -> list[BudgetRow]:
    """All lines that have money, newest year first; three queries."""
    sums = Balance.objects.values_list("year", "line", "account").annotate(total=Sum("cents"))
    found: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for year, line, account, cents in sums.order_by("-year", "line"):
        found.setdefault((year, line), []).append((account, cents))
    years = BudgetYear.objects.in_bulk()
    lines = FundingLine.objects.in_bulk()
    return [
        BudgetRow(years[year], lines[line], _totals(pairs)) for (year, line), pairs in found.items()
    ]


def available_cents(*, year: int, line: FundingLine) -> int:
    """What can still be committed. Only true while the ledger is locked."""
    found = Balance.objects.filter(year=year, line=line, account=Account.AVAILABLE)
    return sum(found.values_list("cents", flat=True))


def end_of_day(on: date) -> datetime:
    """The first instant after a day in Berlin."""
    return datetime.combine(on + timedelta(days=1), time.min, tzinfo=BERLIN)


def _rows(
    *,
    year: int | None = None,
    line: FundingLine | None = None,
    kommune: Kommune | None = None,
    provider: Organisation | None = None,
    as_of: date | None = None,
) -> QuerySet[Any]:
    rows: QuerySet[Any] = Balance.objects.all()
    if as_of is not None:
        rows = Posting.objects.filter(entry__booked_at__lt=end_of_day(as_of))
    given = {"year": year, "line": line, "kommune": kommune, "provider": provider}
    for name, value in given.items():
        if value is not None:
            rows = rows.filter(**{name: value})
    return rows


def _totals(pairs: Any) -> Totals:
    cents = dict(pairs)
    return Totals(
        granted=-cents.get(Account.EXTERNAL, 0),
        available=cents.get(Account.AVAILABLE, 0),
        committed=cents.get(Account.COMMITTED, 0),
        due=cents.get(Account.DUE, 0),
        ordered=cents.get(Account.ORDERED, 0),
        paid=cents.get(Account.PAID, 0),
        receivable=cents.get(Account.RECEIVABLE, 0),
    )
