"""Attacks on the constraints of proposals, claims, payments, reclaims and samples."""

from typing import Any

from tests.vouchers.attacks.kinds import NUMBER, UUID, Attack, Attacks, copied
from tests.vouchers.by_hand import Statement
from tests.vouchers.world import World

CLOSING = "UPDATE vouchers_budgetproposal SET {} WHERE kind = 'close'"
GRANT = "UPDATE vouchers_budgetproposal SET {} WHERE kind = 'grant'"
BANK = "UPDATE vouchers_bankaccount SET {}"
CLAIM = "UPDATE vouchers_claim SET {}"
PAYMENT = "UPDATE vouchers_payment SET {}"
RECLAIM = "UPDATE vouchers_reclaim SET {}"
CASE = "UPDATE vouchers_samplecase SET {}"
SENT_BACK: dict[str, Any] = {
    "state": "returned",
    "returned_on": "2026-01-01",
    "return_reason": "Konto erloschen",
}
SAME_PAPER = ("vouchers_paymentfile_document_id_key",)


def checked_and_ordered_by_one(world: World) -> Statement:
    act = "factual_by_id = %s, factual_at = now(), arithmetic_by_id = %s, arithmetic_at = now()"
    sql = CLAIM.format(f"state = 'ordered', {act}, ordered_by_id = %s, ordered_at = now()")
    return sql, [world.cast.office.user_id] * 3


def case_in_an_unknown_state(world: World) -> Statement:
    check = "checked_by_id = %s, checked_at = now(), note = 'x'"
    return CASE.format(f"state = 'x', {check}"), [world.cast.office.user_id]


def case_of_the_fresh_voucher(world: World) -> Statement:
    return copied("vouchers_samplecase", new_key=NUMBER, voucher_id=world.fresh.pk)(world)


PROPOSALS: Attacks = {
    "proposal_submitted_once": Attack(
        copied("vouchers_budgetproposal", "kind = 'grant'", new_key=UUID, entry_id=None)
    ),
    "proposal_one_open_closing_per_year": Attack(
        copied("vouchers_budgetproposal", "kind = 'close'", new_key=UUID, submission_key="x")
    ),
    "proposal_kind_known": Attack(
        copied(
            "vouchers_budgetproposal",
            "kind = 'grant'",
            new_key=UUID,
            submission_key="x",
            entry_id=None,
            kind="gift",
        )
    ),
    "proposal_amount_fits_kind": Attack(
        copied(
            "vouchers_budgetproposal",
            "kind = 'close'",
            new_key=UUID,
            submission_key="x",
            kind="grant",
        )
    ),
    "proposal_amount_fits_kind (no amount)": Attack(
        copied(
            "vouchers_budgetproposal",
            "kind = 'grant'",
            new_key=UUID,
            submission_key="x",
            entry_id=None,
            cents=None,
        )
    ),
    "proposal_has_reason": Attack(
        copied(
            "vouchers_budgetproposal",
            "kind = 'grant'",
            new_key=UUID,
            submission_key="x",
            entry_id=None,
            reason="",
        )
    ),
    "proposal_state_known": Attack(GRANT.format("state = 'x'")),
    "proposal_four_eyes": Attack(
        CLOSING.format("state = 'approved', decided_by_id = proposed_by_id, decided_at = now()")
    ),
    "proposal_decision_complete": Attack(CLOSING.format("state = 'approved'")),
    "proposal_rejection_has_reason": Attack(GRANT.format("state = 'rejected'")),
}

CLAIMS: Attacks = {
    "claim_number_once": Attack(copied("vouchers_claim", new_key=UUID, submission_key="x")),
    "claim_submitted_once": Attack(copied("vouchers_claim", new_key=UUID, number="AB-2")),
    "claim_state_known": Attack(CLAIM.format("state = 'x'"), without=("claim_acts_fit_state",)),
    "claim_acts_fit_state": Attack(CLAIM.format("state = 'factual'")),
    "claim_acts_have_time": Attack(CLAIM.format("factual_at = now()")),
    "claim_checked_by_others": Attack(
        CLAIM.format("state = 'factual', factual_by_id = submitted_by_id, factual_at = now()")
    ),
    "claim_ordered_by_third": Attack(checked_and_ordered_by_one),
    "claim_refusal_has_reason": Attack(CLAIM.format("state = 'refused'")),
    "claim_line_position_once": Attack(copied("vouchers_claimline", new_key=NUMBER, active=False)),
    "claim_line_day_once": Attack(copied("vouchers_claimline", new_key=NUMBER, position=2)),
    "claim_line_amount_positive": Attack(
        copied("vouchers_claimline", new_key=NUMBER, position=2, active=False, cents=0),
        without=("ledger_claim_line_fits",),
    ),
    "claim_line_refusal_complete": Attack("UPDATE vouchers_claimline SET refused_at = now()"),
}

PAYMENTS: Attacks = {
    "bank_account_one_open_per_provider": Attack(
        copied(
            "vouchers_bankaccount",
            new_key=UUID,
            times=2,
            state="proposed",
            decided_by_id=None,
            decided_at=None,
            valid_from=None,
        )
    ),
    "bank_account_state_known": Attack(
        BANK.format("state = 'x'"), without=("bank_account_decision_complete",)
    ),
    "bank_account_iban_format": Attack(copied("vouchers_bankaccount", new_key=UUID, iban="1234")),
    "bank_account_four_eyes": Attack(BANK.format("decided_by_id = proposed_by_id")),
    "bank_account_decision_complete": Attack(BANK.format("valid_from = NULL")),
    "payment_file_number_once": Attack(
        copied("vouchers_paymentfile", new_key=UUID, message_id="ZD-2"), without=SAME_PAPER
    ),
    "payment_file_message_id_once": Attack(
        copied("vouchers_paymentfile", new_key=UUID, number="ZD-2"), without=SAME_PAPER
    ),
    "payment_file_not_empty": Attack(
        copied("vouchers_paymentfile", new_key=UUID, number="ZD-2", message_id="ZD-2", count=0),
        without=SAME_PAPER,
    ),
    "payment_number_once": Attack(copied("vouchers_payment", new_key=UUID, **SENT_BACK)),
    "payment_one_running_per_claim": Attack(
        copied("vouchers_payment", new_key=UUID, number="ZA-2")
    ),
    "payment_state_known": Attack(PAYMENT.format("state = 'x'"), then="payment_steps_fit_state"),
    "payment_amount_positive": Attack(
        copied("vouchers_payment", new_key=UUID, number="ZA-2", cents=0, **SENT_BACK)
    ),
    "payment_steps_fit_state": Attack(PAYMENT.format("paid_on = now()")),
}

RECLAIMS: Attacks = {
    "interest_rate_once_per_day": Attack(copied("vouchers_interestrate", new_key=NUMBER)),
    "interest_rate_plausible": Attack("UPDATE vouchers_interestrate SET base_hundredths = 9999"),
    "reclaim_number_once": Attack(copied("vouchers_reclaim", new_key=UUID, submission_key="x")),
    "reclaim_submitted_once": Attack(copied("vouchers_reclaim", new_key=UUID, number="RF-2")),
    "reclaim_state_known": Attack(
        RECLAIM.format("state = 'x'"), without=("reclaim_decision_complete",)
    ),
    "reclaim_amount_positive": Attack(
        copied("vouchers_reclaim", new_key=UUID, number="RF-2", submission_key="x", cents=0)
    ),
    "reclaim_has_reason": Attack(
        copied("vouchers_reclaim", new_key=UUID, number="RF-2", submission_key="x", reason="")
    ),
    "reclaim_four_eyes": Attack(
        RECLAIM.format(
            "state = 'decided', decided_by_id = proposed_by_id, decided_at = now(), due_on = now()"
        )
    ),
    "reclaim_decision_complete": Attack(RECLAIM.format("state = 'decided'")),
    "reclaim_repayment_complete": Attack(RECLAIM.format("repaid_on = now()")),
    "reclaim_repayment_complete (no interest)": Attack(
        lambda world: (
            RECLAIM.format(
                "state = 'repaid', decided_by_id = %s, decided_at = now(), due_on = now(),"
                " repaid_on = now()"
            ),
            [world.cast.ministry.user_id],
        )
    ),
    "reclaim_day_once": Attack(copied("vouchers_reclaimline", new_key=NUMBER)),
    "reclaim_line_positive": Attack(
        copied("vouchers_reclaimline", new_key=NUMBER, day_number=2, cents=0)
    ),
}

SAMPLES: Attacks = {
    "sample_number_once": Attack(copied("vouchers_controlsample", new_key=UUID)),
    "sample_size_possible": Attack(
        copied("vouchers_controlsample", new_key=UUID, number="SP-2", size=2)
    ),
    "sample_position_once": Attack(case_of_the_fresh_voucher),
    "sample_voucher_once": Attack(copied("vouchers_samplecase", new_key=NUMBER, position=2)),
    "sample_case_state_known": Attack(case_in_an_unknown_state),
    "sample_case_check_complete": Attack(CASE.format("state = 'sound'")),
}

ATTACKS: Attacks = {**PROPOSALS, **CLAIMS, **PAYMENTS, **RECLAIMS, **SAMPLES}
