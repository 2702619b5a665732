"""The only writers of the funding side, one function per act.

Order in every one that books: lock the ledger → lock the row → read → check → write → audit.
"""

from vouchers.services.assigning import assign_vouchers, lock_vouchers, unassign_vouchers
from vouchers.services.bank_accounts import (
    confirm_bank_account,
    propose_bank_account,
    reject_bank_account,
    withdraw_bank_account,
)
from vouchers.services.budget import approve_budget, grant_budget, propose_budget
from vouchers.services.cancelling import cancel_voucher
from vouchers.services.checking import (
    confirm_arithmetic,
    confirm_factual,
    refuse_claim,
    refuse_line,
)
from vouchers.services.claims import submit_claim, withdraw_claim
from vouchers.services.contracts import agree_contract, reject_contract, withdraw_contract
from vouchers.services.ending import end_contract
from vouchers.services.exceptions import approve_exception
from vouchers.services.expiring import expire_vouchers, warn_of_expiry
from vouchers.services.funding_rules import LineVersion, QuotaRow, add_version, open_line
from vouchers.services.inhouse import settle_inhouse
from vouchers.services.issuing import agree_and_issue, issue_vouchers
from vouchers.services.ordering import order_claim, return_claim
from vouchers.services.payment_files import make_payment_file
from vouchers.services.payments import confirm_paid, create_payment
from vouchers.services.persons import NewPerson
from vouchers.services.proposals import reject_budget, withdraw_budget
from vouchers.services.queueing import issue_queued
from vouchers.services.redemption import (
    DayBooking,
    DayOrder,
    redeem_day,
    redeem_days,
    release_day,
    release_days,
)
from vouchers.services.reissuing import reissue_voucher
from vouchers.services.returning import return_payment
from vouchers.services.reversing import decide_day_again, reverse_day
from vouchers.services.submitting import submit_contract
from vouchers.services.terms import Terms
from vouchers.services.transferring import transfer_voucher
from vouchers.services.year_end import approve_closing, propose_closing

__all__ = [
    "DayBooking",
    "DayOrder",
    "LineVersion",
    "NewPerson",
    "QuotaRow",
    "Terms",
    "add_version",
    "agree_and_issue",
    "agree_contract",
    "approve_budget",
    "approve_closing",
    "approve_exception",
    "assign_vouchers",
    "cancel_voucher",
    "confirm_arithmetic",
    "confirm_bank_account",
    "confirm_factual",
    "confirm_paid",
    "create_payment",
    "decide_day_again",
    "end_contract",
    "expire_vouchers",
    "grant_budget",
    "issue_queued",
    "issue_vouchers",
    "lock_vouchers",
    "make_payment_file",
    "open_line",
    "order_claim",
    "propose_bank_account",
    "propose_budget",
    "propose_closing",
    "redeem_day",
    "redeem_days",
    "refuse_claim",
    "refuse_line",
    "reissue_voucher",
    "reject_bank_account",
    "reject_budget",
    "reject_contract",
    "release_day",
    "release_days",
    "return_claim",
    "return_payment",
    "reverse_day",
    "settle_inhouse",
    "submit_claim",
    "submit_contract",
    "transfer_voucher",
    "unassign_vouchers",
    "warn_of_expiry",
    "withdraw_bank_account",
    "withdraw_budget",
    "withdraw_claim",
    "withdraw_contract",
]
