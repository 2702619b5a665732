"""Sums of the ledger: from the balance table, as of a day from the day totals or the postings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Left

from kommunen.models import Kommune
from lotsen.accounts.models import Organisation
from lotsen.core.clock import BERLIN
from vouchers.enums import Account, EntryKind
from vouchers.models import Balance, BudgetYear, DayTotal, FundingLine, Posting

Dimension = Literal["year", "line", "bezirk", "kreis", "kommune", "provider"]

COMMITMENT_KINDS = (EntryKind.COMMITMENT, EntryKind.COMMITMENT_END)
OF_COMMITMENTS = Q(entry__kind__in=COMMITMENT_KINDS) | Q(entry__reverses__kind__in=COMMITMENT_KINDS)
"""Postings of Verpflichtungsermächtigungen, of what took their place and of their reversals."""

KEY_DIGITS, KREIS_DIGITS, BEZIRK_DIGITS = 8, 5, 3
"""The key of a Kommune begins with those of its Kreis and Regierungsbezirk (registry rules)."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Cents by account. `granted` is what the Land put in (external, turned round).

    It counts Verpflichtungsermächtigungen in force, and is what is left after reductions,
    carry-overs and money given back.
    """

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
    bezirk: str | None = None,
    kreis: Kommune | None = None,
    kommune: Kommune | None = None,
    provider: Organisation | None = None,
    as_of: date | None = None,
) -> Totals:
    """Totals, narrowed by any dimension; `as_of` counts what was booked up to the end of that day.

    Narrowed by Bezirk (key), Kreis, Kommune or provider only the accounts with vouchers say
    something, because money that is not committed belongs to nobody.
    """
    narrowed: dict[str, Any] = {
        "bezirk": bezirk,
        "kreis": kreis,
        "kommune": kommune,
        "provider": provider,
    }
    rows = _rows(as_of=as_of, per_voucher=any(narrowed.values()))
    rows = narrow(rows, year=year, line=line, **narrowed)
    return _totals(rows.values_list("account").annotate(total=Sum("cents")).order_by())


def totals_by(
    dimension: Dimension, *, as_of: date | None = None, **narrowed: Any
) -> dict[Any, Totals]:
    """Like `balances`, split by one dimension: key of the year, line, Kommune or provider.

    Keys of a Kreis have five digits, those of a Bezirk three.
    """
    own = ("bezirk", "kreis", "kommune", "provider")
    per_voucher = dimension in own or any(narrowed.get(name) for name in own)
    rows = narrow(_rows(as_of=as_of, per_voucher=per_voucher), **narrowed)
    key = {
        "bezirk": Left("kommune_id", BEZIRK_DIGITS),
        "kreis": Left("kommune_id", KREIS_DIGITS),
    }.get(dimension, F(f"{dimension}_id"))
    pairs = rows.values_list(key, "account").annotate(total=Sum("cents")).order_by()
    return {found: _totals(sums) for found, sums in _by_key(pairs).items() if found is not None}


def narrow(
    rows: QuerySet[Any],
    *,
    bezirk: str | None = None,
    kreis: Kommune | None = None,
    **given: object,
) -> QuerySet[Any]:
    """Rows of balances, day totals or postings of the given dimensions; None narrows nothing."""
    for prefix in (bezirk, kreis and kreis.pk[:KREIS_DIGITS]):
        if prefix:
            first, last = prefix.ljust(KEY_DIGITS, "0"), prefix.ljust(KEY_DIGITS, "9")
            rows = rows.filter(kommune__gte=first, kommune__lte=last)
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """Totals of one line in one budget year; `ve_cents` of what the Land gave is a VE in force."""

    year: BudgetYear
    line: FundingLine
    totals: Totals
    ve_cents: int

    @property
    def firm_cents(self) -> int:
        """Granted for good, without the VE."""
        return self.totals.granted - self.ve_cents


def budget_table() -> list[BudgetRow]:
    """All lines that have money, newest year first; four queries."""
    sums = Balance.objects.values_list("year", "line", "account").annotate(total=Sum("cents"))
    found: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for year, line, account, cents in sums.order_by("-year", "line"):
        found.setdefault((year, line), []).append((account, cents))
    years = BudgetYear.objects.in_bulk()
    lines = FundingLine.objects.in_bulk()
    ve = ve_in_force(years=years, lines=lines)
    return [
        BudgetRow(years[year], lines[line], _totals(pairs), ve.get((year, line), 0))
        for (year, line), pairs in found.items()
    ]


def ve_in_force(
    *, years: Iterable[int], lines: Iterable[int], as_of: date | None = None
) -> dict[tuple[int, int], int]:
    """Cents of the Verpflichtungsermächtigungen that no grant has replaced, by year and line.

    One query over the few postings on the account of the Land.
    """
    postings = Posting.objects.filter(
        OF_COMMITMENTS, year__in=list(years), line__in=list(lines), account=Account.EXTERNAL
    )
    if as_of is not None:
        postings = postings.filter(entry__booked_at__lt=end_of_day(as_of))
    sums = postings.values_list("year", "line").annotate(total=Sum("cents")).order_by()
    return {(year, line): -total for year, line, total in sums if total}


def available_cents(*, year: int, line: FundingLine) -> int:
    """What can still be committed. Only true while the ledger is locked."""
    found = Balance.objects.filter(year=year, line=line, account=Account.AVAILABLE)
    return sum(found.values_list("cents", flat=True))


def end_of_day(on: date) -> datetime:
    """The first instant after a day in Berlin."""
    return datetime.combine(on + timedelta(days=1), time.min, tzinfo=BERLIN)


def _rows(*, as_of: date | None, per_voucher: bool) -> QuerySet[Any]:
    """The cheapest rows that know the answer: balances now, day totals or postings of the past."""
    if as_of is None:
        return Balance.objects.all()
    if per_voucher:
        return Posting.objects.filter(entry__booked_at__lt=end_of_day(as_of))
    return DayTotal.objects.filter(booked_on__lte=as_of)


def _by_key(rows: Iterable[tuple[Any, str, int]]) -> dict[Any, list[tuple[str, int]]]:
    found: dict[Any, list[tuple[str, int]]] = {}
    for key, account, cents in rows:
        found.setdefault(key, []).append((account, cents))
    return found


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
