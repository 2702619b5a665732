"""Tables of the funding side, split by subject."""

from vouchers.models.claims import Claim, ClaimLine
from vouchers.models.contracts import ContractKommune, ContractPerson, TransferContract
from vouchers.models.funding import BudgetYear, FundingLine, FundingPeriod, QuotaRule
from vouchers.models.journal import JournalEntry, Posting
from vouchers.models.payments import BankAccount, Payment, PaymentFile
from vouchers.models.proposals import BudgetProposal
from vouchers.models.reclaims import InterestRate, Reclaim, ReclaimLine
from vouchers.models.samples import ControlSample, SampleCase
from vouchers.models.totals import (
    Balance,
    DayTotal,
    LedgerHead,
    Seal,
    VoucherBalance,
    YearHead,
)
from vouchers.models.vouchers import Voucher

__all__ = [
    "Balance",
    "BankAccount",
    "BudgetProposal",
    "BudgetYear",
    "Claim",
    "ClaimLine",
    "ContractKommune",
    "ContractPerson",
    "ControlSample",
    "DayTotal",
    "FundingLine",
    "FundingPeriod",
    "InterestRate",
    "JournalEntry",
    "LedgerHead",
    "Payment",
    "PaymentFile",
    "Posting",
    "QuotaRule",
    "Reclaim",
    "ReclaimLine",
    "SampleCase",
    "Seal",
    "TransferContract",
    "Voucher",
    "VoucherBalance",
    "YearHead",
]
