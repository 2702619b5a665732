"""Tables of the funding side, split by subject."""

from vouchers.models.contracts import ContractPerson, TransferContract, Voucher
from vouchers.models.funding import BudgetYear, FundingLine, FundingPeriod, QuotaRule
from vouchers.models.journal import JournalEntry, Posting
from vouchers.models.totals import Balance, LedgerHead, Seal, VoucherBalance, YearHead

__all__ = [
    "Balance",
    "BudgetYear",
    "ContractPerson",
    "FundingLine",
    "FundingPeriod",
    "JournalEntry",
    "LedgerHead",
    "Posting",
    "QuotaRule",
    "Seal",
    "TransferContract",
    "Voucher",
    "VoucherBalance",
    "YearHead",
]
