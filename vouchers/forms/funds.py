"""Granting money and cancelling a voucher."""

from typing import Any

from django import forms

from lotsen.core.forms import EuroField, Form, ModelChoiceField
from vouchers.forms.contracts import TokenField, new_token
from vouchers.models import FundingLine
from vouchers.queries.funding import lines_in_year

MAX_GRANT_CENTS = 100_000_000_00


class LineField(ModelChoiceField):
    """A line with its period, because each period has lines of the same name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.period.name})"


class GrantForm(Form):
    """How much the ministry grants to a line for a budget year."""

    token = TokenField()
    year = forms.IntegerField(
        label="Haushaltsjahr",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "input-short", "maxlength": "4"}
        ),
        error_messages={
            "required": "Bitte geben Sie das Haushaltsjahr an.",
            "invalid": "Bitte geben Sie das Haushaltsjahr mit vier Ziffern an, zum Beispiel 2026.",
        },
        min_value=2018,
        max_value=2099,
    )
    line = LineField(
        FundingLine.objects.none(),
        label="Förderlinie",
        empty_label="Bitte wählen",
        error_messages={"required": "Bitte wählen Sie die Förderlinie."},
    )
    cents = EuroField(label="Betrag", help_text="zum Beispiel 25.000", max_cents=MAX_GRANT_CENTS)
    reason = forms.CharField(
        label="Grund",
        max_length=500,
        help_text="zum Beispiel Bewilligungsbescheid mit Datum und Aktenzeichen",
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["line"]
        assert isinstance(field, LineField)
        lines = FundingLine.objects.select_related("period")
        field.queryset = lines.order_by("-valid_from", "id")
        self.initial.setdefault("token", new_token())

    def clean(self) -> dict[str, Any]:
        """The line must be valid in the year."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year, line = cleaned.get("year"), cleaned.get("line")
        if year and line and not lines_in_year(year).filter(pk=line.pk).exists():
            self.add_error("line", f"Diese Förderlinie gilt {year} nicht.")
        return cleaned


class CancelForm(Form):
    """Why a voucher is cancelled."""

    reason = forms.CharField(
        label="Grund",
        max_length=500,
        help_text="Der Grund steht dauerhaft in der Buchung. Bitte keine Angaben zur Person.",
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )
