"""Public money: funding lines, quota, budget, contracts, vouchers and the ledger."""
