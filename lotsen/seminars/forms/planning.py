"""What a provider decides about a seminar, and why it calls one off."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import URLValidator
from django.forms import BoundField

from lotsen.core.forms import ClockField, DayField, EuroField, Form, ModelChoiceField
from lotsen.core.reasons import CALL_OFF_LENGTH
from lotsen.seminars.enums import SeminarFormat
from lotsen.seminars.models import Seminar
from lotsen.seminars.models.seminar import DAYS, LARGEST_SEMINAR
from lotsen.seminars.services import DayPlan, SeminarPlan
from vouchers.enums import LineKind
from vouchers.models import FundingLine
from vouchers.queries import open_lines

KEPT = ("title", "description", "format", "venue", "city", "online_url", "min_seats", "max_seats")
DEADLINES = ("enrol_until", "cancel_until")
USUAL_START, USUAL_END = "09:00", "16:30"


class SeatsField(forms.IntegerField):
    """A number of places."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=1,
            max_value=LARGEST_SEMINAR,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
            error_messages={
                "invalid": "Bitte geben Sie die Zahl in Ziffern ein.",
                "min_value": "Bitte geben Sie mindestens 1 ein.",
                "max_value": f"Bitte geben Sie höchstens {LARGEST_SEMINAR} ein.",
            },
            **kwargs,
        )


class SeminarForm(Form):
    """A seminar of three days, or fewer where the line does not fix them.

    What people booked by is missing once it is published.
    """

    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    title = forms.CharField(label="Titel", max_length=160)
    line = ModelChoiceField(FundingLine.objects.none(), label="Förderlinie", empty_label=None)
    description = forms.CharField(
        label="Inhalt und Hinweise",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text="Programm, Leitung, Anreise. Leerzeilen bleiben erhalten.",
    )
    format = forms.ChoiceField(
        label="Format", choices=SeminarFormat.choices, widget=forms.RadioSelect
    )
    venue = forms.CharField(label="Veranstaltungsort", max_length=160, required=False)
    city = forms.CharField(label="Ort", max_length=80, required=False)
    online_url = forms.URLField(
        label="Adresse für die Online-Teilnahme",
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        help_text="Steht in der E-Mail an die Angemeldeten.",
    )
    fee_cents = EuroField(
        label="Gebühr je Person",
        help_text="für alle Tage zusammen, zum Beispiel 690",
        max_cents=10_000_00,
    )
    max_seats = SeatsField(label="Plätze")
    min_seats = SeatsField(label="Mindestzahl der Teilnehmenden")
    enrol_until = DayField(label="Anmeldung bis", help_text="einschließlich dieses Tages")
    cancel_until = DayField(
        label="Kostenfreie Abmeldung bis", help_text="einschließlich dieses Tages"
    )

    def __init__(self, *args: Any, seminar: Seminar | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _stored(seminar) if seminar else _usual())
        super().__init__(*args, **kwargs)
        self.seminar = seminar
        lines = self.fields["line"]
        assert isinstance(lines, ModelChoiceField)
        lines.queryset = open_lines().exclude(kind=LineKind.INHOUSE)  # no seminar with enrolments
        for number in range(1, DAYS + 1):
            day, starts, ends = _names(number)
            self.fields[day] = DayField(label=f"Tag {number}", required=False)
            self.fields[starts] = ClockField(label=f"Beginn Tag {number}", required=False)
            self.fields[ends] = ClockField(label=f"Ende Tag {number}", required=False)
            for name in (day, starts, ends):
                self.fields[name].mark_optional = False  # type: ignore[attr-defined]
        if self.is_fixed:
            for name in ("line", "fee_cents", *(n for d in range(1, DAYS + 1) for n in _names(d))):
                del self.fields[name]

    @property
    def is_fixed(self) -> bool:
        """Whether days, fee and line can no longer be changed."""
        return self.seminar is not None and not self.seminar.is_draft

    def day_rows(self) -> list[list[BoundField]]:
        """The fields of each day side by side."""
        return [[self[name] for name in _names(number)] for number in range(1, DAYS + 1)]

    def clean(self) -> dict[str, Any]:
        """A day has its times; lines with fixed days need all of them, others the first."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        line = cleaned.get("line")
        if self.is_fixed:
            return cleaned
        for number in range(1, DAYS + 1):
            day, *times = _names(number)
            needed = number == 1 or line is None or line.days_fixed
            if cleaned.get(day) or needed:
                self._require(day, *times)
        return cleaned

    def _require(self, *names: str) -> None:
        for name in names:
            if name not in self.errors and self.cleaned_data.get(name) is None:
                self.add_error(name, self.fields[name].error_messages["required"])

    def plan(self) -> SeminarPlan:
        """The cleaned values as the services take them."""
        data = self.cleaned_data
        kept = {name: data[name] for name in (*KEPT, *DEADLINES)}
        if self.is_fixed:
            assert self.seminar is not None
            stored = self.seminar.days.order_by("number")
            days = tuple(DayPlan(day.held_on, day.starts_at, day.ends_at) for day in stored)
            return SeminarPlan(
                **kept, days=days, line=self.seminar.line, fee_cents=self.seminar.fee_cents
            )
        rows = (_names(number) for number in range(1, DAYS + 1))
        days = tuple(DayPlan(*(data[name] for name in row)) for row in rows if data[row[0]])
        return SeminarPlan(**kept, days=days, line=data["line"], fee_cents=data["fee_cents"])


class ReasonForm(Form):
    """Why a seminar is called off."""

    reason = forms.CharField(
        label="Grund der Absage",
        max_length=CALL_OFF_LENGTH,
        help_text="Der Grund steht in der E-Mail an die Kommunen und auf der Seite.",
        error_messages={"required": "Bitte nennen Sie den Grund der Absage."},
    )


class CopyForm(Form):
    """The button that makes a copy; its token makes a second click find the first one."""

    token = forms.UUIDField(widget=forms.HiddenInput)


def _names(number: int) -> tuple[str, str, str]:
    return f"day{number}", f"starts{number}", f"ends{number}"


def _usual() -> dict[str, Any]:
    """What most seminars are like (docs/programme.md § 3: about 20 people, three days)."""
    values: dict[str, Any] = {
        "token": uuid4(),
        "format": SeminarFormat.PRESENCE,
        "max_seats": 20,
        "min_seats": 8,
    }
    for number in range(1, DAYS + 1):
        _, starts, ends = _names(number)
        values |= {starts: USUAL_START, ends: USUAL_END}
    return values


def _stored(seminar: Seminar) -> dict[str, Any]:
    names = (*KEPT, *DEADLINES, "line", "fee_cents", "version")
    values = {name: getattr(seminar, name) for name in names}
    for day in seminar.days.all():
        stored = (day.held_on, day.starts_at, day.ends_at)
        values |= dict(zip(_names(day.number), stored, strict=True))
    return values
