"""The transfer contract (Weitergabevertrag), its persons and their vouchers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kommunen.models import Kommune
from lotsen.core.models import Document, UUIDModel
from lotsen.people.models import Lotse
from vouchers.enums import LIVE_VOUCHER_STATES, ContractState, VoucherState
from vouchers.models.funding import BudgetYear, FundingLine


class TransferContract(UUIDModel):
    """One contract per Kommune, line and provider, naming the persons and one contact.

    Concluded by two sides: HR submits, the office agrees; never the same person.
    `submission_key` makes a form that is sent twice one contract.
    """

    number = models.CharField("Vorgangsnummer", max_length=20)
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="contracts", verbose_name="Kommune"
    )
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="contracts", verbose_name="Förderlinie"
    )
    provider = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="provided_contracts",
        verbose_name="Bildungsträger",
    )
    contact_name = models.CharField("Kontaktperson", max_length=160)
    contact_email = models.EmailField("E-Mail der Kontaktperson", max_length=254)
    contact_phone = models.CharField("Telefon der Kontaktperson", max_length=40, blank=True)
    conditions_version = models.CharField("Fassung der Bedingungen", max_length=20)
    state = models.CharField(
        "Stand", max_length=10, choices=ContractState, default=ContractState.SUBMITTED
    )
    submission_key = models.CharField(max_length=80, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Eingereicht von"
    )
    submitted_at = models.DateTimeField("Eingereicht am")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Entschieden von",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField("Entschieden am", null=True, blank=True)
    reason = models.CharField("Begründung", max_length=500, blank=True)
    withdrawn_at = models.DateTimeField("Zurückgezogen am", null=True, blank=True)
    issued_at = models.DateTimeField("Gutscheine ausgestellt am", null=True, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="+", verbose_name="PDF", null=True, blank=True
    )

    class Meta:
        verbose_name = "Weitergabevertrag"
        verbose_name_plural = "Weitergabeverträge"
        ordering = ["-submitted_at", "-number"]
        indexes = [
            models.Index(name="contract_inbox", fields=["state", "submitted_at"]),
            models.Index(name="contract_newest", fields=["-submitted_at", "-number"]),
        ]
        constraints = [
            models.UniqueConstraint(name="contract_number_once", fields=["number"]),
            models.UniqueConstraint(name="contract_submitted_once", fields=["submission_key"]),
            models.CheckConstraint(
                name="contract_state_known", condition=Q(state__in=ContractState.values)
            ),
            models.CheckConstraint(
                name="contract_decision_complete",
                condition=Q(
                    state__in=[ContractState.AGREED, ContractState.REJECTED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(
                    state__in=[ContractState.SUBMITTED, ContractState.WITHDRAWN],
                    decided_by=None,
                    decided_at=None,
                ),
            ),
            models.CheckConstraint(
                name="contract_four_eyes",
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
            ),
            models.CheckConstraint(
                name="contract_rejection_has_reason",
                condition=~Q(state=ContractState.REJECTED, reason=""),
            ),
            models.CheckConstraint(
                name="contract_withdrawal_has_time",
                condition=Q(state=ContractState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=ContractState.WITHDRAWN) & Q(withdrawn_at=None)),
            ),
            models.CheckConstraint(
                name="contract_document_only_when_issued",
                condition=Q(document=None) | Q(issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_issued_only_when_agreed",
                condition=Q(issued_at=None) | Q(state=ContractState.AGREED),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Waiting for the office: to decide, or to issue the vouchers."""
        return self.state == ContractState.SUBMITTED or (
            self.state == ContractState.AGREED and self.issued_at is None
        )

    @property
    def stage_label(self) -> str:
        """State in words, with "Gutscheine ausgestellt" told apart from "vereinbart"."""
        return "Gutscheine ausgestellt" if self.issued_at else str(ContractState(self.state).label)

    @property
    def stage_kind(self) -> str:
        """How loud the state is shown: a badge while somebody has to act (docs/ui.md)."""
        if self.is_open:
            return "info"
        return "done" if self.issued_at else ""


class ContractPerson(models.Model):
    """A person named in a contract."""

    contract = models.ForeignKey(
        TransferContract, models.CASCADE, related_name="persons", verbose_name="Vertrag"
    )
    lotse = models.ForeignKey(
        Lotse, models.PROTECT, related_name="contract_persons", verbose_name="Person"
    )

    class Meta:
        verbose_name = "Person im Vertrag"
        verbose_name_plural = "Personen im Vertrag"
        ordering = ["contract", "lotse__sort_key"]
        constraints = [
            models.UniqueConstraint(name="contract_person_once", fields=["contract", "lotse"])
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} · {self.lotse_id}"


class Voucher(models.Model):
    """A Bildungs-Voucher: so many days at so many cents for one person.

    The ID begins with the key of the Kommune (docs/programme.md § 3); IDs issued elsewhere have no
    `serial`. Rate, days, Kommune and provider are those of the day of issue and never change.
    """

    id = models.CharField("Gutschein-ID", max_length=40, primary_key=True)
    serial = models.PositiveIntegerField("Laufende Nummer", null=True, blank=True)
    contract = models.ForeignKey(
        TransferContract, models.PROTECT, related_name="vouchers", verbose_name="Vertrag"
    )
    lotse = models.ForeignKey(Lotse, models.PROTECT, related_name="vouchers", verbose_name="Person")
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="vouchers", verbose_name="Kommune"
    )
    line = models.ForeignKey(
        FundingLine, models.PROTECT, related_name="vouchers", verbose_name="Förderlinie"
    )
    provider = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="provided_vouchers",
        verbose_name="Bildungsträger",
    )
    budget_year = models.ForeignKey(
        BudgetYear, models.PROTECT, related_name="vouchers", verbose_name="Haushaltsjahr"
    )
    days = models.PositiveSmallIntegerField("Tage")
    day_rate_cents = models.IntegerField("Satz je Tag in Cent")
    redeemed_days = models.PositiveSmallIntegerField("Eingelöste Tage", default=0)
    released_days = models.PositiveSmallIntegerField("Freigegebene Tage", default=0)
    state = models.CharField(
        "Stand", max_length=15, choices=VoucherState, default=VoucherState.ISSUED
    )
    issued_at = models.DateTimeField("Ausgestellt am")
    cancelled_at = models.DateTimeField("Storniert am", null=True, blank=True)
    cancel_reason = models.CharField("Grund der Stornierung", max_length=500, blank=True)

    class Meta:
        verbose_name = "Gutschein"
        verbose_name_plural = "Gutscheine"
        ordering = ["-issued_at", "id"]
        indexes = [models.Index(name="voucher_newest", fields=["-issued_at", "id"])]
        constraints = [
            models.CheckConstraint(
                name="voucher_id_starts_with_kommune",
                condition=Q(id__startswith=F("kommune")),
            ),
            models.CheckConstraint(
                name="voucher_id_format", condition=Q(id__regex=r"^08[0-9]{6}[-A-Za-z0-9._]*$")
            ),
            models.CheckConstraint(
                name="voucher_state_known", condition=Q(state__in=VoucherState.values)
            ),
            models.CheckConstraint(
                name="voucher_amount_positive", condition=Q(days__gt=0, day_rate_cents__gt=0)
            ),
            models.CheckConstraint(
                name="voucher_days_not_exceeded",
                condition=Q(days__gte=F("redeemed_days") + F("released_days")),
            ),
            models.CheckConstraint(
                name="voucher_state_fits_days",
                condition=Q(state=VoucherState.ISSUED, redeemed_days=0)
                | Q(state=VoucherState.PARTLY_REDEEMED, redeemed_days__gt=0)
                | Q(
                    state=VoucherState.REDEEMED,
                    redeemed_days__gt=0,
                    days=F("redeemed_days") + F("released_days"),
                )
                | Q(state=VoucherState.EXPIRED, redeemed_days=0, released_days=F("days"))
                | Q(state=VoucherState.CANCELLED, redeemed_days=0),
            ),
            models.CheckConstraint(
                name="voucher_cancelled_with_reason",
                condition=(
                    Q(state=VoucherState.CANCELLED, cancelled_at__isnull=False)
                    & ~Q(cancel_reason="")
                )
                | (~Q(state=VoucherState.CANCELLED) & Q(cancelled_at=None)),
            ),
            models.UniqueConstraint(
                name="voucher_one_live_per_person_and_line",
                fields=["lotse", "line"],
                condition=Q(state__in=LIVE_VOUCHER_STATES),
            ),
            models.UniqueConstraint(
                name="voucher_serial_once", fields=["kommune", "line", "serial"]
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def total_cents(self) -> int:
        return self.days * self.day_rate_cents

    @property
    def state_kind(self) -> str:
        """How loud the state is shown (docs/ui.md)."""
        return "done" if self.state == VoucherState.REDEEMED else ""

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_VOUCHER_STATES

    @property
    def open_days(self) -> int:
        """Days that are neither redeemed nor released."""
        return self.days - self.redeemed_days - self.released_days
