"""Attacks on the constraints of entries, postings and totals."""

from collections.abc import Callable
from typing import Any

from tests.vouchers.attacks.kinds import NUMBER, Attack, Attacks, copied
from tests.vouchers.by_hand import Row, Statement, booking_sql, entry_sql, posting_sql
from tests.vouchers.world import World

GOOD: tuple[Row, Row] = (("external", -5, None), ("available", 5, None))
DAY: tuple[Row, Row] = (("committed", -100_00, 1), ("due", 100_00, 1))

Act = Callable[[World], Statement]


def booked(*rows: Row, **entry: Any) -> Act:
    """A booking on the untouched voucher, by default good in all other respects."""
    return lambda world: booking_sql(world.fresh, *(rows or GOOD), **entry)


def ordered(who: str) -> Act:
    """An order whose actor and approver are the columns `who`."""

    def act(world: World) -> Statement:
        person = world.cast.ministry.user_id
        people = {"nobody": {}, "one": {"actor_id": person, "approver_id": person}}[who]
        rows: tuple[Row, Row] = (("due", -100_00, 1), ("ordered", 100_00, 1))
        return booking_sql(world.used, *rows, kind="order", **people)

    return act


def reversed_again(world: World) -> Statement:
    """The mistake of day 2 was taken back already."""
    rows: tuple[Row, Row] = (("committed", 100_00, 2), ("due", -100_00, 2))
    return booking_sql(world.used, *rows, kind="reversal", reverses_id=world.reversal.reverses_id)


def same_key(world: World) -> Statement:
    return booking_sql(world.fresh, *GOOD, idempotency_key=world.grant.idempotency_key)


def same_position(world: World) -> Statement:
    entry, values = entry_sql(world.fresh, id=world.cast.provider.pk)
    first, some = posting_sql(world.cast.provider.pk, world.fresh, GOOD[0])
    second, more = posting_sql(world.cast.provider.pk, world.fresh, GOOD[1])
    return f"{entry}; {first}; {second}", values + some + more


ATTACKS: Attacks = {
    "entry_number_once": Attack(booked(number=1), without=("ledger_entry_opens",)),
    "entry_number_positive": Attack(booked(number=0), without=("ledger_entry_opens",)),
    "entry_idempotency_key_once": Attack(same_key),
    "entry_reversed_once": Attack(reversed_again, then="voucher_day_taken_once"),
    "entry_kind_known": Attack(booked(kind="gift"), then="entry_moves_as_kind"),
    "entry_reversal_names_entry": Attack(booked(kind="reversal")),
    "entry_reason_where_needed": Attack(booked(reason="")),
    "entry_four_eyes": Attack(ordered("one")),
    "entry_content_hash_is_hex": Attack(booked(content_hash="secret")),
    "posting_position_once": Attack(same_position),
    "posting_account_known": Attack(
        booked(("kasse", -5, None), ("available", 5, None)),
        without=("posting_dimensions_fit_account", "balance_not_negative"),
        then="entry_moves_as_kind",
    ),
    "posting_not_zero": Attack(booked(*GOOD, ("available", 0, None)), then="entry_moves_as_kind"),
    "posting_dimensions_fit_account": Attack(
        booked(("external", -5, 1), ("available", 5, 1)), without=("voucher_day_taken_once",)
    ),
    "posting_dimensions_fit_account (no day)": Attack(
        booked(*DAY, postings={"day_number": None}),
        without=("ledger_postings_added", "ledger_entry_seals"),
    ),
    "budget_not_overdrawn": Attack(
        booked(("external", 9_000_00, None), ("available", -9_000_00, None)),
        without=("ledger_entry_seals",),
    ),
    "balance_not_negative": Attack(
        booked(("due", -900_00, 1), ("ordered", 900_00, 1), kind="order"),
        without=("voucher_day_taken_once",),
    ),
    "balance_once": Attack(
        copied("vouchers_balance", new_key=NUMBER), without=("ledger_balance_kept",)
    ),
    "day_total_once": Attack(
        copied("vouchers_daytotal", new_key=NUMBER), without=("ledger_daytotal_kept",)
    ),
    "voucher_balance_once": Attack(
        copied("vouchers_voucherbalance", new_key=NUMBER), without=("ledger_voucherbalance_kept",)
    ),
    "voucher_day_taken_once": Attack(
        lambda world: booking_sql(world.used, *DAY, kind="redeem"),
    ),
    "ledger_head_single": Attack(
        "INSERT INTO vouchers_ledgerhead VALUES (false, 0, '')", without=("ledger_head_kept",)
    ),
}
