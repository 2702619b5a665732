"""Where money goes, and that it went."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lotsen.core.models import Document, UUIDModel
from lotsen.core.reasons import REASON_LENGTH
from vouchers.bank_rules import masked
from vouchers.enums import BankAccountState, PaymentState
from vouchers.models.claims import Claim


class BankAccount(UUIDModel):
    """A bank account of a provider: proposed by one person, confirmed by another, then a wait.

    What does not count yet can be withdrawn; only that one person may do alone.
    The account that counts on a day is the confirmed one with the latest `valid_from` up to it.
    """

    provider = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="bank_accounts",
        verbose_name="Bildungsträger",
    )
    holder = models.CharField("Kontoinhaber", max_length=70)
    iban = models.CharField("IBAN", max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True)
    state = models.CharField(
        "Stand", max_length=10, choices=BankAccountState, default=BankAccountState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Angegeben von"
    )
    proposed_at = models.DateTimeField("Angegeben am")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Entschieden von",
        null=True,
    )
    decided_at = models.DateTimeField("Entschieden am", null=True)
    decision_reason = models.CharField("Grund der Ablehnung", max_length=REASON_LENGTH, blank=True)
    valid_from = models.DateField("Gilt ab", null=True)

    class Meta:
        verbose_name = "Bankverbindung"
        verbose_name_plural = "Bankverbindungen"
        ordering = ["provider", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                name="bank_account_one_open_per_provider",
                fields=["provider"],
                condition=Q(state=BankAccountState.PROPOSED),
            ),
            models.CheckConstraint(
                name="bank_account_state_known", condition=Q(state__in=BankAccountState.values)
            ),
            models.CheckConstraint(
                name="bank_account_iban_format",
                condition=Q(iban__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"),
            ),
            models.CheckConstraint(
                name="bank_account_four_eyes",
                condition=Q(state=BankAccountState.WITHDRAWN)
                | Q(decided_by=None)
                | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="bank_account_decision_complete",
                condition=Q(
                    state=BankAccountState.PROPOSED,
                    decided_by=None,
                    decided_at=None,
                    valid_from=None,
                )
                | Q(
                    state=BankAccountState.CONFIRMED,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    valid_from__isnull=False,
                )
                | (
                    Q(
                        state=BankAccountState.REJECTED,
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                        valid_from=None,
                    )
                    & ~Q(decision_reason="")
                )
                | Q(
                    state=BankAccountState.WITHDRAWN,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    valid_from=None,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} · {self.masked_iban}"

    @property
    def masked_iban(self) -> str:
        return masked(self.iban)

    @property
    def written_iban(self) -> str:
        """In groups of four, to be compared aloud."""
        return " ".join(self.iban[start : start + 4] for start in range(0, len(self.iban), 4))

    @property
    def is_open(self) -> bool:
        return self.state == BankAccountState.PROPOSED

    @property
    def state_kind(self) -> str:
        """How loud the state is shown (docs/ui.md)."""
        kinds = {BankAccountState.PROPOSED: "info", BankAccountState.CONFIRMED: "done"}
        return kinds.get(BankAccountState(self.state), "")


class PaymentFile(UUIDModel):
    """A SEPA file with the payments that were handed to the bank; kept unchanged."""

    number = models.CharField("Nummer", max_length=20)
    message_id = models.CharField("Nachrichten-ID", max_length=35)
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="+", verbose_name="Zahlungsdatei"
    )
    count = models.PositiveIntegerField("Zahlungen")
    cents = models.BigIntegerField("Summe in Cent")
    execute_on = models.DateField("Ausführung am")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Erstellt von"
    )
    created_at = models.DateTimeField("Erstellt am")

    class Meta:
        verbose_name = "Zahlungsdatei"
        verbose_name_plural = "Zahlungsdateien"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(name="payment_file_number_once", fields=["number"]),
            models.UniqueConstraint(name="payment_file_message_id_once", fields=["message_id"]),
            models.CheckConstraint(
                name="payment_file_not_empty", condition=Q(count__gt=0, cents__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Payment(UUIDModel):
    """One ordered payment of a claim, with the bank account as it was when it was ordered.

    The bank may send it back; the claim is then ordered again with a new payment.
    """

    number = models.CharField("Nummer", max_length=20)
    claim = models.ForeignKey(
        Claim, models.PROTECT, related_name="payments", verbose_name="Abrechnung"
    )
    account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="payments", verbose_name="Bankverbindung"
    )
    holder = models.CharField("Kontoinhaber", max_length=70)
    iban = models.CharField("IBAN", max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True)
    purpose = models.CharField("Verwendungszweck", max_length=140)
    cents = models.BigIntegerField("Betrag in Cent")
    state = models.CharField(
        "Stand", max_length=12, choices=PaymentState, default=PaymentState.ORDERED
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Angeordnet von"
    )
    ordered_at = models.DateTimeField("Angeordnet am")
    file = models.ForeignKey(
        PaymentFile, models.PROTECT, related_name="payments", verbose_name="Datei", null=True
    )
    paid_on = models.DateField("Ausgezahlt am", null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Bestätigt von",
        null=True,
    )
    confirmed_at = models.DateTimeField("Bestätigt am", null=True)
    returned_on = models.DateField("Zurückgekommen am", null=True)
    return_reason = models.CharField("Grund der Rückgabe", max_length=REASON_LENGTH, blank=True)
    advice = models.OneToOneField(
        Document,
        models.PROTECT,
        related_name="+",
        verbose_name="Zahlungsmitteilung",
        null=True,
    )

    class Meta:
        verbose_name = "Zahlung"
        verbose_name_plural = "Zahlungen"
        ordering = ["-ordered_at", "-number"]
        constraints = [
            models.UniqueConstraint(name="payment_number_once", fields=["number"]),
            models.UniqueConstraint(
                name="payment_one_running_per_claim",
                fields=["claim"],
                condition=~Q(state=PaymentState.RETURNED),
            ),
            models.CheckConstraint(
                name="payment_state_known", condition=Q(state__in=PaymentState.values)
            ),
            models.CheckConstraint(name="payment_amount_positive", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="payment_steps_fit_state",
                condition=Q(state=PaymentState.ORDERED, file=None, paid_on=None, returned_on=None)
                | Q(
                    state=PaymentState.TRANSMITTED,
                    file__isnull=False,
                    paid_on=None,
                    returned_on=None,
                )
                | Q(
                    state=PaymentState.PAID,
                    file__isnull=False,
                    paid_on__isnull=False,
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    returned_on=None,
                )
                | (
                    Q(state=PaymentState.RETURNED, file__isnull=False, returned_on__isnull=False)
                    & ~Q(return_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def masked_iban(self) -> str:
        return masked(self.iban)

    @property
    def state_kind(self) -> str:
        """How loud the state is shown (docs/ui.md)."""
        kinds = {PaymentState.PAID: "done", PaymentState.RETURNED: "warning"}
        return kinds.get(PaymentState(self.state), "")
