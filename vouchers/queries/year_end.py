"""The end of a budget year: what is open in it, what stands in its way, what was carried over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Sum

from lotsen.core import clock
from lotsen.core.formatting import counted, euro
from vouchers.enums import Account, BudgetYearState, EntryKind, ProposalKind, ProposalState
from vouchers.models import (
    Balance,
    BudgetProposal,
    BudgetYear,
    FundingLine,
    Posting,
    VoucherBalance,
)

CARRIED_ACCOUNTS = (Account.COMMITTED, Account.DUE, Account.RECEIVABLE)
"""What goes on with its voucher into the next year; ordered money is paid first."""

PARTS = ("voucher__kommune", "voucher__provider", "voucher__line")


@dataclass(frozen=True, slots=True)
class LineRest:
    """What one line has left in a year, in cents: carried with its vouchers, and not spent."""

    line: FundingLine
    committed: int
    due: int
    receivable: int
    unspent: int

    @property
    def carried(self) -> int:
        return self.committed + self.due + self.receivable


@dataclass(frozen=True, slots=True)
class YearRest:
    """The lines of a year and their sums."""

    lines: list[LineRest]

    @property
    def carried(self) -> int:
        return sum(rest.carried for rest in self.lines)

    @property
    def unspent(self) -> int:
        return sum(rest.unspent for rest in self.lines)


def open_items(year: int) -> QuerySet[VoucherBalance]:
    """Voucher days of an open year with money that is not paid out yet."""
    return VoucherBalance.objects.filter(
        voucher__budget_year=year, account__in=CARRIED_ACCOUNTS, cents__gt=0
    )


def carried_items(year: BudgetYear) -> QuerySet[Any]:
    """The carry-over list: open days of an open year, or what left a closed one.

    Rows know voucher, day, account and `shown_cents`; the list of a closed year comes from its
    bookings and stays as it was.
    """
    rows: QuerySet[Any] = open_items(year.pk).annotate(shown_cents=F("cents"))
    if year.state == BudgetYearState.CLOSED:
        rows = _left(year).filter(voucher__isnull=False).annotate(shown_cents=-F("cents"))
    return rows.select_related(*PARTS).order_by("voucher_id", "day_number", "account")


def rest_of(year: BudgetYear) -> YearRest:
    """What is left in an open year, or was left when it was closed; two queries."""
    if year.state == BudgetYearState.OPEN:
        return _rest(_summed(Balance.objects.filter(year=year)))
    back = Posting.objects.filter(
        year=year,
        account=Account.AVAILABLE,
        entry__kind=EntryKind.LAPSE,
        entry__idempotency_key__startswith="lapse:",
    )
    left = [*_summed(_left(year)), *_summed(back)]
    return _rest((line, account, -cents) for line, account, cents in left)


def obstacles(year: BudgetYear) -> list[str]:
    """Why the year cannot be closed now, as sentences; none means that it can."""
    found = []
    if clock.today() <= date(year.pk, 12, 31):
        found.append(f"Das Haushaltsjahr {year} endet erst am 31.12.{year}.")
    earlier = BudgetYear.objects.filter(year__lt=year.pk, state=BudgetYearState.OPEN).first()
    if earlier is not None:
        found.append(f"Zuerst muss das Haushaltsjahr {earlier} abgeschlossen werden.")
    ordered = Balance.objects.filter(year=year, account=Account.ORDERED).aggregate(
        total=Sum("cents")
    )
    if ordered["total"]:
        found.append(
            f"{euro(ordered['total'])} sind angeordnet, aber noch nicht als ausgezahlt bestätigt."
        )
    waiting = _waiting(year).exclude(kind=ProposalKind.CLOSE).count()
    if waiting:
        vorschlag = counted(waiting, "Vorschlag wartet", "Vorschläge warten")
        found.append(f"{vorschlag} für {year} noch auf eine Entscheidung.")
    return found


def waiting_closing(year: BudgetYear) -> BudgetProposal | None:
    """The proposal to close the year that waits for the second person."""
    return _waiting(year).filter(kind=ProposalKind.CLOSE).select_related("proposed_by").first()


def closing_of(year: BudgetYear) -> BudgetProposal | None:
    """The approved proposal that closed the year."""
    approved = BudgetProposal.objects.filter(
        kind=ProposalKind.CLOSE, year=year.pk, state=ProposalState.APPROVED
    )
    return approved.select_related("proposed_by", "decided_by").first()


def _waiting(year: BudgetYear) -> QuerySet[BudgetProposal]:
    return BudgetProposal.objects.filter(year=year.pk, state=ProposalState.PROPOSED)


def _left(year: BudgetYear) -> QuerySet[Posting]:
    """What left a year for the next one."""
    left = Posting.objects.filter(year=year, entry__kind=EntryKind.CARRY_OUT)
    return left.exclude(account=Account.EXTERNAL)


def _summed(rows: QuerySet[Any]) -> list[tuple[int, str, int]]:
    return list(rows.values_list("line", "account").annotate(total=Sum("cents")).order_by())


def _rest(sums: Iterable[tuple[int, str, int]]) -> YearRest:
    by_line: dict[int, dict[str, int]] = {}
    for line, account, cents in sums:
        accounts = by_line.setdefault(line, {})
        accounts[account] = accounts.get(account, 0) + cents
    lines = FundingLine.objects.select_related("period").filter(pk__in=by_line)
    return YearRest(
        [
            LineRest(
                line,
                committed=by_line[line.pk].get(Account.COMMITTED, 0),
                due=by_line[line.pk].get(Account.DUE, 0),
                receivable=by_line[line.pk].get(Account.RECEIVABLE, 0),
                unspent=by_line[line.pk].get(Account.AVAILABLE, 0),
            )
            for line in lines
        ]
    )
