"""Taking a day back and deciding it anew."""

from django import forms

from lotsen.core.forms import Form
from lotsen.core.reasons import REASON_LENGTH

PRESENT, ABSENT = "anwesend", "nicht-anwesend"
REASON_HELP = "Der Grund steht dauerhaft in der Buchung. Bitte keine Angaben zur Person."


class ReverseForm(Form):
    """Why the booking of a day is taken back."""

    reason = forms.CharField(
        label="Grund",
        max_length=REASON_LENGTH,
        help_text=REASON_HELP,
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )


class DecideAgainForm(Form):
    """What is true of the day after all."""

    decision = forms.ChoiceField(
        label="Wie war es?",
        choices=[
            (PRESENT, "Anwesend: Der Tag wird eingelöst."),
            (ABSENT, "Nicht anwesend: Der Betrag wird wieder verfügbar."),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, wie der Tag zu buchen ist."},
    )

    @property
    def present(self) -> bool:
        """Whether the chosen answer is "anwesend"."""
        return bool(self.cleaned_data["decision"] == PRESENT)
