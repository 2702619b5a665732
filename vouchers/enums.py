"""States and kinds of the funding side, with the transitions that are allowed."""

from django.db import models


class LineKind(models.TextChoices):
    """What is funded (docs/programme.md § 4)."""

    BASIS = "basis", "Basisqualifizierung"
    AUFBAU = "aufbau", "Aufbauprogramm"
    INHOUSE = "inhouse", "Inhouse-Schulung"


class RateKind(models.TextChoices):
    """How the grant of a day is found."""

    FIXED_PER_DAY = "fixed_per_day", "fester Betrag je Tag"
    CAPPED_PER_DAY = "capped_per_day", "höchstens je Tag"
    SHARE = "share", "Anteil der Kosten, höchstens je Tag"


class ContractRule(models.TextChoices):
    """When the transfer contract must stand: before the booking, or before the seminar."""

    STRICT = "strict", "Vertrag vor der Buchung"
    OVERLAP = "overlap", "Vertrag vor Seminarbeginn"


class LegalGroup(models.TextChoices):
    """The quota looks at the legal kind first, then at the inhabitants."""

    GEMEINDE = "gemeinde", "Städte und Gemeinden"
    KREIS = "kreis", "Stadtkreise und Landkreise"


class BudgetYearState(models.TextChoices):
    OPEN = "open", "offen"
    CLOSED = "closed", "abgeschlossen"


class ContractState(models.TextChoices):
    SUBMITTED = "submitted", "eingereicht"
    AGREED = "agreed", "vereinbart"
    REJECTED = "rejected", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


CONTRACT_TRANSITIONS: dict[str, frozenset[str]] = {
    ContractState.SUBMITTED: frozenset(
        {ContractState.AGREED, ContractState.REJECTED, ContractState.WITHDRAWN}
    ),
    ContractState.AGREED: frozenset(),
    ContractState.REJECTED: frozenset(),
    ContractState.WITHDRAWN: frozenset(),
}


class VoucherState(models.TextChoices):
    """`redeemed` and `expired` are final: every day is decided, with or without a paid one."""

    ISSUED = "issued", "ausgestellt"
    PARTLY_REDEEMED = "partly_redeemed", "teilweise eingelöst"
    REDEEMED = "redeemed", "eingelöst"
    CANCELLED = "cancelled", "storniert"
    EXPIRED = "expired", "verfallen"


LIVE_VOUCHER_STATES = (VoucherState.ISSUED, VoucherState.PARTLY_REDEEMED)
"""Money is still committed."""

QUOTA_VOUCHER_STATES = (*LIVE_VOUCHER_STATES, VoucherState.REDEEMED)
"""A place of the quota is taken; cancelled and expired vouchers give it back."""


class Account(models.TextChoices):
    """Accounts of the ledger. Money moves from top to bottom (docs/ledger.md)."""

    EXTERNAL = "external", "Landeshaushalt"
    AVAILABLE = "available", "verfügbar"
    COMMITTED = "committed", "gebunden"
    DUE = "due", "fällig"
    ORDERED = "ordered", "angeordnet"
    PAID = "paid", "ausgezahlt"
    RECEIVABLE = "receivable", "zurückgefordert"


POOL_ACCOUNTS = (Account.EXTERNAL, Account.AVAILABLE)
"""Accounts without a voucher; all other postings name voucher, day, Kommune and provider."""


class EntryKind(models.TextChoices):
    GRANT = "grant", "Bewilligung"
    ISSUE = "issue", "Gutschein ausgestellt"
    REDEEM = "redeem", "Tag eingelöst"
    RELEASE = "release", "Tag freigegeben"
    CANCEL = "cancel", "Gutschein storniert"
    EXPIRE = "expire", "Gutschein verfallen"
    ORDER = "order", "Auszahlung angeordnet"
    PAY = "pay", "Ausgezahlt"
    RECLAIM = "reclaim", "Rückforderung"
    REVERSAL = "reversal", "Storno einer Buchung"


KINDS_WITH_APPROVER = (EntryKind.ORDER, EntryKind.RECLAIM)
"""Bookings that need a second person (docs/programme.md § 6); also a check in the database."""
