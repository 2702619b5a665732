"""Control samples: drawn reproducibly, looked at case by case."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lotsen.core.models import UUIDModel
from vouchers.enums import SampleState
from vouchers.models.vouchers import Voucher


class ControlSample(UUIDModel):
    """A draw from all vouchers with redeemed days of a budget year (docs/programme.md § 6).

    `seed` and the population (its size and the SHA-256 of its sorted IDs) make the draw
    repeatable by anybody: the cases are the first `size` IDs in the order of
    SHA-256(seed + ":" + ID).
    """

    number = models.CharField("Nummer", max_length=20)
    year = models.PositiveSmallIntegerField("Haushaltsjahr")
    seed = models.CharField("Startwert", max_length=64)
    size = models.PositiveIntegerField("Zahl der Fälle")
    population_size = models.PositiveIntegerField("Grundgesamtheit")
    population_sha256 = models.CharField("Prüfsumme der Grundgesamtheit", max_length=64)
    population = models.JSONField("Grundgesamtheit (Gutschein-IDs)")
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Gezogen von"
    )
    drawn_at = models.DateTimeField("Gezogen am")

    class Meta:
        verbose_name = "Stichprobe"
        verbose_name_plural = "Stichproben"
        ordering = ["-drawn_at"]
        constraints = [
            models.UniqueConstraint(name="sample_number_once", fields=["number"]),
            models.CheckConstraint(
                name="sample_size_possible",
                condition=Q(size__gt=0, size__lte=models.F("population_size")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SampleCase(models.Model):
    """One drawn voucher with its Prüfungsvermerk."""

    sample = models.ForeignKey(
        ControlSample, models.PROTECT, related_name="cases", verbose_name="Stichprobe"
    )
    position = models.PositiveIntegerField("Position")
    voucher = models.ForeignKey(
        Voucher, models.PROTECT, related_name="sample_cases", verbose_name="Gutschein"
    )
    state = models.CharField("Stand", max_length=10, choices=SampleState, default=SampleState.OPEN)
    note = models.TextField("Prüfungsvermerk", max_length=4000, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Geprüft von",
        null=True,
    )
    checked_at = models.DateTimeField("Geprüft am", null=True)

    class Meta:
        verbose_name = "Fall einer Stichprobe"
        verbose_name_plural = "Fälle einer Stichprobe"
        ordering = ["sample", "position"]
        constraints = [
            models.UniqueConstraint(name="sample_position_once", fields=["sample", "position"]),
            models.UniqueConstraint(name="sample_voucher_once", fields=["sample", "voucher"]),
            models.CheckConstraint(
                name="sample_case_state_known", condition=Q(state__in=SampleState.values)
            ),
            models.CheckConstraint(
                name="sample_case_check_complete",
                condition=Q(state=SampleState.OPEN, checked_by=None, checked_at=None)
                | (
                    ~Q(state=SampleState.OPEN)
                    & Q(checked_by__isnull=False, checked_at__isnull=False)
                    & ~Q(note="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} · {self.voucher_id}"

    @property
    def state_kind(self) -> str:
        """How loud the state is shown (docs/ui.md)."""
        kinds = {SampleState.OPEN: "info", SampleState.SOUND: "done"}
        return kinds.get(SampleState(self.state), "warning")

    @property
    def is_open(self) -> bool:
        return self.state == SampleState.OPEN
