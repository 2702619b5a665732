"""Proposals on the money of a line, and cancelling a voucher."""

from typing import Any

from django import forms

from lotsen.core import clock
from lotsen.core.forms import EuroField, Form, ModelChoiceField
from lotsen.core.reasons import REASON_LENGTH
from vouchers.enums import ProposalKind
from vouchers.forms.contracts import TokenField, new_token
from vouchers.models import FundingLine
from vouchers.queries.funding import is_closed, lines_in_year

MAX_GRANT_CENTS = 100_000_000_00


class LineField(ModelChoiceField):
    """A line with its period, because each period has lines of the same name."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.period.name})"


class ProposalForm(Form):
    """How much of a line the ministry grants, takes back or allows in advance for a budget year."""

    token = TokenField()
    kind = forms.ChoiceField(
        label="Was wird vorgeschlagen?",
        widget=forms.RadioSelect,
        choices=[
            (ProposalKind.GRANT, "Bewilligung"),
            (ProposalKind.LOWER, "Kürzung: verfügbare Mittel gehen zurück an das Land"),
            (
                ProposalKind.COMMITMENT,
                "Verpflichtungsermächtigung für ein künftiges Haushaltsjahr",
            ),
        ],
    )
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
        max_length=REASON_LENGTH,
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
        """The year is open, the line valid in it, and a VE is for a year to come."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year, line = cleaned.get("year"), cleaned.get("line")
        if year and is_closed(year):
            self.add_error("year", f"Das Haushaltsjahr {year} ist abgeschlossen.")
        if year and line and not lines_in_year(year).filter(pk=line.pk).exists():
            self.add_error("line", f"Diese Förderlinie gilt {year} nicht.")
        in_advance = cleaned.get("kind") == ProposalKind.COMMITMENT
        if in_advance and year and year <= clock.today().year:
            self.add_error(
                "year",
                "Eine Verpflichtungsermächtigung gilt für ein künftiges Haushaltsjahr, frühestens"
                f" {clock.today().year + 1}.",
            )
        return cleaned


class ClosingForm(Form):
    """How a budget year ends."""

    token = TokenField()
    rest = forms.ChoiceField(
        label="Was geschieht mit nicht verbrauchten Mitteln?",
        widget=forms.RadioSelect,
        choices=[
            ("lapse", "Sie gehen an das Land zurück"),
            ("carry", "Sie gehen als Übertrag in das Folgejahr"),
        ],
    )
    reason = forms.CharField(
        label="Grund",
        max_length=REASON_LENGTH,
        help_text="zum Beispiel Erlass zum Jahresabschluss mit Datum und Aktenzeichen",
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_token())

    @property
    def carries_available(self) -> bool:
        return bool(self.cleaned_data["rest"] == "carry")


class RefusalForm(Form):
    """Why somebody of the ministry refuses what another one proposed."""

    reason = forms.CharField(
        label="Begründung",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Die Begründung geht per E-Mail an die Person, die den Vorschlag gemacht hat.",
        error_messages={"required": "Bitte begründen Sie die Ablehnung."},
    )


class CancelForm(Form):
    """Why a voucher is cancelled."""

    reason = forms.CharField(
        label="Grund",
        max_length=REASON_LENGTH,
        help_text="Der Grund steht dauerhaft in der Buchung. Bitte keine Angaben zur Person.",
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )
