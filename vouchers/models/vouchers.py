"""The Bildungs-Voucher."""

from django.db import models
from django.db.models import F, Q

from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.reasons import REASON_LENGTH
from lotsen.people.models import Lotse
from vouchers.enums import LIVE_VOUCHER_STATES, VoucherState
from vouchers.models.contracts import TransferContract
from vouchers.models.funding import BudgetYear, FundingLine


class Voucher(models.Model):
    """A Bildungs-Voucher: so many days at so many cents for one person.

    The ID begins with the key of the Kommune (docs/programme.md § 3); IDs issued elsewhere have no
    `serial`. Rate, days, Kommune and provider are those of the day of issue and never change.
    `budget_year` is where its next bookings go: the year of issue, a later one after year-end.
    `assigned_at`: an enrolment uses it. An Inhouse voucher names the responsible person; its days
    are paid from the final invoice (`invoice_…`).
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
    paid_days = models.PositiveSmallIntegerField("Ausgezahlte Tage", default=0)
    assigned_at = models.DateTimeField("Zugeordnet am", null=True, blank=True)
    valid_until = models.DateField("Gültig bis", null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="replaced_by",
        verbose_name="Ersetzt den Gutschein",
        null=True,
        blank=True,
    )
    invoice_number = models.CharField("Nummer der Schlussrechnung", max_length=60, blank=True)
    invoice_cents = models.BigIntegerField("Schlussrechnung in Cent", null=True, blank=True)
    invoiced_on = models.DateField("Datum der Schlussrechnung", null=True, blank=True)
    state = models.CharField(
        "Stand", max_length=15, choices=VoucherState, default=VoucherState.ISSUED
    )
    issued_at = models.DateTimeField("Ausgestellt am")
    cancelled_at = models.DateTimeField("Storniert am", null=True, blank=True)
    cancel_reason = models.CharField("Grund der Stornierung", max_length=REASON_LENGTH, blank=True)

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
                name="voucher_paid_days_are_redeemed",
                condition=Q(paid_days__lte=F("redeemed_days")),
            ),
            models.CheckConstraint(
                name="voucher_invoice_complete",
                condition=Q(invoice_number="", invoice_cents=None, invoiced_on=None)
                | (
                    Q(invoice_cents__isnull=False, invoice_cents__gte=0, invoiced_on__isnull=False)
                    & ~Q(invoice_number="")
                ),
            ),
            models.CheckConstraint(
                name="voucher_state_fits_days",
                condition=Q(state=VoucherState.ISSUED, redeemed_days=0, assigned_at=None)
                | Q(state=VoucherState.ASSIGNED, redeemed_days=0, assigned_at__isnull=False)
                | Q(state=VoucherState.PARTLY_REDEEMED, redeemed_days__gt=0)
                | Q(
                    state=VoucherState.REDEEMED,
                    redeemed_days__gt=F("paid_days"),
                    days=F("redeemed_days") + F("released_days"),
                )
                | Q(
                    state=VoucherState.SETTLED,
                    redeemed_days__gt=0,
                    paid_days=F("redeemed_days"),
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
        done = (VoucherState.REDEEMED, VoucherState.SETTLED)
        return "done" if self.state in done else ""

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_VOUCHER_STATES

    @property
    def is_assigned(self) -> bool:
        """An enrolment uses it, and no day of it is decided as attended."""
        return self.state == VoucherState.ASSIGNED

    @property
    def has_run_out(self) -> bool:
        """Whether the last day on which an enrolment could take it is over."""
        return self.valid_until is not None and self.valid_until < clock.today()

    @property
    def open_days(self) -> int:
        """Days that are neither redeemed nor released."""
        return self.days - self.redeemed_days - self.released_days
