"""Money that has to come back, and the interest on it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lotsen.core.models import Document, UUIDModel
from lotsen.core.reasons import REASON_LENGTH
from vouchers.enums import ReclaimState
from vouchers.models.vouchers import Voucher


class InterestRate(models.Model):
    """The base rate from a day on, and what the law adds to it; both in hundredths of a percent.

    § 49a (3) LVwVfG: five percentage points above the base rate of § 247 BGB.
    """

    valid_from = models.DateField("Gilt ab")
    base_hundredths = models.IntegerField("Basiszinssatz in hundertstel Prozent")
    surcharge_hundredths = models.PositiveIntegerField(
        "Aufschlag in hundertstel Prozent", default=500
    )
    source = models.CharField("Quelle", max_length=200)

    class Meta:
        verbose_name = "Zinssatz"
        verbose_name_plural = "Zinssätze"
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(name="interest_rate_once_per_day", fields=["valid_from"]),
            models.CheckConstraint(
                name="interest_rate_plausible",
                condition=Q(base_hundredths__range=(-500, 2000), surcharge_hundredths__lte=2000),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from}: {self.yearly_hundredths / 100} %"

    @property
    def yearly_hundredths(self) -> int:
        """Interest a year in hundredths of a percent, never below zero."""
        return max(0, self.base_hundredths + self.surcharge_hundredths)


class Reclaim(UUIDModel):
    """Paid days of one voucher that a provider has to pay back (docs/programme.md § 6).

    The office proposes, another person decides. Interest runs from `interest_from` to the day of
    repayment; it belongs to the Land and is no programme money, so it is recorded here and not
    booked in the ledger.
    """

    number = models.CharField("Vorgangsnummer", max_length=20)
    voucher = models.ForeignKey(
        Voucher, models.PROTECT, related_name="reclaims", verbose_name="Gutschein"
    )
    cents = models.BigIntegerField("Betrag in Cent")
    reason = models.CharField("Grund", max_length=REASON_LENGTH)
    interest_from = models.DateField("Zinsen ab")
    state = models.CharField(
        "Stand", max_length=10, choices=ReclaimState, default=ReclaimState.PROPOSED
    )
    submission_key = models.CharField(max_length=120, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Vorgeschlagen von"
    )
    proposed_at = models.DateTimeField("Vorgeschlagen am")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Entschieden von",
        null=True,
    )
    decided_at = models.DateTimeField("Entschieden am", null=True)
    decision_reason = models.CharField("Grund der Ablehnung", max_length=REASON_LENGTH, blank=True)
    due_on = models.DateField("Zahlbar bis", null=True)
    repaid_on = models.DateField("Eingegangen am", null=True)
    interest_cents = models.BigIntegerField("Zinsen in Cent", null=True)
    letter = models.OneToOneField(
        Document, models.PROTECT, related_name="+", verbose_name="Schreiben", null=True
    )

    class Meta:
        verbose_name = "Rückforderung"
        verbose_name_plural = "Rückforderungen"
        ordering = ["-proposed_at", "-number"]
        constraints = [
            models.UniqueConstraint(name="reclaim_number_once", fields=["number"]),
            models.UniqueConstraint(name="reclaim_submitted_once", fields=["submission_key"]),
            models.CheckConstraint(
                name="reclaim_state_known", condition=Q(state__in=ReclaimState.values)
            ),
            models.CheckConstraint(name="reclaim_amount_positive", condition=Q(cents__gt=0)),
            models.CheckConstraint(name="reclaim_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="reclaim_four_eyes",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="reclaim_decision_complete",
                condition=Q(state=ReclaimState.PROPOSED, decided_by=None, decided_at=None)
                | Q(
                    state__in=[ReclaimState.DECIDED, ReclaimState.REPAID],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    due_on__isnull=False,
                )
                | (
                    Q(
                        state=ReclaimState.REJECTED,
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                    )
                    & ~Q(decision_reason="")
                ),
            ),
            models.CheckConstraint(
                name="reclaim_repayment_complete",
                condition=Q(
                    state=ReclaimState.REPAID,
                    repaid_on__isnull=False,
                    interest_cents__isnull=False,
                    interest_cents__gte=0,
                )
                | (~Q(state=ReclaimState.REPAID) & Q(repaid_on=None, interest_cents=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_kind(self) -> str:
        """How loud the state is shown (docs/ui.md)."""
        kinds = {ReclaimState.PROPOSED: "info", ReclaimState.REPAID: "done"}
        return kinds.get(ReclaimState(self.state), "")

    @property
    def is_proposed(self) -> bool:
        return self.state == ReclaimState.PROPOSED

    @property
    def is_open(self) -> bool:
        """Whether the money is still to come."""
        return self.state == ReclaimState.DECIDED

    @property
    def is_repaid(self) -> bool:
        return self.state == ReclaimState.REPAID


class ReclaimLine(models.Model):
    """One paid day of the voucher that is reclaimed; a day is reclaimed once."""

    reclaim = models.ForeignKey(
        Reclaim, models.PROTECT, related_name="lines", verbose_name="Rückforderung"
    )
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="+", verbose_name="Gutschein")
    day_number = models.PositiveSmallIntegerField("Seminartag")
    cents = models.BigIntegerField("Betrag in Cent")
    active = models.BooleanField("Zählt", default=True)

    class Meta:
        verbose_name = "Tag einer Rückforderung"
        verbose_name_plural = "Tage einer Rückforderung"
        ordering = ["reclaim", "day_number"]
        constraints = [
            models.UniqueConstraint(
                name="reclaim_day_once",
                fields=["voucher", "day_number"],
                condition=Q(active=True),
            ),
            models.CheckConstraint(name="reclaim_line_positive", condition=Q(cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.reclaim_id} · Tag {self.day_number}"
