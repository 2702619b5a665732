"""Input of the funding side, cleaned; the services check the rules again."""

from vouchers.forms.contract_lines import form_class
from vouchers.forms.contracts import ContractForm, Offer
from vouchers.forms.deciding import AgreeForm, EndForm, RejectForm
from vouchers.forms.filters import ContractFilter, EntryFilter, TotalsFilter, VoucherFilter
from vouchers.forms.funds import CancelForm, ClosingForm, ProposalForm, RefusalForm

__all__ = [
    "AgreeForm",
    "CancelForm",
    "ClosingForm",
    "ContractFilter",
    "ContractForm",
    "EndForm",
    "EntryFilter",
    "Offer",
    "ProposalForm",
    "RefusalForm",
    "RejectForm",
    "TotalsFilter",
    "VoucherFilter",
    "form_class",
]
