"""Attacks on the single rules inside the trigger functions: `function.rule`.

A rule is taken away by leaving its refusal out of the text of the function.
"""

from uuid import uuid4

from tests.vouchers.attacks.journal import DAY, GOOD, Act, booked
from tests.vouchers.attacks.kinds import Attack, Attacks
from tests.vouchers.attacks.triggers import wrong_amount
from tests.vouchers.by_hand import Row, Statement, booking_sql, entry_sql, posting_sql
from tests.vouchers.world import CLOSED_YEAR, World

OTHER_YEAR = 2099
OPEN_YEAR = "INSERT INTO vouchers_budgetyear (year, state) VALUES (%s, 'open')"
OPENS, ADDED, SEALS = "ledger_entry_opens.", "ledger_postings_added.", "ledger_entry_seals."


def postings_first(world: World) -> Statement:
    """Else the year of the entry is not there to compare with: a closed year could be booked."""
    key = uuid4()
    postings, values = posting_sql(key, world.fresh, *GOOD)
    entry, more = entry_sql(world.fresh, id=key)
    return f"{postings}; {entry}", values + more


def late_posting(world: World) -> Statement:
    return posting_sql(world.grant.pk, world.fresh, *GOOD, first=11)


def reversal(world: World, *rows: Row, of: str) -> Statement:
    return booking_sql(world.used, *rows, kind="reversal", reverses_id=getattr(world, of).pk)


def reversed_in_another_year(of: str, *rows: Row) -> Act:
    """Only a day whose year is closed is taken back in the books of another year."""

    def act(world: World) -> Statement:
        entry = {"kind": "reversal", "reverses_id": getattr(world, of).pk, "year_id": OTHER_YEAR}
        sql, values = booking_sql(world.used, *rows, **entry, postings={"year_id": OTHER_YEAR})
        return f"{OPEN_YEAR}; {sql}", [OTHER_YEAR, *values]

    return act


ATTACKS: Attacks = {
    "ledger_frozen.ledger_append_only": Attack("UPDATE vouchers_posting SET cents = 1"),
    "ledger_kept_by_triggers.ledger_kept_by_triggers": Attack(
        "UPDATE vouchers_balance SET cents = 9"
    ),
    OPENS + "budget_year_open": Attack(
        booked(year_id=CLOSED_YEAR, postings={"year_id": CLOSED_YEAR})
    ),
    OPENS + "grant_four_eyes": Attack(booked(approver_id=None)),
    OPENS + "entry_reversal_of_reversal": Attack(
        lambda world: reversal(world, ("committed", -100_00, 2), ("due", 100_00, 2), of="reversal")
    ),
    OPENS + "entry_reversal_in_its_year": Attack(
        reversed_in_another_year("grant", ("external", 5, None), ("available", -5, None)),
        then="budget_not_overdrawn",
    ),
    OPENS + "entry_reversal_in_its_year (a day of an open year)": Attack(
        reversed_in_another_year("redeemed", ("committed", 100_00, 1), ("due", -100_00, 1)),
        then="claimed_day_stays",
    ),
    OPENS + "claimed_day_stays": Attack(
        lambda world: reversal(world, ("committed", 100_00, 1), ("due", -100_00, 1), of="redeemed")
    ),
    "ledger_year_stays_closed.budget_year_stays_closed": Attack(
        lambda world: ("DELETE FROM vouchers_budgetyear WHERE year = %s", [CLOSED_YEAR])
    ),
    "ledger_year_stays_closed.budget_year_clears": Attack(
        "UPDATE vouchers_budgetyear SET state = 'closed', closed_at = now() WHERE state = 'open'"
    ),
    ADDED + "posting_after_entry": Attack(postings_first),
    ADDED + "entry_sealed": Attack(late_posting),
    ADDED + "posting_in_year_of_entry": Attack(booked(postings={"year_id": CLOSED_YEAR})),
    ADDED + "posting_fits_voucher": Attack(
        lambda world: booking_sql(
            world.fresh, *DAY, kind="redeem", postings={"provider_id": uuid4()}
        ),
        then="balance_not_negative",
    ),
    ADDED + "voucher_day_moves_whole": Attack(
        booked(("committed", -50_00, 1), ("due", 50_00, 1), kind="redeem")
    ),
    "ledger_voucher_fixed.voucher_facts_fixed": Attack(
        "UPDATE vouchers_voucher SET day_rate_cents = 1"
    ),
    SEALS + "entry_balanced": Attack(lambda world: entry_sql(world.fresh)),
    SEALS + "entry_moves_as_kind": Attack(booked(*DAY, kind="release")),
    SEALS + "carry_over_complete": Attack(
        booked(("committed", -100_00, 1), ("external", 100_00, None), kind="carry_out")
    ),
    "ledger_claim_line_fits.claim_line_fits_booking": Attack(wrong_amount),
    SEALS + "entry_reversal_exact": Attack(
        lambda world: reversal(world, ("external", 5, None), ("available", -5, None), of="grant")
    ),
}
