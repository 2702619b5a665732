"""Drawing a control sample and the Prüfungsvermerk of a case."""

import re
import secrets
from typing import Any

from django import forms

from lotsen.core import clock
from lotsen.core.forms import FilterForm, Form
from vouchers.enums import SampleState
from vouchers.queries.funding import budget_years

CASES, PER_CENT = "faelle", "prozent"
LARGEST = 10_000
NUMBER = "Bitte geben Sie eine ganze Zahl zwischen 1 und 10.000 ein."
SEED = re.compile(r"[0-9A-Za-z._-]{8,64}")


class SampleForm(Form):
    """Year, size and seed of a draw."""

    year = forms.TypedChoiceField(
        label="Haushaltsjahr",
        coerce=int,
        error_messages={"required": "Bitte wählen Sie das Haushaltsjahr."},
    )
    amount = forms.IntegerField(
        label="Umfang",
        min_value=1,
        max_value=LARGEST,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "class": "input-short", "maxlength": "6"}
        ),
        error_messages={"invalid": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
    )
    unit = forms.ChoiceField(
        label="gemessen in",
        choices=[(CASES, "Fällen"), (PER_CENT, "Prozent der Gutscheine, aufgerundet")],
        widget=forms.RadioSelect,
        initial=CASES,
    )
    seed = forms.CharField(
        label="Startwert",
        max_length=64,
        help_text="8 bis 64 Buchstaben und Ziffern. Der Vorschlag ist zufällig; Sie können einen"
        " anderen Wert eintragen, zum Beispiel gewürfelte Ziffern.",
        error_messages={"required": "Bitte geben Sie einen Startwert ein."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        years = [year.pk for year in budget_years()]
        field.choices = [(str(year), str(year)) for year in sorted(years, reverse=True)]
        self.initial.setdefault("seed", secrets.token_hex(16))
        self.initial.setdefault("year", clock.today().year)

    def clean_seed(self) -> str:
        """Only signs that look the same on every screen and on paper."""
        seed: str = self.cleaned_data["seed"]
        if not SEED.fullmatch(seed):
            raise forms.ValidationError(
                "Bitte verwenden Sie 8 bis 64 Ziffern und Buchstaben ohne Umlaute."
            )
        return seed

    def clean(self) -> dict[str, Any]:
        """More than everything cannot be drawn."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("unit") == PER_CENT and cleaned.get("amount", 0) > 100:
            self.add_error("amount", "Mehr als 100 Prozent lassen sich nicht ziehen.")
        return cleaned


class CheckForm(Form):
    """The result of looking at one case."""

    result = forms.ChoiceField(
        label="Ergebnis",
        choices=[
            (SampleState.SOUND, "Ohne Beanstandung"),
            (SampleState.OBJECTION, "Beanstandung"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie das Ergebnis."},
    )
    note = forms.CharField(
        label="Prüfungsvermerk",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Was haben Sie eingesehen, was haben Sie festgestellt?",
        error_messages={"required": "Bitte schreiben Sie einen Prüfungsvermerk."},
    )


class CaseFilter(FilterForm):
    """Cases of a sample by their state."""

    stand = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "alle"), *SampleState.choices]
    )
