"""Form fields forgive spelling and refuse what could mean two things."""

from datetime import date

import pytest
from django import forms

from lotsen.accounts.models import Organisation
from lotsen.core.fields import parse_cents, parse_day
from lotsen.core.forms import (
    UNKNOWN_CHOICE,
    DayField,
    EuroField,
    FilterForm,
    Form,
    ModelChoiceField,
    ModelMultipleChoiceField,
)
from tests.factories.accounts import make_organisation


class Grant(Form):
    """A form with one field of every kind that we treat specially."""

    amount = EuroField(label="Betrag", max_cents=100_000_00, help_text="zum Beispiel 25.000")
    booked_on = DayField(label="Gebucht am", required=False, earliest=date(2018, 11, 1))
    line = forms.ChoiceField(label="Förderlinie", choices=[("basis", "Grundqualifizierung")])
    reason = forms.CharField(label="Begründung", widget=forms.Textarea)
    agreed = forms.BooleanField(label="Die Angaben stimmen.")


def filled(**changes: str) -> Grant:
    data = {"amount": "100", "line": "basis", "reason": "Nachtrag", "agreed": "on"}
    return Grant(data | changes)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1.234,5 €", 123450),
        ("1234,50", 123450),
        ("1234.50", 123450),
        ("1.234", 123400),
        ("1.234.567,89", 123456789),
        (" 100 EUR ", 10000),
        ("100,", 10000),
        ("12.34", 1234),
        ("-5", -500),
    ],
)
def test_amounts_are_understood(typed: str, cents: int) -> None:
    assert parse_cents(typed) == cents


@pytest.mark.parametrize(
    "typed", ["1,234.50", "1.23,4", "12,345", "viel", "1e3", "٣", "1..2", "", "9" * 40, "\x00"]
)
def test_unclear_amounts_are_refused(typed: str) -> None:
    assert parse_cents(typed) is None


@pytest.mark.parametrize(
    "typed", ["22.11.2026", "22.11.26", " 22. 11. 2026 ", "2026-11-22", "22. November 2026"]
)
def test_days_are_understood(typed: str) -> None:
    assert parse_day(typed) == date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    ["01/02/2027", "22.11.", "31.02.2026", "22.13.2026", "0.0.0000", "morgen", "22. Foo 2026"],
)
def test_unclear_days_are_refused(typed: str) -> None:
    assert parse_day(typed) is None


def test_clean_values() -> None:
    form = filled(amount="1.000,5", booked_on="3.1.26")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == 100050
    assert form.cleaned_data["booked_on"] == date(2026, 1, 3)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"amount": ""}, "amount", "Bitte geben Sie einen Betrag ein."),
        ({"amount": "0"}, "amount", "Der Betrag muss mindestens 0,01\xa0€ sein."),
        ({"amount": "100.001"}, "amount", "Der Betrag darf höchstens 100.000,00\xa0€ sein."),
        ({"booked_on": "31.10.18"}, "booked_on", "Das Datum darf nicht vor dem 01.11.2018 liegen."),
        ({"line": ""}, "line", "Bitte wählen Sie etwas aus."),
        ({"line": "x"}, "line", "Bitte wählen Sie eine der angebotenen Möglichkeiten."),
        ({"reason": ""}, "reason", "Bitte füllen Sie dieses Feld aus."),
        ({"agreed": ""}, "agreed", "Bitte bestätigen Sie diese Angabe."),
    ],
)
def test_errors_say_what_to_do(changes: dict[str, str], field: str, sentence: str) -> None:
    assert filled(**changes).errors[field] == [sentence]


def test_text_without_a_limit_gets_one() -> None:
    too_long = "Bitte geben Sie höchstens 4000 Zeichen ein, nicht 4001."
    assert filled(reason="x" * 4001).errors == {"reason": [too_long]}
    assert 'maxlength="4000"' in str(Grant()["reason"])


def test_nul_bytes_are_refused_in_every_field() -> None:
    errors = filled(amount="1\x00", booked_on="\x00", line="\x00", reason="a\x00b").errors
    assert set(errors) == {"amount", "booked_on", "line", "reason"}


def test_a_filter_ignores_nonsense() -> None:
    class Filter(FilterForm):
        """A list filter."""

        since = DayField(label="Seit", required=False)
        text = forms.CharField(label="Suche", required=False)

    form = Filter({"since": "gestern", "text": "Calw"})
    assert form.value("since") is None
    assert form.value("text") == "Calw"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2026-11-22", "22.11.2026"),
        ("22.11.26", "22.11.26"),
        ("2026-02-30", "2026-02-30"),
        ("gestern", "gestern"),
        ("", None),
    ],
)
def test_a_day_of_the_address_is_shown_as_people_write_it(given: str, shown: str | None) -> None:
    class Filter(FilterForm):
        since = DayField(label="Seit", required=False)

    html = str(Filter({"since": given})["since"])
    assert (f'value="{shown}"' in html) if shown else ("value=" not in html)


class Houses(Form):
    """One and several stored objects with UUID keys."""

    one = ModelChoiceField(Organisation.objects.all(), label="Träger")
    many = ModelMultipleChoiceField(Organisation.objects.all(), label="Träger", required=False)


NO_KEYS = ["unsinn", "\x00", "1", "9" * 400, "00000000-0000-4000-8000-000000000000"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", NO_KEYS, ids=["word", "nul", "number", "long", "unknown"])
def test_whatever_is_no_key_is_an_unknown_choice(key: str) -> None:
    form = Houses({"one": key, "many": [key]})
    assert form.errors == {"one": [UNKNOWN_CHOICE], "many": [UNKNOWN_CHOICE]}


@pytest.mark.django_db
def test_stored_objects_are_chosen_by_their_key() -> None:
    house = make_organisation()
    form = Houses({"one": str(house.pk), "many": [str(house.pk)]})
    assert form.is_valid()
    assert (form.cleaned_data["one"], list(form.cleaned_data["many"])) == (house, [house])
    assert Houses({}).errors == {"one": ["Bitte wählen Sie etwas aus."]}
