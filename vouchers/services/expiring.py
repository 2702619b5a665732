"""Vouchers that nobody used in time give their money back; the contact person is told before."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from lotsen.core import audit, clock
from lotsen.core.actor import SYSTEM
from lotsen.core.db import busy_errors, locked
from vouchers import mails
from vouchers.enums import Account, EntryKind, VoucherState
from vouchers.models import Voucher, VoucherBalance
from vouchers.services.booking import Draft, Ledger
from vouchers.services.cancelling import back_to_budget
from vouchers.services.partners import release_kommunen

BATCH = 200
WARNED_BEFORE = timedelta(days=30)


def expire_vouchers(on: date | None = None) -> list[str]:
    """End all vouchers that were valid until a day before `on` (default: today) and are not used.

    What an enrolment uses stays valid until the seminar is over. Batches of 200 with their mails,
    each in a transaction of its own; who comes second finds nothing left. Returns the IDs.
    """
    day = on or clock.today()
    ended: list[str] = []
    while batch := _expire_batch(day):
        ended += batch
    return ended


def warn_of_expiry(on: date | None = None) -> int:
    """Tell the contact persons of unused vouchers that end within 30 days, once for each day.

    Returns of how many vouchers was told, those included that were told of before.
    """
    day = on or clock.today()
    with transaction.atomic():
        soon = _unused().filter(valid_until__range=(day, day + WARNED_BEFORE))
        return _tell(soon, mails.vouchers_expiring)


def end_day() -> None:
    """The work of a night: expire what was not used, warn of what comes next."""
    expire_vouchers()
    warn_of_expiry()


@transaction.atomic
def _expire_batch(day: date) -> list[str]:
    ledger = Ledger(SYSTEM)
    late = _unused().filter(valid_until__lt=day).order_by("pk")
    with busy_errors():
        vouchers = list(locked(late)[:BATCH])
    if not vouchers:
        return []
    ledger.book([_draft(voucher, days) for voucher, days in _open_days(vouchers)])
    for voucher in vouchers:
        voucher.state, voucher.released_days = VoucherState.EXPIRED, voucher.days
    Voucher.objects.bulk_update(vouchers, ["state", "released_days"])
    release_kommunen(*{voucher.contract for voucher in vouchers})
    audit.record_many(actor=SYSTEM, action="voucher.expired", targets=list(vouchers))
    _tell(vouchers, mails.vouchers_expired)
    return [voucher.pk for voucher in vouchers]


def _unused() -> QuerySet[Voucher]:
    """Nobody uses them; a day that was released otherwise does not matter."""
    return Voucher.objects.filter(state=VoucherState.ISSUED).select_related(
        "lotse", "kommune", "contract__kommune", "contract__provider", "contract__line"
    )


def _open_days(vouchers: list[Voucher]) -> Iterable[tuple[Voucher, list[VoucherBalance]]]:
    rows = VoucherBalance.objects.filter(
        voucher__in=vouchers, account=Account.COMMITTED, cents__gt=0
    )
    found: dict[str, list[VoucherBalance]] = {}
    for row in rows.order_by("voucher", "day_number"):
        found.setdefault(row.voucher_id, []).append(row)
    return [(voucher, found[voucher.pk]) for voucher in vouchers if voucher.pk in found]


def _draft(voucher: Voucher, days: list[VoucherBalance]) -> Draft:
    """The key names the days: one that a reversal has opened again can expire, too."""
    numbers = ",".join(str(day.day_number) for day in days)
    return Draft(
        kind=EntryKind.EXPIRE,
        year=voucher.budget_year_id,
        key=f"expire:{voucher.pk}:{numbers}",
        lines=back_to_budget(voucher, days),
    )


def _tell(vouchers: Iterable[Voucher], mail: mails.TellOfVouchers) -> int:
    """One mail for all vouchers of a contract that end on the same day."""
    ordered = sorted(vouchers, key=_case)
    for _, group in groupby(ordered, _case):
        together = list(group)
        mail(together[0].contract, together)
    return len(ordered)


def _case(voucher: Voucher) -> tuple[str, str]:
    return str(voucher.contract_id), str(voucher.valid_until)
