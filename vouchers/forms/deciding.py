"""What the office types when it agrees a contract, or refuses one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField

from lotsen.core.forms import Form
from lotsen.core.reasons import REASON_LENGTH
from vouchers import rules
from vouchers.models import ContractPerson, TransferContract, Voucher


class AgreeForm(Form):
    """For each person an ID that was issued elsewhere; empty fields get one of ours."""

    def __init__(
        self,
        *args: Any,
        contract: TransferContract,
        persons: Sequence[ContractPerson],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.contract = contract
        self.persons = dict(zip(_names(len(persons)), _in_fixed_order(persons), strict=True))
        for name, person in self.persons.items():
            self.fields[name] = forms.CharField(
                label=person.lotse.full_name,
                required=False,
                max_length=rules.ID_LENGTH,
                widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input-medium"}),
            )

    @property
    def id_fields(self) -> list[BoundField]:
        """For the template."""
        return [self[name] for name in self.persons]

    @property
    def has_ids(self) -> bool:
        """Whether something was typed, right or wrong."""
        return any(field.value() for field in self.id_fields)

    @property
    def given_ids(self) -> dict[UUID, str]:
        """The typed IDs by key of the person."""
        typed = {p.lotse_id: self.cleaned_data.get(n, "") for n, p in self.persons.items()}
        return {person: number for person, number in typed.items() if number}

    def clean(self) -> dict[str, Any]:
        """Each ID fits the Kommune, is free or its own, and stands once; the service asks again."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = list(self.given_ids.values())
        others = Voucher.objects.exclude(contract=self.contract)
        taken = set(others.filter(pk__in=typed).values_list("pk", flat=True))
        seen: set[str] = set()
        for name in self.persons:
            number = cleaned.get(name, "")
            if not number:
                continue
            if fault := rules.foreign_id_fault(number, self.contract.kommune_id):
                self.add_error(name, fault)
            elif number in taken:
                self.add_error(name, f"Die Gutschein-ID {number} ist schon vergeben.")
            elif number in seen:
                self.add_error(name, "Diese Gutschein-ID steht schon bei jemand anderem.")
            seen.add(number)
        return cleaned


class RejectForm(Form):
    """Why the office refuses a contract."""

    reason = forms.CharField(
        label="Begründung",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Die Personalstelle liest diesen Text. Bitte keine Angaben zu Personen.",
        error_messages={"required": "Bitte begründen Sie die Ablehnung."},
    )


class EndForm(Form):
    """Why one of the two sides lets an agreed contract go."""

    reason = forms.CharField(
        label="Grund",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Personalstelle und Programmstelle lesen diesen Text."
        " Bitte keine Angaben zu Personen.",
        error_messages={"required": "Bitte nennen Sie den Grund der Aufhebung."},
    )


def _names(count: int) -> list[str]:
    return [f"id{number}" for number in range(count)]


def _in_fixed_order(persons: Sequence[ContractPerson]) -> list[ContractPerson]:
    """As they were named: a change of somebody's name never moves an ID to somebody else."""
    return sorted(persons, key=lambda person: person.pk)
