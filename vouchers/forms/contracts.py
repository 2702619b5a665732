"""The contract form of HR: what all lines have in common."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField

from kommunen.models import Kommune
from lotsen.accounts.models import Organisation
from lotsen.core import clock
from lotsen.core.formatting import euro
from lotsen.core.forms import Form, ModelChoiceField, ModelMultipleChoiceField
from lotsen.people import rules as people_rules
from lotsen.people.forms import OfficialEmailField, RuleField
from lotsen.people.models import Lotse
from vouchers.models import FundingLine, TransferContract
from vouchers.queries import Quota
from vouchers.services import NewPerson, Terms

NEW_PERSONS = 4
"""Rows for employees who are not yet known; more are entered under "Beschäftigte"."""

TOKEN_LENGTH = 80


def new_token() -> str:
    """The idempotency token of one rendered form."""
    return secrets.token_urlsafe(16)


class TokenField(forms.CharField):
    """Hidden token that makes a form which is sent twice one act."""

    def __init__(self) -> None:
        super().__init__(
            widget=forms.HiddenInput,
            max_length=TOKEN_LENGTH,
            error_messages={
                "required": "Bitte laden Sie die Seite neu und senden Sie noch einmal."
            },
        )


class PersonsField(ModelMultipleChoiceField):
    """Checkboxes with name and organisational unit."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.department}" if obj.department else str(obj.full_name)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a contract form is made for and offers to choose from."""

    kommune: Kommune
    line: FundingLine
    quota: Quota
    providers: QuerySet[Organisation]
    employees: QuerySet[Lotse]
    next_year_cents: int


class YearField(forms.TypedChoiceField):
    """The budget year that pays: this one, or the next with a Verpflichtungsermächtigung."""

    def __init__(self) -> None:
        super().__init__(
            label="Haushaltsjahr der Schulung",
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": "Bitte wählen Sie das Haushaltsjahr."},
        )

    def offer(self, next_year_cents: int) -> None:
        """Set the two years and say what the next one needs."""
        year = clock.today().year
        needs = "braucht eine Verpflichtungsermächtigung, verfügbar"
        self.choices = [
            (year, str(year)),
            (year + 1, f"{year + 1} – {needs} {euro(next_year_cents)}"),
        ]


class ContractForm(Form):
    """Provider, persons (known and new), budget year and contact person of a transfer contract."""

    person_heading = "Personen"
    most_new = NEW_PERSONS

    token = TokenField()
    provider = ModelChoiceField(
        Organisation.objects.none(),
        label="Bildungsträger",
        empty_label="Bitte wählen",
        help_text="Alle genannten Personen besuchen das Seminar bei diesem Träger.",
        error_messages={"required": "Bitte wählen Sie den Bildungsträger."},
    )
    persons = PersonsField(
        Lotse.objects.none(),
        label="Beschäftigte",
        required=False,
        error_messages={"invalid_choice": "Bitte wählen Sie nur Personen aus der Liste."},
    )
    planned_year = YearField()
    contact_name = forms.CharField(label="Name", max_length=160)
    contact_email = OfficialEmailField(label="E-Mail-Adresse", max_length=254)
    contact_phone = RuleField(
        rule=people_rules.clean_phone, label="Telefonnummer", required=False, max_length=40
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.free = offer.quota.free
        self._field("provider", ModelChoiceField).queryset = offer.providers
        self._field("persons", forms.ModelChoiceField).queryset = offer.employees
        self._field("planned_year", YearField).offer(offer.next_year_cents)
        for row in self._rows:
            self._add_row(row)
        self.initial.setdefault("token", new_token())
        self.initial.setdefault("planned_year", clock.today().year)

    def rows(self) -> Iterator[tuple[int, list[BoundField], bool]]:
        """Each row for a new person: number, its fields, whether it is to be shown open."""
        for row in self._rows:
            fields = [self[name] for name in _names(row)]
            filled = any(field.value() or field.errors for field in fields)
            yield row + 1, fields, filled

    @property
    def new_persons(self) -> list[NewPerson]:
        """The rows that were filled in."""
        rows = [[self.cleaned_data.get(name, "") for name in _names(row)] for row in self._rows]
        return [NewPerson(*row) for row in rows if any(row)]

    @property
    def known_persons(self) -> list[Lotse]:
        """Those chosen from the list."""
        return list(self.cleaned_data["persons"])

    @property
    def terms(self) -> Terms:
        """The rest of the answers as the service takes them."""
        return Terms(planned_year=self.cleaned_data["planned_year"])

    @property
    def _rows(self) -> range:
        if self.offer.line.needs_basis:
            return range(0)  # who has the Basis is in the list already
        return range(self.most_new if self.free is None else min(self.most_new, self.free))

    def clean(self) -> dict[str, Any]:
        """A row is filled completely or not at all; persons fit the free places."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self._rows:
            self._check_row(row)
        if "persons" not in self.errors and not any(name.startswith("new") for name in self.errors):
            self._check_count(len(self.known_persons) + len(self.new_persons))
        return cleaned

    def _check_count(self, named: int) -> None:
        if named == 0:
            self.add_error("persons", "Bitte nennen Sie mindestens eine Person.")
        elif self.free is not None and named > self.free:
            self.add_error(
                "persons", f"Sie haben {named} Personen genannt; frei sind noch {self.free}."
            )
        emails = [person.email for person in self.new_persons]
        if len(set(emails)) < len(emails):
            self.add_error(None, "Zwei neue Personen haben dieselbe E-Mail-Adresse.")

    def named(self, contract: TransferContract) -> list[str]:
        """Addresses in the form as it was sent, unchecked; of `contract` the people may be ticked.

        Needed once the contract is there: then its people are no longer offered, hence no choice.
        """
        data: Any = self.data
        known = {
            str(person.lotse_id): person.lotse.email
            for person in contract.persons.select_related("lotse")
        }
        ticked = [known.get(key, key) for key in data.getlist("persons")]
        typed = [data.get(f"new{row}_email", "") for row in range(NEW_PERSONS)]
        return [*ticked, *(address for address in typed if address)]

    def _check_row(self, row: int) -> None:
        names = _names(row)
        values = {name: self.cleaned_data.get(name) for name in names}
        if not any(values.values()):
            return
        for name, value in values.items():
            if not value and name not in self.errors:
                self.add_error(name, "Bitte ergänzen Sie diese Angabe oder leeren Sie die Zeile.")

    def _add_row(self, row: int) -> None:
        given, family, email = _names(row)
        for name, label in ((given, "Vorname"), (family, "Nachname")):
            self.fields[name] = RuleField(
                rule=people_rules.clean_name,
                label=label,
                required=False,
                max_length=people_rules.NAME_LENGTH,
                widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input-medium"}),
            )
        self.fields[email] = OfficialEmailField(
            label="Dienstliche E-Mail-Adresse",
            required=False,
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "input-medium"}),
        )
        for name in (given, family, email):
            # The row as a whole is optional, not each of its fields.
            self.fields[name].mark_optional = False  # type: ignore[attr-defined]

    def _field(self, name: str, kind: type[Any]) -> Any:
        field = self.fields[name]
        assert isinstance(field, kind)
        return field


def _names(row: int) -> tuple[str, str, str]:
    return f"new{row}_given_name", f"new{row}_family_name", f"new{row}_email"
