"""The transfer contract (Weitergabevertrag), its persons and Kommunen."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kommunen.models import Kommune
from lotsen.core.models import Document, UUIDModel
from lotsen.core.reasons import REASON_LENGTH
from lotsen.people.models import Lotse
from vouchers.enums import ContractState
from vouchers.models.funding import FundingLine, FundingPeriod


class TransferContract(UUIDModel):
    """One contract per Kommune, line and provider, naming the persons and one contact.

    Concluded by two sides: HR submits, the office agrees; never the same person.
    `submission_key` makes a form that is sent twice one contract. `planned_year` is the budget
    year that pays: the running one, or the next with a Verpflichtungsermächtigung.

    `days` stands on lines without a fixed number, `cost_estimate_cents` on share lines (Inhouse).
    An Inhouse contract of fewer Kommunen than the line asks for names a reason, and a second
    person approves the exception before vouchers are issued. `queued_at`: agreed, but waiting for
    money. An agreed contract that nobody needs any more is ended before its vouchers are issued;
    `reason` says why it was refused or ended.
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
    planned_year = models.PositiveSmallIntegerField("Haushaltsjahr der Schulung")
    days = models.PositiveSmallIntegerField("Seminartage", null=True, blank=True)
    cost_estimate_cents = models.BigIntegerField("Geschätzte Kosten in Cent", null=True, blank=True)
    exception_reason = models.CharField(
        "Begründung der Ausnahme", max_length=REASON_LENGTH, blank=True
    )
    exception_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Ausnahme genehmigt von",
        null=True,
        blank=True,
    )
    exception_approved_at = models.DateTimeField("Ausnahme genehmigt am", null=True, blank=True)
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
    reason = models.CharField("Begründung", max_length=REASON_LENGTH, blank=True)
    withdrawn_at = models.DateTimeField("Zurückgezogen am", null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Aufgehoben von",
        null=True,
        blank=True,
    )
    ended_at = models.DateTimeField("Aufgehoben am", null=True, blank=True)
    queued_at = models.DateTimeField("Wartet auf Mittel seit", null=True, blank=True)
    issued_at = models.DateTimeField("Gutscheine ausgestellt am", null=True, blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="+", verbose_name="PDF", null=True, blank=True
    )
    letter = models.OneToOneField(
        Document,
        models.PROTECT,
        related_name="+",
        verbose_name="Schreiben mit den Gutschein-IDs",
        null=True,
        blank=True,
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
                    state__in=[ContractState.AGREED, ContractState.REJECTED, ContractState.ENDED],
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
                name="contract_ending_complete",
                condition=Q(
                    ~Q(reason=""),
                    state=ContractState.ENDED,
                    ended_by__isnull=False,
                    ended_at__isnull=False,
                )
                | (~Q(state=ContractState.ENDED) & Q(ended_by=None, ended_at=None)),
            ),
            models.CheckConstraint(
                name="contract_document_only_when_agreed",
                condition=Q(document=None)
                | Q(state__in=[ContractState.AGREED, ContractState.ENDED]),
            ),
            models.CheckConstraint(
                name="contract_letter_only_when_issued",
                condition=Q(letter=None) | Q(issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_queued_only_while_agreed",
                condition=Q(queued_at=None) | Q(state=ContractState.AGREED, issued_at=None),
            ),
            models.CheckConstraint(
                name="contract_exception_four_eyes",
                condition=Q(exception_approved_by=None, exception_approved_at=None)
                | (
                    Q(exception_approved_at__isnull=False)
                    & ~Q(exception_reason="")
                    & ~Q(exception_approved_by=F("submitted_by"))
                    & (Q(decided_by=None) | ~Q(exception_approved_by=F("decided_by")))
                ),
            ),
            models.CheckConstraint(
                name="contract_exception_approved_before_issue",
                condition=Q(issued_at=None)
                | Q(exception_reason="")
                | Q(exception_approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contract_days_positive", condition=Q(days=None) | Q(days__gt=0)
            ),
            models.CheckConstraint(
                name="contract_cost_positive",
                condition=Q(cost_estimate_cents=None) | Q(cost_estimate_cents__gt=0),
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
        return self.state == ContractState.SUBMITTED or self.awaits_vouchers

    @property
    def awaits_vouchers(self) -> bool:
        """Agreed, and no voucher is issued yet: only now both sides may let it go."""
        return self.state == ContractState.AGREED and self.issued_at is None

    @property
    def voucher_days(self) -> int:
        """Days of each voucher: what the contract names, else what the line fixes."""
        return self.days or self.line.max_days or 0

    @property
    def day_rate_cents(self) -> int:
        """Cents a day: the rate of the line, on share lines never above the share of the cost.

        `line.share_percent` of the estimated cost, spread over the days, rounded down
        (docs/programme.md § 4); the final invoice decides later.
        """
        line = self.line
        if line.share_percent is None or not self.voucher_days:
            return line.day_rate_cents
        share = (self.cost_estimate_cents or 0) * line.share_percent
        return min(line.day_rate_cents, share // (100 * self.voucher_days))

    @property
    def voucher_cents(self) -> int:
        """Full amount of one voucher of this contract in cents."""
        return self.day_rate_cents * self.voucher_days

    @property
    def awaits_exception(self) -> bool:
        """Fewer Kommunen than the line asks for, and no second person has approved it yet."""
        return bool(self.exception_reason) and self.exception_approved_by_id is None

    @property
    def stage_label(self) -> str:
        """State in words, with issued and waiting for money told apart from "vereinbart"."""
        if self.issued_at:
            return "Gutscheine ausgestellt"
        return "wartet auf Mittel" if self.queued_at else str(ContractState(self.state).label)

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


class ContractKommune(models.Model):
    """A Kommune that takes part in an Inhouse training: the one of the contract and its partners.

    `active` follows the contract: it ends with rejection, withdrawal, cancellation and expiry. One
    Inhouse training per Kommune and funding period (docs/programme.md § 4).
    """

    contract = models.ForeignKey(
        TransferContract, models.CASCADE, related_name="kommunen", verbose_name="Vertrag"
    )
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="shared_contracts", verbose_name="Kommune"
    )
    period = models.ForeignKey(
        FundingPeriod, models.PROTECT, related_name="+", verbose_name="Förderzeitraum"
    )
    active = models.BooleanField("Zählt", default=True)

    class Meta:
        verbose_name = "Beteiligte Kommune"
        verbose_name_plural = "Beteiligte Kommunen"
        ordering = ["contract", "kommune__sort_key"]
        constraints = [
            models.UniqueConstraint(
                name="contract_kommune_named_once", fields=["contract", "kommune"]
            ),
            models.UniqueConstraint(
                name="contract_kommune_once_per_period",
                fields=["kommune", "period"],
                condition=Q(active=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} · {self.kommune_id}"
