"""What the daily report says: is the ledger whole, where its chain ends, sums, what lies open."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Min, OuterRef, Subquery, Sum

from lotsen.accounts.queries import members_in_role
from lotsen.core import clock
from lotsen.core.formatting import day_of
from lotsen.core.roles import Role
from vouchers.enums import Account, EntryKind
from vouchers.models import Posting, VoucherBalance
from vouchers.queries.totals import Totals, balances
from vouchers.queries.verify import Report, verify

OPEN_ACCOUNTS = (Account.DUE, Account.ORDERED, Account.RECEIVABLE)
"""Money that somebody still has to move."""

OLD_AFTER = timedelta(days=30)
READERS = (Role.MINISTRY, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class OldItems:
    """Voucher days whose money lies in one account for more than 30 days."""

    account: Account
    days: int
    cents: int
    oldest_on: date


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """The report of one moment."""

    checked_at: datetime
    proof: Report
    totals: Totals
    old_items: list[OldItems]


def ledger_report() -> LedgerReport:
    """Check the ledger now. A check that breaks off is a problem of the report, not an error."""
    return LedgerReport(clock.now(), _proof(), balances(), old_items())


def old_items() -> list[OldItems]:
    """What lies in `due`, `ordered` or `receivable` for more than 30 days, by account.

    Counted from the booking that brought it there; a carry-over to the next year does not count.
    """
    arrived = (
        Posting.objects.filter(
            voucher=OuterRef("voucher"),
            day_number=OuterRef("day_number"),
            account=OuterRef("account"),
            cents__gt=0,
        )
        .exclude(entry__kind=EntryKind.CARRY_IN)
        .order_by("-entry__booked_at")
    )
    rows = (
        VoucherBalance.objects.filter(account__in=OPEN_ACCOUNTS, cents__gt=0)
        .annotate(since=Subquery(arrived.values("entry__booked_at")[:1]))
        .filter(since__lt=clock.now() - OLD_AFTER)
        .values("account")
        .annotate(days=Count("pk"), total=Sum("cents"), oldest=Min("since"))
    )
    found = {
        row["account"]: OldItems(
            Account(row["account"]), row["days"], row["total"], day_of(row["oldest"])
        )
        for row in rows
    }
    return [found[account] for account in OPEN_ACCOUNTS if account in found]


def report_addresses() -> list[str]:
    """Everybody of ministry and audit office today, and the addresses outside the house."""
    members = [member.user.email for role in READERS for member in members_in_role(role)]
    return sorted({address.lower() for address in (*members, *settings.LEDGER_REPORT_TO)})


def _proof() -> Report:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")  # a page may take 15 s, not this
            return verify()
    except DatabaseError as error:
        name = type(error.__cause__ or error).__name__
        return Report(0, 0, 0, "", [f"Die Prüfung ist abgebrochen ({name})."])
