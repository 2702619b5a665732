"""What the provider says about a confirmed day that is wrong."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from lotsen.core.formatting import day_long
from lotsen.core.forms import Form
from lotsen.seminars.models import SeminarDay


class ErrorReportForm(Form):
    """Which day, and what is wrong; the token makes a second click find the first report."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.ChoiceField(
        label="Seminartag",
        error_messages={"required": "Bitte wählen Sie den Seminartag."},
    )
    description = forms.CharField(
        label="Was ist falsch?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Zum Beispiel: „Nr. 4 der Liste war am Nachmittag nicht mehr da.“",
        error_messages={"required": "Bitte beschreiben Sie, was falsch ist."},
    )

    def __init__(self, *args: Any, days: Iterable[SeminarDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid4())
        field = self.fields["day"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(day.number), f"Tag {day.number}, {day_long(day.held_on)}") for day in days
        ]
