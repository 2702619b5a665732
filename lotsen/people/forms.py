"""Forms for a person's official data. The same checks run again in the services."""

from typing import Any

from django import forms

from kommunen.forms import KommuneField
from lotsen.core.fields import RuleField as RuleField
from lotsen.core.forms import Form
from lotsen.core.ordering import OrderedFilter
from lotsen.people import rules
from lotsen.people.enums import PeopleOrder
from lotsen.people.models import Lotse


class OfficialEmailField(forms.EmailField):
    """An official e-mail address, cleaned to lower case."""

    default_error_messages = {
        "invalid": "Bitte geben Sie eine vollständige E-Mail-Adresse ein, zum Beispiel"
        " vorname.nachname@gemeinde.de.",
    }

    def clean(self, value: Any) -> str:
        return rules.clean_email(super().clean(value))


def _name_field(label: str, autocomplete: str = "off") -> RuleField:
    return RuleField(
        rule=rules.clean_name,
        label=label,
        max_length=rules.NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete, "class": "input-medium"}),
        error_messages={"required": f"Bitte geben Sie den {label}n an."},
    )


def _email_field() -> OfficialEmailField:
    return OfficialEmailField(
        label="Dienstliche E-Mail-Adresse",
        max_length=254,
        help_text="An diese Adresse gehen Gutschein-Nachrichten, Einladungen und das Zertifikat.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "input-medium"}),
        error_messages={"required": "Bitte geben Sie die dienstliche E-Mail-Adresse an."},
    )


def _phone_field() -> RuleField:
    return RuleField(
        rule=rules.clean_phone,
        label="Dienstliche Telefonnummer",
        required=False,
        max_length=rules.PHONE_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "tel", "class": "input-medium"}
        ),
    )


def _department_field() -> RuleField:
    return RuleField(
        rule=rules.clean_department,
        label="Organisationseinheit",
        required=False,
        max_length=rules.DEPARTMENT_LENGTH,
        help_text="zum Beispiel Hauptamt",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
    )


class PersonForm(Form):
    """Official data of a new employee, for HR of one Kommune."""

    given_name = _name_field("Vorname")
    family_name = _name_field("Nachname")
    email = _email_field()
    phone = _phone_field()
    department = _department_field()


class OfficePersonForm(PersonForm):
    """The same for the office, which names the Kommune too."""

    kommune = KommuneField()
    field_order = ("kommune",)


class ChangePersonForm(PersonForm):
    """The same for a known person; `version` tells whether the page is still true."""

    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)


class OwnContactForm(Form):
    """What a Lotse may correct without the HR."""

    email = _email_field()
    phone = _phone_field()
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)


class PeopleFilter(OrderedFilter):
    """The search above the list of people."""

    q = forms.CharField(label="Name oder E-Mail-Adresse", required=False, max_length=200)

    def __init__(self, *args: Any, of_one_kommune: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = {PeopleOrder.KOMMUNE} if of_one_kommune else set()
        self.offer((order for order in PeopleOrder if order not in hidden), usual=("", "Name"))


def initial_of(lotse: Lotse) -> dict[str, Any]:
    """The values that a change form starts with."""
    names = ("given_name", "family_name", "email", "phone", "department", "version")
    return {name: getattr(lotse, name) for name in names}
