"""What a provider claims for redeemed days, and who checked it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from lotsen.core.models import UUIDModel
from lotsen.core.reasons import REASON_LENGTH
from vouchers.enums import ClaimState
from vouchers.models.journal import JournalEntry
from vouchers.models.vouchers import Voucher


def _person(label: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=label,
        null=True,
        blank=True,
    )


def _both(first: str, second: str) -> Q:
    """Both are set, or neither."""
    return Q(**{first: None, second: None}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )


class Claim(UUIDModel):
    """A batch of redeemed days of one provider, on its way to the payment.

    Three recorded acts: *sachlich richtig* and *rechnerisch richtig* by the office, *angeordnet* by
    the ministry. Nobody checks a claim of their own, and who orders has not checked
    (docs/programme.md § 6). `version` rises with every act: an old page is refused.
    """

    number = models.CharField("Vorgangsnummer", max_length=20)
    provider = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        related_name="claims",
        verbose_name="Bildungsträger",
    )
    provider_reference = models.CharField("Ihr Zeichen", max_length=60, blank=True)
    state = models.CharField(
        "Stand", max_length=10, choices=ClaimState, default=ClaimState.SUBMITTED
    )
    version = models.PositiveIntegerField(default=1)
    submission_key = models.CharField(max_length=120, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Eingereicht von"
    )
    submitted_at = models.DateTimeField("Eingereicht am")
    factual_by = _person("Sachlich richtig")
    factual_at = models.DateTimeField("Sachlich geprüft am", null=True, blank=True)
    arithmetic_by = _person("Rechnerisch richtig")
    arithmetic_at = models.DateTimeField("Rechnerisch geprüft am", null=True, blank=True)
    ordered_by = _person("Angeordnet")
    ordered_at = models.DateTimeField("Angeordnet am", null=True, blank=True)
    note = models.CharField("Begründung", max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = "Abrechnung"
        verbose_name_plural = "Abrechnungen"
        ordering = ["-submitted_at", "-number"]
        indexes = [models.Index(name="claim_inbox", fields=["state", "submitted_at"])]
        constraints = [
            models.UniqueConstraint(name="claim_number_once", fields=["number"]),
            models.UniqueConstraint(name="claim_submitted_once", fields=["submission_key"]),
            models.CheckConstraint(
                name="claim_state_known", condition=Q(state__in=ClaimState.values)
            ),
            models.CheckConstraint(
                name="claim_acts_fit_state",
                condition=Q(
                    state__in=[ClaimState.SUBMITTED, ClaimState.WITHDRAWN],
                    factual_by=None,
                    arithmetic_by=None,
                    ordered_by=None,
                )
                | Q(
                    state=ClaimState.FACTUAL,
                    factual_by__isnull=False,
                    arithmetic_by=None,
                    ordered_by=None,
                )
                | Q(
                    state=ClaimState.CHECKED,
                    factual_by__isnull=False,
                    arithmetic_by__isnull=False,
                    ordered_by=None,
                )
                | Q(
                    state__in=[ClaimState.ORDERED, ClaimState.PAID],
                    factual_by__isnull=False,
                    arithmetic_by__isnull=False,
                    ordered_by__isnull=False,
                )
                | Q(state=ClaimState.REFUSED, ordered_by=None),
            ),
            models.CheckConstraint(
                name="claim_acts_have_time",
                condition=_both("factual_by", "factual_at")
                & _both("arithmetic_by", "arithmetic_at")
                & _both("ordered_by", "ordered_at"),
            ),
            models.CheckConstraint(
                name="claim_checked_by_others",
                condition=(Q(factual_by=None) | ~Q(factual_by=F("submitted_by")))
                & (Q(arithmetic_by=None) | ~Q(arithmetic_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="claim_ordered_by_third",
                condition=Q(ordered_by=None)
                | (
                    ~Q(ordered_by=F("submitted_by"))
                    & ~Q(ordered_by=F("factual_by"))
                    & ~Q(ordered_by=F("arithmetic_by"))
                ),
            ),
            models.CheckConstraint(
                name="claim_refusal_has_reason",
                condition=~Q(state=ClaimState.REFUSED, note=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state_kind(self) -> str:
        """How loud the state is shown: a badge while somebody has to act (docs/ui.md)."""
        if self.state == ClaimState.PAID:
            return "done"
        waiting = (ClaimState.SUBMITTED, ClaimState.FACTUAL, ClaimState.CHECKED)
        return "info" if self.state in waiting else ""


class ClaimLine(models.Model):
    """One redeemed day in a claim. `active` ends when it is refused or the claim is withdrawn.

    A day stands in one active line only; a refused day can be claimed again.
    """

    claim = models.ForeignKey(
        Claim, models.PROTECT, related_name="lines", verbose_name="Abrechnung"
    )
    position = models.PositiveSmallIntegerField("Position")
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, related_name="claim_lines", verbose_name="Buchung"
    )
    voucher = models.ForeignKey(
        Voucher, models.PROTECT, related_name="claim_lines", verbose_name="Gutschein"
    )
    day_number = models.PositiveSmallIntegerField("Seminartag")
    held_on = models.DateField("Datum des Seminartags")
    cents = models.BigIntegerField("Betrag in Cent")
    active = models.BooleanField("Zählt", default=True)
    refused_by = _person("Abgelehnt von")
    refused_at = models.DateTimeField("Abgelehnt am", null=True, blank=True)
    refusal_reason = models.CharField("Grund der Ablehnung", max_length=REASON_LENGTH, blank=True)

    class Meta:
        verbose_name = "Position einer Abrechnung"
        verbose_name_plural = "Positionen einer Abrechnung"
        ordering = ["claim", "position"]
        constraints = [
            models.UniqueConstraint(name="claim_line_position_once", fields=["claim", "position"]),
            models.UniqueConstraint(
                name="claim_line_day_once",
                fields=["voucher", "day_number"],
                condition=Q(active=True),
            ),
            models.CheckConstraint(name="claim_line_amount_positive", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="claim_line_refusal_complete",
                condition=Q(refused_by=None, refused_at=None, refusal_reason="")
                | (
                    Q(refused_by__isnull=False, refused_at__isnull=False, active=False)
                    & ~Q(refusal_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.voucher_id} Tag {self.day_number}"

    @property
    def is_refused(self) -> bool:
        return self.refused_at is not None
