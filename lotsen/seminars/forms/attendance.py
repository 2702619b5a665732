"""What the attendance sheet sends: one cell, all cells, or the binding confirmation."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from lotsen.core.forms import Form
from lotsen.seminars.models.seminar import DAYS, LARGEST_SEMINAR
from lotsen.seminars.queries import Gap
from lotsen.seminars.services import Mark

BROKEN = "Die Eingaben passen nicht zu diesem Bogen. Bitte laden Sie die Seite neu."
DAY_CHOICES = [(str(number), str(number)) for number in range(1, DAYS + 1)]

Cell = tuple[UUID, int]


def parse_cell(text: str) -> Cell:
    """Enrolment and day number of "<uuid>:<day>". Raises `ValidationError` for anything else."""
    enrolment, _, day = text.partition(":")
    if day not in dict(DAY_CHOICES):
        raise ValidationError(BROKEN, code="invalid")
    return parse_id(enrolment), int(day)


def parse_id(text: str) -> UUID:
    """An enrolment's id. Raises `ValidationError` for anything else."""
    try:
        return UUID(text)
    except ValueError as error:
        raise ValidationError(BROKEN, code="invalid") from error


class CellField(forms.CharField):
    """One cell of the sheet."""

    def __init__(self) -> None:
        super().__init__(max_length=60, error_messages={"required": BROKEN, "max_length": BROKEN})

    def clean(self, value: Any) -> Any:
        return parse_cell(super().clean(value))


class ManyField(forms.Field):
    """Several values under one name; no more than a full sheet has."""

    widget = forms.MultipleHiddenInput

    def __init__(self, parse: Any, **kwargs: Any) -> None:
        self.parse = parse
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[Any]:
        values = value or []
        if len(values) > LARGEST_SEMINAR * DAYS:
            raise ValidationError(BROKEN, code="invalid")
        return [self.parse(str(text)) for text in values]


class DaysField(forms.TypedMultipleChoiceField):
    """Numbers of seminar days."""

    def __init__(self) -> None:
        super().__init__(
            choices=DAY_CHOICES,
            coerce=int,
            widget=forms.MultipleHiddenInput,
            error_messages={"required": BROKEN, "invalid_choice": BROKEN, "invalid_list": BROKEN},
        )


class MarkForm(Form):
    """One tick, sent by `attendance.js`."""

    zelle = CellField()
    anwesend = forms.TypedChoiceField(
        choices=[("1", "anwesend"), ("0", "nicht anwesend")],
        coerce=lambda value: value == "1",
        error_messages={"required": BROKEN, "invalid_choice": BROKEN},
    )

    def mark(self) -> Mark:
        """The tick as the service takes it."""
        enrolment, day = self.cleaned_data["zelle"]
        return Mark(enrolment, day, self.cleaned_data["anwesend"])


class MarksForm(Form):
    """The whole sheet: the persons and days it showed, and the boxes that were ticked.

    Only what was shown is set, so somebody who was enrolled meanwhile is not marked absent.
    """

    person = ManyField(parse_id, error_messages={"required": BROKEN})
    tage = DaysField()
    anwesend = ManyField(parse_cell, required=False)

    def marks(self) -> list[Mark]:
        """Every cell that was shown, ticked or not."""
        data = self.cleaned_data
        ticked = set(data["anwesend"])
        return [
            Mark(person, day, (person, day) in ticked)
            for person in data["person"]
            for day in data["tage"]
        ]


class DayForm(Form):
    """A button that stands for one day."""

    tag = forms.TypedChoiceField(
        choices=DAY_CHOICES,
        coerce=int,
        error_messages={"required": BROKEN, "invalid_choice": BROKEN},
    )


class ConfirmDaysForm(Form):
    """The binding confirmation: which days, of which state of the sheet, with a signature.

    Where the sheet has `gaps`, it is asked apart whether nothing entered means absent.
    """

    stand = forms.CharField(
        max_length=80, widget=forms.HiddenInput, error_messages={"required": BROKEN}
    )
    tage = DaysField()
    ohne_eintrag = forms.BooleanField(
        label="Wer keinen Eintrag hat, war an diesen Tagen nicht anwesend.",
        error_messages={
            "required": "Bitte ergänzen Sie die Einträge oder bestätigen Sie, dass diese Personen"
            " gefehlt haben."
        },
    )
    richtig = forms.BooleanField(
        label="Die Angaben entsprechen der unterschriebenen Teilnahmeliste.",
        error_messages={
            "required": "Bitte bestätigen Sie, dass die Angaben der unterschriebenen Liste"
            " entsprechen."
        },
    )

    def __init__(self, *args: Any, gaps: Sequence[Gap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not gaps:
            del self.fields["ohne_eintrag"]
