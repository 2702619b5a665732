"""Attacks that only the trigger stops: dropping it lets them through."""

from uuid import uuid4

from tests.vouchers.attacks.journal import DAY, GOOD, booked
from tests.vouchers.attacks.kinds import NUMBER, Attack, Attacks, copied
from tests.vouchers.by_hand import Statement, booking_sql
from tests.vouchers.world import CLOSED_YEAR, World

FROZEN, KEPT = "ledger_append_only", "ledger_kept_by_triggers"
OTHER_TRUNCATIONS = "every other guard against TRUNCATE"
wrong_amount = copied("vouchers_claimline", new_key=NUMBER, position=2, active=False, cents=99)


def truncation(table: str, rule: str) -> Attack:
    """TRUNCATE of a table and of all that refer to it; the guards of the others are gone."""
    return Attack(f"TRUNCATE {table} CASCADE", rule, without=(OTHER_TRUNCATIONS,))


def own_seal(world: World) -> Statement:
    """An entry with a seal of one's own making."""
    key = uuid4()
    sql, params = booking_sql(world.fresh, *GOOD, id=key)
    seal = "INSERT INTO vouchers_seal (seq, entry_id, previous, hash) VALUES (999, %s, '', '')"
    return f"{sql}; {seal}", [*params, key]


def fixed(name: str, table: str, change: str, rule: str) -> Attacks:
    """What was decided is not changed afterwards, and does not vanish."""
    return {
        f"ledger_{name}_fixed": Attack(f"UPDATE {table} SET {change}", rule),  # noqa: S608
        f"ledger_{name}_not_truncated": truncation(table, rule),
    }


ATTACKS: Attacks = {
    "core_auditentry_frozen": Attack("UPDATE core_auditentry SET action = 'nothing'"),
    "core_auditentry_no_truncate": truncation("core_auditentry", "core_auditentry_frozen"),
    "core_document_frozen": Attack("UPDATE core_document SET content = 'forged'"),
    "core_document_no_truncate": truncation("core_document", "core_document_frozen"),
    "ledger_entry_frozen": Attack("UPDATE vouchers_journalentry SET reason = 'x'", FROZEN),
    "ledger_entry_not_truncated": truncation("vouchers_journalentry", FROZEN),
    "ledger_posting_frozen": Attack("DELETE FROM vouchers_posting", FROZEN),
    "ledger_posting_not_truncated": truncation("vouchers_posting", FROZEN),
    "ledger_seal_frozen": Attack("UPDATE vouchers_seal SET hash = previous", FROZEN),
    "ledger_seal_not_truncated": truncation("vouchers_seal", FROZEN),
    "ledger_seal_kept": Attack(own_seal, KEPT, without=("ledger_entry_seals",)),
    "ledger_balance_kept": Attack("UPDATE vouchers_balance SET cents = 9", KEPT),
    "ledger_balance_not_truncated": truncation("vouchers_balance", KEPT),
    "ledger_voucherbalance_kept": Attack("DELETE FROM vouchers_voucherbalance", KEPT),
    "ledger_voucherbalance_not_truncated": truncation("vouchers_voucherbalance", KEPT),
    "ledger_yearhead_kept": Attack("UPDATE vouchers_yearhead SET last_number = 99", KEPT),
    "ledger_yearhead_not_truncated": truncation("vouchers_yearhead", KEPT),
    "ledger_head_kept": Attack("UPDATE vouchers_ledgerhead SET seq = 9", KEPT),
    "ledger_head_not_truncated": truncation("vouchers_ledgerhead", KEPT),
    "ledger_daytotal_kept": Attack("UPDATE vouchers_daytotal SET cents = 9", KEPT),
    "ledger_daytotal_not_truncated": truncation("vouchers_daytotal", KEPT),
    "ledger_entry_opens": Attack(
        booked(year_id=CLOSED_YEAR, number=1, postings={"year_id": CLOSED_YEAR}), "budget_year_open"
    ),
    "ledger_entry_seals": Attack(
        booked(("external", -5, None), ("available", 4, None)), "entry_balanced"
    ),
    "ledger_postings_added": Attack(
        booked(*DAY, kind="redeem", postings={"day_number": 4}), "posting_fits_voucher"
    ),
    "ledger_year_stays_closed": Attack(
        "UPDATE vouchers_budgetyear SET state = 'open', closed_at = NULL",
        "budget_year_stays_closed",
    ),
    "ledger_voucher_fixed": Attack("UPDATE vouchers_voucher SET days = 30", "voucher_facts_fixed"),
    "ledger_claim_line_fits": Attack(wrong_amount, "claim_line_fits_booking"),
    **fixed("proposal", "vouchers_budgetproposal", "reason = 'x'", "proposal_facts_fixed"),
    **fixed("claim", "vouchers_claim", "provider_reference = 'x'", "claim_facts_fixed"),
    **fixed("claimline", "vouchers_claimline", "cents = 1", "claim_line_facts_fixed"),
    **fixed("bankaccount", "vouchers_bankaccount", "iban = iban || 1", "bank_account_facts_fixed"),
    **fixed("payment", "vouchers_payment", "iban = iban || 1", "payment_facts_fixed"),
    **fixed("paymentfile", "vouchers_paymentfile", "cents = 1", "payment_file_fixed"),
    **fixed("reclaim", "vouchers_reclaim", "cents = 1", "reclaim_facts_fixed"),
    **fixed("reclaimline", "vouchers_reclaimline", "cents = 1", "reclaim_line_facts_fixed"),
    **fixed("sample", "vouchers_controlsample", "seed = '2'", "sample_fixed"),
    **fixed("samplecase", "vouchers_samplecase", "position = 9", "sample_case_facts_fixed"),
}
