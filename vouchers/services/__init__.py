"""The only writers of the funding side, one function per act.

Order in every one that books: lock the ledger → lock the row → read → check → write → audit.
"""

from vouchers.services.assigning import assign_vouchers, lock_vouchers, unassign_vouchers
from vouchers.services.bank_accounts import (
    confirm_bank_account,
    propose_bank_account,
    reject_bank_account,
)
from vouchers.services.budget import approve_budget, grant_budget, propose_budget
from vouchers.services.cancelling import cancel_voucher
from vouchers.services.contracts import agree_contract, reject_contract, withdraw_contract
from vouchers.services.issuing import agree_and_issue, issue_vouchers
from vouchers.services.payments import create_payment
from vouchers.services.persons import NewPerson
from vouchers.services.redemption import (
    DayBooking,
    DayOrder,
    redeem_day,
    redeem_days,
    release_day,
    release_days,
)
from vouchers.services.reversing import decide_day_again, reverse_day
from vouchers.services.submitting import submit_contract
from vouchers.services.terms import Terms

__all__ = [
    "DayBooking",
    "DayOrder",
    "NewPerson",
    "Terms",
    "agree_and_issue",
    "agree_contract",
    "approve_budget",
    "assign_vouchers",
    "cancel_voucher",
    "confirm_bank_account",
    "create_payment",
    "decide_day_again",
    "grant_budget",
    "issue_vouchers",
    "lock_vouchers",
    "propose_bank_account",
    "propose_budget",
    "redeem_day",
    "redeem_days",
    "reject_bank_account",
    "reject_contract",
    "release_day",
    "release_days",
    "reverse_day",
    "submit_contract",
    "unassign_vouchers",
    "withdraw_contract",
]
