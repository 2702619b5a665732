"""A new version of a line with its quota rules."""

from typing import Any

from django import forms
from django.forms import BoundField

from lotsen.core import clock
from lotsen.core.forms import DayField, EuroField, Form
from vouchers import rules
from vouchers.enums import LegalGroup, OverBudget
from vouchers.models import FundingLine
from vouchers.services.funding_rules import LineVersion, QuotaRow

SPARE_ROWS = 2
LARGEST = 20_000_000
COPIED = (
    *("name", "day_rate_cents", "share_percent", "max_days", "min_kommunen"),
    *("over_budget", "voucher_valid_months"),
)


class NumberField(forms.IntegerField):
    """A whole number in digits."""

    def __init__(self, *, largest: int, smallest: int = 1, **kwargs: Any) -> None:
        super().__init__(
            min_value=smallest,
            max_value=largest,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
            error_messages={
                "invalid": "Bitte geben Sie die Zahl in Ziffern ein.",
                "min_value": f"Bitte geben Sie mindestens {smallest} ein.",
                "max_value": f"Bitte geben Sie höchstens {largest} ein.",
            },
            **kwargs,
        )


class VersionForm(Form):
    """What a version may say; what the line does not have is not asked."""

    name = forms.CharField(label="Bezeichnung", max_length=80)
    valid_from = DayField(label="Gültig ab", help_text="heute oder später; bis dahin gilt die alte")
    conditions_version = forms.CharField(
        label="Fassung der Bedingungen", max_length=20, help_text="zum Beispiel 2027-1"
    )
    day_rate_cents = EuroField(label="Betrag je Tag", max_cents=100_000_00)
    share_percent = NumberField(label="Anteil an den Kosten in Prozent", largest=100)
    max_days = NumberField(label="Höchstzahl der Tage", largest=rules.LONGEST_COURSE)
    min_kommunen = NumberField(label="Mindestzahl der Kommunen", largest=20)
    over_budget = forms.ChoiceField(
        label="Wenn die Mittel nicht reichen",
        choices=OverBudget.choices,
        widget=forms.RadioSelect,
    )
    voucher_valid_months = NumberField(
        label="Gültigkeit der Gutscheine in Monaten",
        largest=120,
        required=False,
        help_text="ab Ausstellung; leer lassen, wenn sie nicht verfallen",
    )

    def __init__(self, *args: Any, line: FundingLine, **kwargs: Any) -> None:
        self.line = line
        self.quota_rules = list(line.quota_rules.order_by("group", "min_population"))
        kwargs.setdefault("initial", self._copied())
        super().__init__(*args, **kwargs)
        if line.share_percent is None:
            del self.fields["share_percent"]
        if line.min_kommunen == 1:
            del self.fields["min_kommunen"]
        self.fields["max_days"].required = line.days_fixed
        for row in self._rows:
            self._add_row(row)

    @property
    def plain_fields(self) -> list[BoundField]:
        """All but the quota."""
        return [self[name] for name in self.fields if not name.startswith("quota")]

    def quota_rows(self) -> list[list[BoundField]]:
        """The fields of each quota rule side by side."""
        return [[self[name] for name in _names(row)] for row in self._rows]

    @property
    def version(self) -> LineVersion:
        """The cleaned values as the service takes them."""
        data = self.cleaned_data
        said = {name: data[name] for name in COPIED if name in self.fields}
        return LineVersion(
            **said,
            valid_from=data["valid_from"],
            conditions_version=data["conditions_version"],
            quota=tuple(self._quota()),
        )

    def clean(self) -> dict[str, Any]:
        """A row is filled completely (but for the upper limit) or not at all; none overlap."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        valid_from = cleaned.get("valid_from")
        if valid_from and valid_from < clock.today():
            self.add_error("valid_from", "Eine neue Fassung kann frühestens heute beginnen.")
        for row in self._rows:
            self._check_row(row)
        rows_are_fine = not any(name.startswith("quota") for name in self.errors)
        if rows_are_fine and (fault := rules.quota_fault(self._quota())):
            self.add_error(None, fault)
        return cleaned

    def _quota(self) -> list[QuotaRow]:
        rows = [[self.cleaned_data.get(name) for name in _names(row)] for row in self._rows]
        return [
            QuotaRow(group or "", low or 0, high, places or 0)
            for group, low, high, places in rows
            if group
        ]

    def _check_row(self, row: int) -> None:
        group, low, high, places = _names(row)
        values = {name: self.cleaned_data.get(name) for name in (group, low, high, places)}
        filled = [name for name, value in values.items() if value not in (None, "")]
        if not filled:
            return
        for name in (group, low, places):
            if name not in filled and name not in self.errors:
                self.add_error(name, "Bitte ergänzen Sie diese Angabe oder leeren Sie die Zeile.")

    def _add_row(self, row: int) -> None:
        group, low, high, places = _names(row)
        self.fields[group] = forms.ChoiceField(
            label=f"Gruppe {row + 1}", required=False, choices=[("", "–"), *LegalGroup.choices]
        )
        labels = {low: "Einwohner ab", high: "Einwohner bis", places: "Plätze"}
        for name, label in labels.items():
            largest = 100 if name == places else LARGEST
            self.fields[name] = NumberField(
                label=f"{label} ({row + 1})", largest=largest, smallest=0, required=False
            )
        for name in _names(row):
            self.fields[name].mark_optional = False  # type: ignore[attr-defined]

    @property
    def _rows(self) -> range:
        return range(len(self.quota_rules) + SPARE_ROWS)

    def _copied(self) -> dict[str, Any]:
        values = {name: getattr(self.line, name) for name in COPIED}
        for row, rule in enumerate(self.quota_rules):
            stored = (rule.group, rule.min_population, rule.max_population, rule.places)
            values |= dict(zip(_names(row), stored, strict=True))
        return values


def _names(row: int) -> tuple[str, str, str, str]:
    return (
        f"quota{row}_group",
        f"quota{row}_min",
        f"quota{row}_max",
        f"quota{row}_places",
    )
