"""What the style guide shows: one field of every kind."""

from django import forms

from lotsen.core.forms import DayField, EuroField, Form


class SampleForm(Form):
    """Every kind of field; nothing is done with it."""

    amount = EuroField(label="Betrag", help_text="zum Beispiel 25.000")
    booked_on = DayField(label="Gebucht am", required=False)
    line = forms.ChoiceField(
        label="Förderlinie", choices=[("", "Bitte wählen"), ("basis", "Basisqualifizierung")]
    )
    kind = forms.ChoiceField(
        label="Format",
        help_text="Wo findet das Seminar statt?",
        choices=[("presence", "vor Ort"), ("online", "online")],
        widget=forms.RadioSelect,
    )
    days = forms.MultipleChoiceField(
        label="Tage",
        choices=[("1", "Di 10.11."), ("2", "Mi 11.11.")],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label="Begründung", widget=forms.Textarea(attrs={"rows": 4}))
    proof = forms.FileField(label="Unterschriebene Liste", required=False)
    agreed = forms.BooleanField(
        label="Die Angaben entsprechen der unterschriebenen Teilnehmerliste.",
        help_text="Danach kann nur noch die Programmstelle ändern.",
    )
