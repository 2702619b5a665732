"""Input of the funding side, cleaned; the services check the rules again."""

from vouchers.forms.contracts import ContractForm, RejectForm
from vouchers.forms.filters import ContractFilter, EntryFilter, VoucherFilter
from vouchers.forms.funds import CancelForm, GrantForm

__all__ = [
    "CancelForm",
    "ContractFilter",
    "ContractForm",
    "EntryFilter",
    "GrantForm",
    "RejectForm",
    "VoucherFilter",
]
