"""Attacks on the CHECK, UNIQUE and EXCLUDE constraints of funding, contracts and vouchers."""

from collections.abc import Callable

from tests.vouchers.attacks.kinds import NUMBER, Attack, Attacks, copied
from tests.vouchers.by_hand import Statement
from tests.vouchers.world import World

PAPER = "(SELECT document_id FROM vouchers_paymentfile)"
FACTS = ("ledger_voucher_fixed",)
OPEN_CONTRACT = "UPDATE vouchers_transfercontract SET {} WHERE state = 'submitted'"
AGREED_CONTRACT = "UPDATE vouchers_transfercontract SET {} WHERE state = 'agreed'"
SOMEBODY = "(SELECT max(decided_by_id) FROM vouchers_transfercontract)"
AGREED_THEN_ENDED = (
    f"state = 'ended', decided_at = now(), decided_by_id = {SOMEBODY}, ended_at = now(), "
)
FRESH = "UPDATE vouchers_voucher SET {} WHERE state = 'issued'"


def ended_voucher(key: str) -> Callable[[World], Statement]:
    """One more voucher under this ID, in no other one's way."""
    return copied(
        "vouchers_voucher",
        id=key,
        serial=None,
        state="cancelled",
        redeemed_days=0,
        cancelled_at="2026-01-01",
        cancel_reason="x",
    )


FUNDING: Attacks = {
    "funding_period_name_once": Attack("UPDATE vouchers_fundingperiod SET name = 'Zeitraum'"),
    "funding_period_dates_in_order": Attack(
        "UPDATE vouchers_fundingperiod SET ends_on = starts_on - 1 WHERE ends_on IS NOT NULL",
        # PostgreSQL itself knows no range that ends before it begins.
        without=("funding_periods_do_not_overlap",),
    ),
    "funding_period_rule_known": Attack(
        "UPDATE vouchers_fundingperiod SET contract_rule = 'whatever'"
    ),
    "funding_period_pattern_starts_with_key": Attack(
        "UPDATE vouchers_fundingperiod SET voucher_pattern = '{serial}'"
    ),
    "funding_periods_do_not_overlap": Attack("UPDATE vouchers_fundingperiod SET ends_on = NULL"),
    "funding_line_kind_known": Attack(
        "UPDATE vouchers_fundingline SET kind = 'gift' WHERE kind = 'basis'"
    ),
    "funding_line_rate_positive": Attack("UPDATE vouchers_fundingline SET day_rate_cents = 0"),
    "funding_line_share_fits_rate": Attack(
        "UPDATE vouchers_fundingline SET share_percent = 101 WHERE rate_kind = 'share'"
    ),
    "funding_line_share_fits_rate (no share)": Attack(
        "UPDATE vouchers_fundingline SET share_percent = NULL WHERE rate_kind = 'share'"
    ),
    "funding_line_days_positive": Attack(
        "UPDATE vouchers_fundingline SET max_days = 0 WHERE kind = 'basis'"
    ),
    "funding_line_letter_format": Attack("UPDATE vouchers_fundingline SET letter = 'b'"),
    "funding_line_dates_in_order": Attack(
        "UPDATE vouchers_fundingline SET valid_until = valid_from - 1",
        without=("funding_lines_of_a_kind_do_not_overlap",),
    ),
    "funding_line_once_per_start": Attack(
        copied("vouchers_fundingline", new_key=NUMBER),
        without=("funding_lines_of_a_kind_do_not_overlap",),
    ),
    "funding_lines_of_a_kind_do_not_overlap": Attack(
        copied("vouchers_fundingline", new_key=NUMBER, valid_from="2100-01-01", valid_until=None),
    ),
    "funding_line_fixed_days_are_known": Attack(
        "UPDATE vouchers_fundingline SET max_days = NULL WHERE kind = 'basis'"
    ),
    "funding_line_over_budget_known": Attack("UPDATE vouchers_fundingline SET over_budget = 'x'"),
    "quota_rule_once": Attack(
        "UPDATE vouchers_quotarule SET min_population = 0, \"group\" = 'kreis',"
        " line_id = (SELECT max(line_id) FROM vouchers_quotarule)"
    ),
    "quota_rule_group_known": Attack("UPDATE vouchers_quotarule SET \"group\" = 'bund'"),
    "quota_rule_range_in_order": Attack(
        "UPDATE vouchers_quotarule SET max_population = 0, min_population = 1"
        " WHERE id = (SELECT max(id) FROM vouchers_quotarule)"
    ),
    "budget_year_state_known": Attack(
        "UPDATE vouchers_budgetyear SET state = 'half' WHERE state = 'open'",
        without=("budget_year_closed_has_time",),
    ),
    "budget_year_closed_has_time": Attack("UPDATE vouchers_budgetyear SET closed_at = NULL"),
    "budget_year_plausible": Attack("INSERT INTO vouchers_budgetyear VALUES (1918, 'open')"),
}

CONTRACTS: Attacks = {
    "contract_number_once": Attack("UPDATE vouchers_transfercontract SET number = 'V-1'"),
    "contract_submitted_once": Attack(
        "UPDATE vouchers_transfercontract SET submission_key = 'the same form'"
    ),
    "contract_state_known": Attack(
        OPEN_CONTRACT.format("state = 'maybe'"), without=("contract_decision_complete",)
    ),
    "contract_decision_complete": Attack(OPEN_CONTRACT.format("state = 'agreed'")),
    "contract_four_eyes": Attack(AGREED_CONTRACT.format("decided_by_id = submitted_by_id")),
    "contract_rejection_has_reason": Attack(
        OPEN_CONTRACT.format(f"state = 'rejected', decided_at = now(), decided_by_id = {SOMEBODY}")
    ),
    "contract_withdrawal_has_time": Attack(OPEN_CONTRACT.format("state = 'withdrawn'")),
    "contract_ending_complete": Attack(AGREED_CONTRACT.format("ended_at = now()")),
    "contract_ending_complete (no reason)": Attack(
        OPEN_CONTRACT.format(f"{AGREED_THEN_ENDED} ended_by_id = {SOMEBODY}")
    ),
    "contract_ending_complete (by nobody)": Attack(
        OPEN_CONTRACT.format(f"{AGREED_THEN_ENDED} reason = 'x'")
    ),
    "contract_issued_only_when_agreed": Attack(OPEN_CONTRACT.format("issued_at = now()")),
    "contract_issued_only_when_agreed (ended with vouchers)": Attack(
        AGREED_CONTRACT.format(f"{AGREED_THEN_ENDED} ended_by_id = {SOMEBODY}, reason = 'x'")
    ),
    "contract_document_only_when_agreed": Attack(OPEN_CONTRACT.format(f"document_id = {PAPER}")),
    "contract_letter_only_when_issued": Attack(OPEN_CONTRACT.format(f"letter_id = {PAPER}")),
    "contract_queued_only_while_agreed": Attack(OPEN_CONTRACT.format("queued_at = now()")),
    "contract_queued_only_while_agreed (ended)": Attack(
        OPEN_CONTRACT.format(
            f"{AGREED_THEN_ENDED} ended_by_id = {SOMEBODY}, reason = 'x', queued_at = now()"
        )
    ),
    "contract_cost_positive": Attack(OPEN_CONTRACT.format("cost_estimate_cents = 0")),
    "contract_days_positive": Attack(OPEN_CONTRACT.format("days = 0")),
    "contract_exception_approved_before_issue": Attack(
        AGREED_CONTRACT.format("exception_reason = 'nur zwei Kommunen'")
    ),
    "contract_exception_four_eyes": Attack(
        OPEN_CONTRACT.format(
            "exception_reason = 'nur zwei Kommunen', exception_approved_at = now(),"
            " exception_approved_by_id = submitted_by_id"
        )
    ),
    "contract_kommune_named_once": Attack(
        copied("vouchers_contractkommune", new_key=NUMBER, active=False)
    ),
    "contract_kommune_once_per_period": Attack(
        "INSERT INTO vouchers_contractkommune (contract_id, kommune_id, period_id, active)"
        " SELECT c.id, k.kommune_id, k.period_id, true FROM vouchers_contractkommune k"
        " JOIN vouchers_transfercontract c ON c.state = 'submitted'"
    ),
    "contract_person_once": Attack(
        "UPDATE vouchers_contractperson SET (contract_id, lotse_id) ="
        " (SELECT contract_id, lotse_id FROM vouchers_contractperson LIMIT 1)"
    ),
}

VOUCHERS: Attacks = {
    "voucher_id_starts_with_kommune": Attack(ended_voucher("08999999-X")),
    "voucher_id_format": Attack(lambda world: ended_voucher(f"{world.cast.kommune.pk} ")(world)),
    "voucher_state_known": Attack(
        FRESH.format("state = 'lost'"), without=("voucher_state_fits_days",)
    ),
    "voucher_state_fits_days": Attack(FRESH.format("redeemed_days = 1")),
    "voucher_amount_positive": Attack(FRESH.format("day_rate_cents = 0"), without=FACTS),
    "voucher_days_not_exceeded": Attack(FRESH.format("released_days = 4")),
    "voucher_paid_days_are_redeemed": Attack(FRESH.format("paid_days = 1")),
    "voucher_invoice_complete": Attack(FRESH.format("invoice_number = 'R 1'")),
    "voucher_invoice_complete (no amount)": Attack(
        FRESH.format("invoice_number = 'R 1', invoiced_on = now()")
    ),
    "voucher_cancelled_with_reason": Attack(FRESH.format("state = 'cancelled'")),
    "voucher_serial_once": Attack(
        "UPDATE vouchers_voucher SET serial = (SELECT min(serial) FROM vouchers_voucher)"
    ),
    "voucher_one_live_per_person_and_line": Attack(
        "UPDATE vouchers_voucher SET lotse_id = (SELECT lotse_id FROM vouchers_voucher LIMIT 1)"
    ),
}

EVIDENCE: Attacks = {
    "document_hash_is_hex": Attack(
        "INSERT INTO core_document (id, kind, filename, content_type, content, size, sha256,"
        " created_at) VALUES (gen_random_uuid(), 'x', 'x', 'x', '', 0, 'secret', now())"
    ),
}

ATTACKS: Attacks = {**FUNDING, **CONTRACTS, **VOUCHERS, **EVIDENCE}
