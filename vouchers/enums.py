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


class OverBudget(models.TextChoices):
    """What happens to an agreed contract when the money of its line does not suffice."""

    REFUSE = "refuse", "wird abgelehnt"
    QUEUE = "queue", "wartet auf Mittel"


class LegalGroup(models.TextChoices):
    """The quota looks at the legal kind first, then at the inhabitants."""

    GEMEINDE = "gemeinde", "Städte und Gemeinden"
    KREIS = "kreis", "Stadtkreise und Landkreise"


class BudgetYearState(models.TextChoices):
    OPEN = "open", "offen"
    CLOSED = "closed", "abgeschlossen"


class ProposalKind(models.TextChoices):
    """What the ministry decides with two people (docs/programme.md § 6)."""

    GRANT = "grant", "Bewilligung"
    LOWER = "lower", "Kürzung"
    COMMITMENT = "ve", "Verpflichtungsermächtigung"
    CLOSE = "close", "Jahresabschluss"


class ProposalState(models.TextChoices):
    PROPOSED = "proposed", "wartet auf Freigabe"
    APPROVED = "approved", "freigegeben"
    REJECTED = "rejected", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


class ContractState(models.TextChoices):
    SUBMITTED = "submitted", "eingereicht"
    AGREED = "agreed", "vereinbart"
    REJECTED = "rejected", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    ENDED = "ended", "aufgehoben"


CONTRACT_TRANSITIONS: dict[str, frozenset[str]] = {
    ContractState.SUBMITTED: frozenset(
        {ContractState.AGREED, ContractState.REJECTED, ContractState.WITHDRAWN}
    ),
    ContractState.AGREED: frozenset({ContractState.ENDED}),
    ContractState.REJECTED: frozenset(),
    ContractState.WITHDRAWN: frozenset(),
    ContractState.ENDED: frozenset(),
}
"""From `agreed` to `ended` only as long as no voucher is issued; afterwards vouchers end."""


class ContractOrder(models.TextChoices):
    """How the list of contracts is sorted; without a choice the newest first."""

    OLDEST = "aelteste", "Älteste zuerst"
    KOMMUNE = "kommune", "Kommune"
    PROVIDER = "traeger", "Bildungsträger"


class VoucherOrder(models.TextChoices):
    """How the list of vouchers is sorted; without a choice the newest first."""

    KOMMUNE = "kommune", "Kommune"
    PERSON = "person", "Person"
    PROVIDER = "traeger", "Bildungsträger"
    LARGEST = "betrag", "Betrag, höchster zuerst"
    ENDING = "ablauf", "Gültig bis, bald ablaufende zuerst"


class VoucherState(models.TextChoices):
    """`redeemed`, `settled` and `expired`: every day is decided, with or without a paid one."""

    ISSUED = "issued", "ausgestellt"
    ASSIGNED = "assigned", "zugeordnet"
    PARTLY_REDEEMED = "partly_redeemed", "teilweise eingelöst"
    REDEEMED = "redeemed", "eingelöst"
    SETTLED = "settled", "abgerechnet"
    CANCELLED = "cancelled", "storniert"
    EXPIRED = "expired", "verfallen"


LIVE_VOUCHER_STATES = (
    VoucherState.ISSUED,
    VoucherState.ASSIGNED,
    VoucherState.PARTLY_REDEEMED,
)
"""Money is still committed."""

QUOTA_VOUCHER_STATES = (*LIVE_VOUCHER_STATES, VoucherState.REDEEMED, VoucherState.SETTLED)
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
    """What a booking is about; each kind has its own moves (docs/ledger.md)."""

    GRANT = "grant", "Bewilligung"
    COMMITMENT = "ve", "Verpflichtungsermächtigung"
    COMMITMENT_END = "ve_end", "Verpflichtungsermächtigung abgelöst"
    LAPSE = "lapse", "Mittel zurückgegeben"
    CARRY_OUT = "carry_out", "Übertrag in das Folgejahr"
    CARRY_IN = "carry_in", "Übertrag aus dem Vorjahr"
    ISSUE = "issue", "Gutschein ausgestellt"
    TRANSFER = "transfer", "Gutschein übertragen"
    REDEEM = "redeem", "Tag eingelöst"
    RELEASE = "release", "Tag freigegeben"
    CANCEL = "cancel", "Gutschein storniert"
    EXPIRE = "expire", "Gutschein verfallen"
    ORDER = "order", "Auszahlung angeordnet"
    PAY = "pay", "Ausgezahlt"
    RECLAIM = "reclaim", "Rückforderung"
    REPAY = "repay", "Rückzahlung eingegangen"
    REVERSAL = "reversal", "Storno einer Buchung"


KINDS_WITH_APPROVER = (
    EntryKind.COMMITMENT,
    EntryKind.COMMITMENT_END,
    EntryKind.LAPSE,
    EntryKind.CARRY_OUT,
    EntryKind.CARRY_IN,
    EntryKind.ORDER,
    EntryKind.RECLAIM,
)
"""Bookings that need a second person (docs/programme.md § 6); also a check in the database.

New grants need one as well: a trigger asks for it, because grants of earlier versions had none.
"""

KINDS_WITH_REASON = (
    EntryKind.GRANT,
    EntryKind.COMMITMENT,
    EntryKind.LAPSE,
    EntryKind.TRANSFER,
    EntryKind.CANCEL,
    EntryKind.RECLAIM,
    EntryKind.REVERSAL,
)
"""Bookings that nobody understands later without a reason; a check in the database."""


class ClaimState(models.TextChoices):
    """Paying needs three recorded acts (docs/programme.md § 6)."""

    SUBMITTED = "submitted", "eingereicht"
    FACTUAL = "factual", "sachlich richtig"
    CHECKED = "checked", "sachlich und rechnerisch richtig"
    ORDERED = "ordered", "angeordnet"
    PAID = "paid", "ausgezahlt"
    REFUSED = "refused", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


class ClaimOrder(models.TextChoices):
    """How the list of claims is sorted; without a choice the newest first, an inbox the oldest."""

    NEWEST = "neueste", "Neueste zuerst"
    OLDEST = "aelteste", "Älteste zuerst"
    PROVIDER = "traeger", "Bildungsträger"
    LARGEST = "betrag", "Betrag, höchster zuerst"


CLAIM_TRANSITIONS: dict[str, frozenset[str]] = {
    ClaimState.SUBMITTED: frozenset({ClaimState.FACTUAL, ClaimState.REFUSED, ClaimState.WITHDRAWN}),
    ClaimState.FACTUAL: frozenset({ClaimState.CHECKED, ClaimState.REFUSED, ClaimState.SUBMITTED}),
    ClaimState.CHECKED: frozenset({ClaimState.ORDERED, ClaimState.SUBMITTED}),
    ClaimState.ORDERED: frozenset({ClaimState.PAID, ClaimState.CHECKED}),
    ClaimState.PAID: frozenset({ClaimState.CHECKED}),
    ClaimState.REFUSED: frozenset(),
    ClaimState.WITHDRAWN: frozenset(),
}
"""Back to `submitted`: the ministry returns it. Back to `checked`: the bank sent the money back."""


class PaymentState(models.TextChoices):
    ORDERED = "ordered", "angeordnet"
    TRANSMITTED = "transmitted", "in Zahlungsdatei"
    PAID = "paid", "ausgezahlt"
    RETURNED = "returned", "zurückgekommen"


class PaymentOrder(models.TextChoices):
    """How the list of payments is sorted; without a choice the newest first."""

    OLDEST = "aelteste", "Älteste zuerst"
    PROVIDER = "traeger", "Bildungsträger"
    LARGEST = "betrag", "Betrag, höchster zuerst"
    PAID = "auszahlung", "Zuletzt ausgezahlt"


class PaymentFileOrder(models.TextChoices):
    """How the list of payment files is sorted; without a choice the newest first."""

    OLDEST = "aelteste", "Älteste zuerst"
    LARGEST = "betrag", "Summe, höchste zuerst"
    EXECUTION = "ausfuehrung", "Ausführung, späteste zuerst"


class BankAccountState(models.TextChoices):
    PROPOSED = "proposed", "wartet auf Bestätigung"
    CONFIRMED = "confirmed", "bestätigt"
    REJECTED = "rejected", "abgelehnt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


class ReclaimState(models.TextChoices):
    PROPOSED = "proposed", "wartet auf Freigabe"
    DECIDED = "decided", "zurückgefordert"
    REPAID = "repaid", "zurückgezahlt"
    REJECTED = "rejected", "abgelehnt"


class ReclaimOrder(models.TextChoices):
    """How the list of reclaims is sorted; without a choice the newest first."""

    OLDEST = "aelteste", "Älteste zuerst"
    PROVIDER = "traeger", "Bildungsträger"
    LARGEST = "betrag", "Betrag, höchster zuerst"
    DUE = "frist", "Zahlbar bis, früheste zuerst"


class SampleState(models.TextChoices):
    OPEN = "open", "offen"
    SOUND = "sound", "ohne Beanstandung"
    OBJECTION = "objection", "Beanstandung"
