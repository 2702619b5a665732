"""Reading the funding side. Lists of contracts and vouchers start from `…_visible_to(actor)`."""

from vouchers.queries.cases import (
    contracts_in_order,
    contracts_visible_to,
    persons_bound,
    providers,
    vouchers_in_order,
    vouchers_visible_to,
)
from vouchers.queries.claims import active_claim_of, claimable_days, claims_visible_to
from vouchers.queries.entries import entries_visible_to
from vouchers.queries.funding import (
    budget_years,
    line_on,
    lines_in_year,
    open_lines,
    taken_kommunen,
)
from vouchers.queries.quota import LineQuota, Quota, quota_of, quota_places, quotas_of
from vouchers.queries.totals import Totals, available_cents, balances, totals_by

__all__ = [
    "LineQuota",
    "Quota",
    "Totals",
    "active_claim_of",
    "available_cents",
    "balances",
    "budget_years",
    "claimable_days",
    "claims_visible_to",
    "contracts_in_order",
    "contracts_visible_to",
    "entries_visible_to",
    "line_on",
    "lines_in_year",
    "open_lines",
    "persons_bound",
    "providers",
    "quota_of",
    "quota_places",
    "quotas_of",
    "taken_kommunen",
    "totals_by",
    "vouchers_in_order",
    "vouchers_visible_to",
]
