"""Days of vouchers are redeemed when confirmed, released when missed.

Called by the seminars, which know who was there; this side knows a voucher with days, a rate and
a limit. Batches of up to 500 days share one lock and a handful of statements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from vouchers import rules
from vouchers.enums import Account, EntryKind
from vouchers.models import JournalEntry, Voucher, VoucherBalance
from vouchers.rights import require_role
from vouchers.services.assigning import hold_vouchers
from vouchers.services.booking import (
    Draft,
    Ledger,
    Line,
    require_not_reversed,
    require_same_content,
)

COUNT = """UPDATE vouchers_voucher SET redeemed_days = new.redeemed,
    released_days = new.released, state = new.state
    FROM unnest(%s::text[], %s::int[], %s::int[], %s::text[]) AS new(id, redeemed, released, state)
    WHERE vouchers_voucher.id = new.id"""
"""Plain SQL, because seminars book hundreds of days at once and all others wait meanwhile."""


@dataclass(frozen=True, slots=True)
class DayOrder:
    """What to book for one day of one voucher.

    `cap_cents` is the part of the fee that falls on the day; the grant is never above it.
    `idempotency_key` is chosen by the caller: the same act always brings the same one.
    """

    voucher_id: str
    day_number: int
    seminar_day_on: date
    idempotency_key: str
    cap_cents: int | None = None


@dataclass(frozen=True, slots=True)
class DayBooking:
    """What was booked: `cents` went to the provider's account `due` (0 for a released day)."""

    voucher_id: str
    day_number: int
    cents: int
    entry: JournalEntry


def redeem_day(
    *,
    voucher_id: str,
    day_number: int,
    seminar_day_on: date,
    actor: Actor,
    idempotency_key: str,
    cap_cents: int | None = None,
) -> DayBooking:
    """Redeem one confirmed day; see `redeem_days`."""
    order = DayOrder(voucher_id, day_number, seminar_day_on, idempotency_key, cap_cents)
    return redeem_days(orders=[order], actor=actor)[0]


def release_day(
    *, voucher_id: str, day_number: int, seminar_day_on: date, actor: Actor, idempotency_key: str
) -> DayBooking:
    """Give the money of one missed day back to the budget; see `release_days`."""
    order = DayOrder(voucher_id, day_number, seminar_day_on, idempotency_key)
    return release_days(orders=[order], actor=actor)[0]


@transaction.atomic
def redeem_days(*, orders: Sequence[DayOrder], actor: Actor) -> list[DayBooking]:
    """Book each day from `committed` to `due`; what lies above `cap_cents` goes back to the budget.

    All or nothing, at most 500, results in the order given. An order that was booked before (same
    key, same content) gives the same result. Raises `Conflict` for a day that is already redeemed
    or released and for a key that was used with other content or whose booking was reversed,
    `DomainError` for an unknown voucher or day, `NotAllowed` for a provider to whom the voucher is
    not made out.
    """
    return _decide(EntryKind.REDEEM, orders, actor)


@transaction.atomic
def release_days(*, orders: Sequence[DayOrder], actor: Actor) -> list[DayBooking]:
    """Book each missed day from `committed` back to `available`; otherwise like `redeem_days`."""
    return _decide(EntryKind.RELEASE, orders, actor)


def _decide(kind: EntryKind, orders: Sequence[DayOrder], actor: Actor) -> list[DayBooking]:
    require_role(actor, Role.PROVIDER, Role.OFFICE)
    if not orders:
        return []
    if len({order.idempotency_key for order in orders}) < len(orders):
        raise ValueError("every order of a batch needs its own idempotency key")
    ledger = Ledger(actor)
    hold_vouchers(order.voucher_id for order in orders)
    known = ledger.known(order.idempotency_key for order in orders)
    open_days = _day_balances(orders)
    drafts = {
        order.idempotency_key: _draft(kind, order, open_days, actor, known=known)
        for order in orders
    }
    new = [draft for key, draft in drafts.items() if key not in known]
    for key, entry in known.items():
        require_same_content(entry, drafts[key])
    require_not_reversed(known.values())
    entries = known | dict(zip((d.key for d in new), ledger.book(new), strict=True))
    if new:
        _update_vouchers(kind, new, actor)
    return [_result(order, drafts[order.idempotency_key], entries) for order in orders]


def _day_balances(orders: Sequence[DayOrder]) -> dict[tuple[str, int], VoucherBalance]:
    """All days of the named vouchers with what is still committed, vouchers included."""
    rows = VoucherBalance.objects.select_related("voucher__lotse").filter(
        voucher__in={order.voucher_id for order in orders}, account=Account.COMMITTED
    )
    return {(row.voucher_id, row.day_number): row for row in rows}


def _draft(
    kind: EntryKind,
    order: DayOrder,
    days: dict[tuple[str, int], VoucherBalance],
    actor: Actor,
    *,
    known: dict[str, JournalEntry],
) -> Draft:
    day = days.get((order.voucher_id, order.day_number))
    if day is None:
        raise DomainError(
            f"Den Gutschein {order.voucher_id} mit einem Tag {order.day_number} gibt es nicht."
        )
    voucher = day.voucher
    if actor.role == Role.PROVIDER and actor.organisation_id != voucher.provider_id:
        raise NotAllowed(f"Der Gutschein {voucher.pk} ist nicht auf Ihr Haus ausgestellt.")
    if day.cents == 0 and order.idempotency_key not in known:
        raise Conflict(
            f"Tag {order.day_number} des Gutscheins {voucher.pk} ist schon abgerechnet oder"
            " freigegeben."
        )
    return Draft(
        kind=kind,
        year=voucher.budget_year_id,
        key=order.idempotency_key,
        lines=tuple(_lines(kind, order, voucher)),
        occurred_on=order.seminar_day_on,
    )


def _lines(kind: EntryKind, order: DayOrder, voucher: Voucher) -> list[Line]:
    rate, line_id = voucher.day_rate_cents, voucher.line_id
    paid = 0
    if kind == EntryKind.REDEEM:
        paid = rules.day_grant_cents(rate_cents=rate, cap_cents=order.cap_cents)
    lines = [Line(Account.COMMITTED, -rate, line_id, voucher, order.day_number)]
    if paid:
        lines.append(Line(Account.DUE, paid, line_id, voucher, order.day_number))
    if paid < rate:
        lines.append(Line(Account.AVAILABLE, rate - paid, line_id))
    return lines


def _update_vouchers(kind: EntryKind, booked: Sequence[Draft], actor: Actor) -> None:
    """Count the decided days and derive the states; the ledger lock keeps others away."""
    vouchers: dict[str, Voucher] = {}
    decided: dict[str, list[int]] = {}
    for draft in booked:
        found, day_number = draft.lines[0].voucher, draft.lines[0].day_number
        assert found is not None
        assert day_number is not None
        voucher = vouchers.setdefault(found.pk, found)
        decided.setdefault(found.pk, []).append(day_number)
        if kind == EntryKind.REDEEM:
            voucher.redeemed_days += 1
        else:
            voucher.released_days += 1
    for voucher in vouchers.values():
        voucher.state = rules.voucher_state(
            days=voucher.days,
            redeemed=voucher.redeemed_days,
            released=voucher.released_days,
            paid=voucher.paid_days,
            assigned=voucher.assigned_at is not None,
        )
    changed = list(vouchers.values())
    columns = [(v.pk, v.redeemed_days, v.released_days, str(v.state)) for v in changed]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [list(column) for column in zip(*columns, strict=True)])
    action = "voucher.day_redeemed" if kind == EntryKind.REDEEM else "voucher.day_released"
    for days in sorted({tuple(sorted(days)) for days in decided.values()}):  # mostly one set
        audit.record_many(
            actor=actor,
            action=action,
            targets=[v for v in changed if tuple(sorted(decided[v.pk])) == days],
            days=list(days),
        )


def _result(order: DayOrder, draft: Draft, entries: dict[str, JournalEntry]) -> DayBooking:
    cents = sum(line.cents for line in draft.lines if line.account == Account.DUE)
    return DayBooking(order.voucher_id, order.day_number, cents, entries[order.idempotency_key])
