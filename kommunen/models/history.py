"""What a Kommune was called and what it was on any day."""

from datetime import date, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from kommunen.enums import KommuneKind
from kommunen.models.editions import RegistryEdition
from kommunen.models.kommune import Kommune


class KommuneVersion(models.Model):
    """Name, kind and Kreis within a span of days; `valid_until` is the first day after it.

    An empty beginning means "as long as the registry knows". The population has its own dates
    (`Figure`).
    """

    kommune = models.ForeignKey(
        Kommune, models.CASCADE, related_name="versions", verbose_name="Kommune"
    )
    valid_from = models.DateField("Gilt ab", null=True, blank=True)
    valid_until = models.DateField("Gilt bis (ausschließlich)", null=True, blank=True)
    name = models.CharField("Name", max_length=80)
    label = models.CharField("Eindeutige Bezeichnung", max_length=160)
    kind = models.CharField("Art", max_length=17, choices=KommuneKind)
    landkreis = models.ForeignKey(
        Kommune, models.PROTECT, related_name="+", verbose_name="Landkreis", null=True, blank=True
    )
    edition = models.ForeignKey(
        RegistryEdition,
        models.PROTECT,
        related_name="versions",
        verbose_name="Ausgabe",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "Fassung einer Kommune"
        verbose_name_plural = "Fassungen einer Kommune"
        ordering = ["kommune", F("valid_from").desc(nulls_last=True)]
        constraints = [
            models.CheckConstraint(
                name="version_dates_in_order",
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="version_kind_known", condition=Q(kind__in=KommuneKind.values)
            ),
            ExclusionConstraint(
                name="versions_of_a_kommune_do_not_overlap",
                expressions=[
                    ("kommune", RangeOperators.EQUAL),
                    (
                        Func(
                            F("valid_from"),
                            F("valid_until"),
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} ab {self.valid_from}"

    @property
    def display_name(self) -> str:
        """What a page calls the body of these days: "Landkreis Calw", never "Calw"."""
        return self.label if self.kind == KommuneKind.LANDKREIS else self.name

    @property
    def last_day(self) -> date | None:
        """The last day on which it held, None for the running one."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None
