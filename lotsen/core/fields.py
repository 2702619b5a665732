"""Form fields that forgive how people type and refuse what could mean two things."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lotsen.core import formatting
from lotsen.core.errors import DomainError

LARGEST_AMOUNT_CENTS = 99_999_999_99
TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M Uhr", "%H.%M Uhr", "%H Uhr", "%H"]

_SPACES = re.compile(r"\s+")
_GERMAN = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<cents>\d{0,2}))?", re.ASCII)
_POINT = re.compile(r"(?P<whole>\d+)\.(?P<cents>\d{1,2})", re.ASCII)
_NUMERIC_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_WORDY_DATE = re.compile(r"(\d{1,2})\.?([a-zä]+)(\d{4})", re.ASCII)


def parse_cents(text: str) -> int | None:
    """Return the cents of a German amount (`1.234,5 €`, `1234,50`, `1234.50`, `100 EUR`), or None.

    `1.234` is one thousand two hundred and thirty-four; `1,234.50` is refused, being neither.
    """
    bare = (
        _SPACES.sub("", text).removesuffix("€").removesuffix("EUR").replace(formatting.MINUS, "-")
    )
    sign, digits = (-1, bare[1:]) if bare.startswith("-") else (1, bare)
    found = _GERMAN.fullmatch(digits) or _POINT.fullmatch(digits)
    if found is None or len(digits) > 20:
        return None
    cents = (found["cents"] or "").ljust(2, "0")
    return sign * (int(found["whole"].replace(".", "")) * 100 + int(cents))


def parse_day(text: str) -> date | None:
    """Return the day of `22.11.2026`, `22.11.26`, `22. November 2026` or `2026-11-22`, or None.

    Slashes are refused: 01/02/2027 is January here and February elsewhere.
    """
    bare = _SPACES.sub("", text).lower()
    if iso := _ISO_DATE.fullmatch(bare):
        year, month, day = (int(part) for part in iso.groups())
    elif numeric := _NUMERIC_DATE.fullmatch(bare):
        day, month, year = (int(part) for part in numeric.groups())
    elif wordy := _WORDY_DATE.fullmatch(bare):
        names = [name.lower() for name in formatting.MONTHS]
        month = names.index(wordy[2]) + 1 if wordy[2] in names else 0
        day, year = int(wordy[1]), int(wordy[3])
    else:
        return None
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


class EuroField(forms.Field):
    """An amount of money, typed as people type it, cleaned to an integer of cents."""

    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "class": "input-amount", "maxlength": "30"}
    )
    default_error_messages = {
        "required": "Bitte geben Sie einen Betrag ein.",
        "invalid": "Bitte geben Sie den Betrag wie 1.234,50 ein.",
        "too_small": "Der Betrag muss mindestens %(limit)s sein.",
        "too_large": "Der Betrag darf höchstens %(limit)s sein.",
    }

    def __init__(
        self, *, min_cents: int = 1, max_cents: int = LARGEST_AMOUNT_CENTS, **kwargs: Any
    ) -> None:
        self.min_cents, self.max_cents = min_cents, max_cents
        super().__init__(**kwargs)

    def to_python(self, value: object) -> int | None:
        """Return cents, or None for nothing typed."""
        if value in self.empty_values:
            return None
        cents = parse_cents(str(value))
        if cents is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return cents

    def validate(self, value: int | None) -> None:
        """Refuse amounts outside the limits of the field."""
        super().validate(value)
        if value is None:
            return
        if value < self.min_cents:
            raise self._limit("too_small", self.min_cents)
        if value > self.max_cents:
            raise self._limit("too_large", self.max_cents)

    def _limit(self, code: str, cents: int) -> ValidationError:
        return ValidationError(
            self.error_messages[code], code=code, params={"limit": formatting.euro(cents)}
        )

    def prepare_value(self, value: object) -> object:
        """Show cents as an amount; what was typed is shown again unchanged."""
        return formatting.amount(value) if isinstance(value, int) else value

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare amounts, not spellings."""
        typed = parse_cents(str(data)) if data else None
        return initial != typed


class DayField(forms.Field):
    """A day, typed as people type it: text is faster than a date picker and readable aloud."""

    widget = forms.TextInput(
        attrs={"inputmode": "text", "class": "input-day", "autocomplete": "off", "maxlength": "30"}
    )
    default_error_messages = {
        "required": "Bitte geben Sie ein Datum ein.",
        "invalid": "Bitte geben Sie das Datum als Tag.Monat.Jahr ein, zum Beispiel 22.11.2026.",
        "too_early": "Das Datum darf nicht vor dem %(limit)s liegen.",
        "too_late": "Das Datum darf nicht nach dem %(limit)s liegen.",
    }

    def __init__(
        self, *, earliest: date = date(1900, 1, 1), latest: date = date(2099, 12, 31), **kwargs: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value: object) -> date | None:
        """Return a day, or None for nothing typed."""
        if value in self.empty_values:
            return None
        day = value if isinstance(value, date) else parse_day(str(value))
        if day is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def validate(self, value: date | None) -> None:
        """Refuse days outside the limits of the field."""
        super().validate(value)
        if value is None:
            return
        if value < self.earliest:
            raise self._limit("too_early", self.earliest)
        if value > self.latest:
            raise self._limit("too_late", self.latest)

    def _limit(self, code: str, limit: date) -> ValidationError:
        return ValidationError(
            self.error_messages[code], code=code, params={"limit": formatting.day(limit)}
        )

    def prepare_value(self, value: object) -> object:
        """Show a day in German, also the `2026-11-22` of an address; else what was typed stays."""
        from_address = isinstance(value, str) and _ISO_DATE.fullmatch(value)
        found = parse_day(str(value)) if from_address else value
        return formatting.day(found) if isinstance(found, date) else value

    def has_changed(self, initial: object, data: object) -> bool:
        """Compare days, not spellings."""
        return initial != (parse_day(str(data)) if data else None)


class ModelChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One stored object. What cannot even be a key ("abc" for a UUID) is an unknown choice too."""

    def to_python(self, value: Any) -> Any:
        """Return the object, or None for nothing chosen; raise `invalid_choice` for all else."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise _unknown_choice(self, value) from error


class ModelMultipleChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several stored objects, with the same single sentence for every key that is none of them."""

    def clean(self, value: Any) -> Any:
        """Return the queryset of the chosen objects; raise `required` or `invalid_choice`."""
        try:
            return super().clean(value)
        except ValidationError as error:
            if error.code == "required":
                raise
            raise _unknown_choice(self, value) from error


def _unknown_choice(field: forms.Field, value: Any) -> ValidationError:
    return ValidationError(
        field.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
    )


class ClockField(forms.TimeField):
    """A time of day as people type it: "9:30", "09.30 Uhr", "9"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=TIME_FORMATS,
            widget=forms.TimeInput(format="%H:%M", attrs={"class": "input-short"}),
            error_messages={
                "required": "Bitte geben Sie eine Uhrzeit ein.",
                "invalid": "Bitte geben Sie die Uhrzeit wie 09:30 ein.",
            },
            **kwargs,
        )


class RuleField(forms.CharField):
    """A text field whose value passes a rule of a service; its sentence becomes the error."""

    def __init__(self, *, rule: Callable[[str], str], **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return what the rule makes of the text; empty stays empty."""
        text: str = super().clean(value)
        if not text:
            return text
        try:
            return self.rule(text)
        except DomainError as error:
            raise ValidationError(str(error), code="rule") from error
