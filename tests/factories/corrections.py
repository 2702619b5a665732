"""Days that were redeemed and paid, booked the short way: what reclaims and samples begin with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from django.db import transaction

from lotsen.core import clock
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.vouchers import Cast
from vouchers import rules, services
from vouchers.enums import Account, BudgetYearState, EntryKind
from vouchers.models import BudgetYear, Voucher, VoucherBalance
from vouchers.services import DayBooking, DayOrder
from vouchers.services.booking import Draft, Ledger, Line

_numbers = count(1)


def other_kommune(cast: Cast) -> Cast:
    """The same office, ministry and provider with another Kommune of three places."""
    kommune = make_kommune(population=40_000)
    return replace(cast, kommune=kommune, hr=make_actor(Role.HR, kommune.organisation))


def redeem_all(cast: Cast, voucher: Voucher, days: Sequence[int] = (1, 2, 3)) -> list[DayBooking]:
    """Redeem days of a voucher; the seminar was two weeks ago."""
    held_on = clock.today() - timedelta(days=14)
    orders = [DayOrder(voucher.pk, day, held_on, f"test-{next(_numbers)}") for day in days]
    bookings = services.redeem_days(orders=orders, actor=cast.trainer)
    voucher.refresh_from_db()
    return bookings


@transaction.atomic
def pay_out(cast: Cast, voucher: Voucher, paid_on: date | None = None) -> None:
    """Order and pay all redeemed days of a voucher."""
    key, day = next(_numbers), paid_on or clock.today()
    due = list(VoucherBalance.objects.filter(voucher=voucher, account=Account.DUE, cents__gt=0))
    office = cast.office.user_id
    Ledger(cast.ministry).book(
        [
            _move(EntryKind.ORDER, voucher, due, f"order:test:{key}", approver_id=office),
            _move(EntryKind.PAY, voucher, due, f"pay:test:{key}", occurred_on=day),
        ]
    )
    voucher.paid_days += len(due)
    voucher.state = rules.voucher_state(
        days=voucher.days,
        redeemed=voucher.redeemed_days,
        released=voucher.released_days,
        paid=voucher.paid_days,
        assigned=voucher.assigned_at is not None,
    )
    voucher.save(update_fields=["paid_days", "state"])


ACCOUNTS = {
    EntryKind.ORDER: (Account.DUE, Account.ORDERED),
    EntryKind.PAY: (Account.ORDERED, Account.PAID),
}


def _move(
    kind: EntryKind,
    voucher: Voucher,
    days: Sequence[VoucherBalance],
    key: str,
    *,
    approver_id: int | None = None,
    occurred_on: date | None = None,
) -> Draft:
    source, target = ACCOUNTS[kind]
    return Draft(
        kind=kind,
        year=voucher.budget_year_id,
        key=key,
        lines=tuple(
            Line(account, sign * day.cents, voucher.line_id, voucher, day.day_number)
            for day in days
            for account, sign in ((source, -1), (target, 1))
        ),
        approver_id=approver_id,
        occurred_on=occurred_on,
    )


def close_year(year: int) -> None:
    """Close a budget year in which nothing is open, without the way of the year-end."""
    BudgetYear.objects.filter(pk=year).update(state=BudgetYearState.CLOSED, closed_at=clock.now())
