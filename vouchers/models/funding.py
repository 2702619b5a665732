"""The rules of the programme as data: periods, lines, quota, budget years.

Nothing here is a constant of the code, because the programme changes its rules and old cases keep
theirs (docs/programme.md § 4).
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from vouchers.enums import (
    BudgetYearState,
    ContractRule,
    LegalGroup,
    LineKind,
    OverBudget,
    RateKind,
)


def _days(start: str, end: str) -> Func:
    """Closed range of two date columns; an open end is NULL."""
    return Func(F(start), F(end), Value("[]"), function="daterange", output_field=DateRangeField())


class FundingPeriod(models.Model):
    """A span of the programme with one rule on the order of contract and booking.

    `voucher_pattern` builds the voucher ID from `{key}`, `{letter}` and `{serial}` (four digits).
    """

    name = models.CharField("Förderzeitraum", max_length=80)
    starts_on = models.DateField("Beginn")
    ends_on = models.DateField("Ende", null=True, blank=True)
    contract_rule = models.CharField("Vertragsregel", max_length=10, choices=ContractRule)
    voucher_pattern = models.CharField(
        "Muster der Gutschein-ID", max_length=60, default="{key}-{letter}-{serial}"
    )
    bank_wait_days = models.PositiveSmallIntegerField(
        "Wartezeit nach Wechsel der Bankverbindung in Tagen", default=3
    )

    class Meta:
        verbose_name = "Förderzeitraum"
        verbose_name_plural = "Förderzeiträume"
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(name="funding_period_name_once", fields=["name"]),
            models.CheckConstraint(
                name="funding_period_dates_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="funding_period_rule_known", condition=Q(contract_rule__in=ContractRule.values)
            ),
            models.CheckConstraint(
                name="funding_period_pattern_starts_with_key",
                condition=Q(voucher_pattern__startswith="{key}")
                & Q(voucher_pattern__contains="{serial}"),
            ),
            ExclusionConstraint(
                name="funding_periods_do_not_overlap",
                expressions=[(_days("starts_on", "ends_on"), RangeOperators.OVERLAPS)],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FundingLine(models.Model):
    """What is paid, how much a day and for how many days, within a validity.

    `day_rate_cents` is the fixed amount, or the upper limit for capped and share lines;
    `share_percent` only stands on share lines. With `days_fixed` every voucher has `max_days`
    days, otherwise the contract names them, up to `max_days` where that is set.
    `voucher_valid_months` counts from the day of issue; empty means no end. A line is never
    changed once it was used: a new validity is a new row, and old cases keep theirs.
    """

    period = models.ForeignKey(
        FundingPeriod, models.PROTECT, related_name="lines", verbose_name="Förderzeitraum"
    )
    kind = models.CharField("Förderlinie", max_length=10, choices=LineKind)
    name = models.CharField("Bezeichnung", max_length=80)
    rate_kind = models.CharField("Art des Satzes", max_length=20, choices=RateKind)
    day_rate_cents = models.IntegerField("Satz je Tag in Cent")
    share_percent = models.PositiveSmallIntegerField("Anteil in Prozent", null=True, blank=True)
    max_days = models.PositiveSmallIntegerField("Höchstzahl der Tage", null=True, blank=True)
    days_fixed = models.BooleanField("Feste Zahl der Tage", default=True)
    once_per_period = models.BooleanField("Einmal je Kommune und Förderzeitraum", default=False)
    min_kommunen = models.PositiveSmallIntegerField("Mindestzahl der Kommunen", default=1)
    needs_basis = models.BooleanField("Nur nach der Basisqualifizierung", default=False)
    letter = models.CharField("Kennbuchstabe", max_length=1)
    valid_from = models.DateField("Gültig ab")
    valid_until = models.DateField("Gültig bis", null=True, blank=True)
    conditions_version = models.CharField("Fassung der Bedingungen", max_length=20)
    open_for_contracts = models.BooleanField("Verträge möglich", default=False)
    over_budget = models.CharField(
        "Wenn die Mittel nicht reichen",
        max_length=10,
        choices=OverBudget,
        default=OverBudget.REFUSE,
    )
    voucher_valid_months = models.PositiveSmallIntegerField(
        "Gültigkeit der Gutscheine in Monaten", null=True, blank=True
    )

    class Meta:
        verbose_name = "Förderlinie"
        verbose_name_plural = "Förderlinien"
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                name="funding_line_once_per_start", fields=["kind", "valid_from"]
            ),
            models.CheckConstraint(
                name="funding_line_kind_known", condition=Q(kind__in=LineKind.values)
            ),
            models.CheckConstraint(
                name="funding_line_rate_positive", condition=Q(day_rate_cents__gt=0)
            ),
            models.CheckConstraint(
                name="funding_line_share_fits_rate",
                condition=Q(
                    rate_kind=RateKind.SHARE,
                    share_percent__isnull=False,
                    share_percent__range=(1, 100),
                )
                | Q(
                    rate_kind__in=[RateKind.FIXED_PER_DAY, RateKind.CAPPED_PER_DAY],
                    share_percent=None,
                ),
            ),
            models.CheckConstraint(
                name="funding_line_days_positive", condition=Q(max_days=None) | Q(max_days__gt=0)
            ),
            models.CheckConstraint(
                name="funding_line_fixed_days_are_known",
                condition=Q(days_fixed=False) | Q(max_days__isnull=False),
            ),
            models.CheckConstraint(
                name="funding_line_over_budget_known",
                condition=Q(over_budget__in=OverBudget.values),
            ),
            models.CheckConstraint(
                name="funding_line_letter_format", condition=Q(letter__regex=r"^[A-Z]$")
            ),
            models.CheckConstraint(
                name="funding_line_dates_in_order",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
            ),
            ExclusionConstraint(
                name="funding_lines_of_a_kind_do_not_overlap",
                expressions=[
                    (_days("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                    ("kind", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def voucher_cents(self) -> int:
        """Full amount of one voucher of this line in cents (0 while the days are not limited)."""
        return self.day_rate_cents * (self.max_days or 0)


class QuotaRule(models.Model):
    """Funded places of a Kommune by legal group and inhabitants (docs/programme.md § 4)."""

    line = models.ForeignKey(
        FundingLine, models.CASCADE, related_name="quota_rules", verbose_name="Förderlinie"
    )
    group = models.CharField("Gruppe", max_length=10, choices=LegalGroup)
    min_population = models.PositiveIntegerField("Einwohner ab")
    max_population = models.PositiveIntegerField("Einwohner bis", null=True, blank=True)
    places = models.PositiveSmallIntegerField("Plätze")

    class Meta:
        verbose_name = "Kontingentregel"
        verbose_name_plural = "Kontingentregeln"
        ordering = ["line", "group", "min_population"]
        constraints = [
            models.UniqueConstraint(
                name="quota_rule_once", fields=["line", "group", "min_population"]
            ),
            models.CheckConstraint(
                name="quota_rule_group_known", condition=Q(group__in=LegalGroup.values)
            ),
            models.CheckConstraint(
                name="quota_rule_range_in_order",
                condition=Q(max_population=None) | Q(max_population__gte=F("min_population")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()} ab {self.min_population}: {self.places}"


class BudgetYear(models.Model):
    """A Haushaltsjahr. A closed year takes no postings and stays closed (database trigger)."""

    year = models.PositiveSmallIntegerField("Haushaltsjahr", primary_key=True)
    state = models.CharField(
        "Stand", max_length=10, choices=BudgetYearState, default=BudgetYearState.OPEN
    )
    closed_at = models.DateTimeField("Abgeschlossen am", null=True, blank=True)

    class Meta:
        verbose_name = "Haushaltsjahr"
        verbose_name_plural = "Haushaltsjahre"
        ordering = ["year"]
        constraints = [
            models.CheckConstraint(
                name="budget_year_state_known", condition=Q(state__in=BudgetYearState.values)
            ),
            models.CheckConstraint(
                name="budget_year_plausible", condition=Q(year__range=(2018, 2099))
            ),
            models.CheckConstraint(
                name="budget_year_closed_has_time",
                condition=Q(state=BudgetYearState.OPEN, closed_at=None)
                | Q(state=BudgetYearState.CLOSED, closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)
