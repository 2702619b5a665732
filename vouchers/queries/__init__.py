"""Reading the funding side. Lists of contracts and vouchers start from `…_visible_to(actor)`."""

from vouchers.queries.cases import (
    contracts_visible_to,
    persons_bound,
    providers,
    vouchers_visible_to,
)
from vouchers.queries.entries import entries_visible_to
from vouchers.queries.funding import budget_years, line_on, lines_in_year, open_lines
from vouchers.queries.quota import Quota, quota_of, quota_places
from vouchers.queries.totals import Totals, available_cents, balances, totals_by

__all__ = [
    "Quota",
    "Totals",
    "available_cents",
    "balances",
    "budget_years",
    "contracts_visible_to",
    "entries_visible_to",
    "line_on",
    "lines_in_year",
    "open_lines",
    "persons_bound",
    "providers",
    "quota_of",
    "quota_places",
    "totals_by",
    "vouchers_visible_to",
]
