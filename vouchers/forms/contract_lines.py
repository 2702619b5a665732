"""The contract form of each line: what it asks beyond persons and provider."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kommunen.forms import KommuneField
from kommunen.models import Kommune
from lotsen.core.forms import EuroField, ModelChoiceField
from lotsen.core.reasons import REASON_LENGTH
from lotsen.people.models import Lotse
from vouchers import rules
from vouchers.enums import LineKind
from vouchers.forms.contracts import ContractForm
from vouchers.models import FundingLine
from vouchers.queries import taken_kommunen
from vouchers.services import Terms

PARTNERS = 4
"""Fields for other Kommunen; an Inhouse training of more is two trainings."""


class DaysField(forms.IntegerField):
    """How many days; the limit comes from the line."""

    def __init__(self) -> None:
        super().__init__(
            label="Seminartage",
            min_value=1,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-short"}),
            error_messages={
                "required": "Bitte geben Sie die Zahl der Seminartage an.",
                "invalid": "Bitte geben Sie die Zahl in Ziffern ein.",
                "min_value": "Bitte geben Sie mindestens 1 Tag an.",
            },
        )

    def limit_to(self, most: int) -> None:
        """Set the limit and say it."""
        self.most = most
        self.help_text = f"höchstens {most}"

    def clean(self, value: Any) -> Any:
        days = super().clean(value)
        if days is not None and days > self.most:
            raise ValidationError(f"Bitte geben Sie höchstens {self.most} Tage an.")
        return days


class DaysContractForm(ContractForm):
    """A line without a fixed number of days (Aufbau)."""

    days = DaysField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._field("days", DaysField).limit_to(rules.most_days(self.offer.line))

    @property
    def terms(self) -> Terms:
        """With the days."""
        data = self.cleaned_data
        return Terms(planned_year=data["planned_year"], days=data["days"])


class PersonField(ModelChoiceField):
    """One employee out of a list."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class InhouseContractForm(DaysContractForm):
    """A training of several Kommunen: one responsible person, partners, estimated cost."""

    person_heading = "Verantwortliche Person"
    most_new = 1
    persons = PersonField(  # type: ignore[assignment]  # one person instead of several
        Lotse.objects.none(),
        label="Verantwortliche Person",
        required=False,
        empty_label="Bitte wählen",
        help_text="Auf diese Person wird der eine Gutschein der Schulung ausgestellt.",
    )
    cost_estimate_cents = EuroField(
        label="Geschätzte Kosten der Schulung",
        help_text="alle förderfähigen Kosten zusammen; abgerechnet wird nach der Schlussrechnung",
        min_cents=100,
    )
    exception_reason = forms.CharField(
        label="Begründung der Ausnahme",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.offer.line
        for name in self._partner_names:
            number = int(name.removeprefix("partner")) + 1
            self.fields[name] = KommuneField(label=f"Partner-Kommune {number}", required=False)
            self.fields[name].mark_optional = False  # type: ignore[attr-defined]
        self.fields["persons"].mark_optional = False  # type: ignore[attr-defined]
        self.fields["provider"].help_text = "Dieser Träger hält die Schulung."
        self.fields["exception_reason"].help_text = (
            f"Nur wenn weniger als {line.min_kommunen} Kommunen zusammen schulen. Eine zweite"
            " Person der Programmstelle oder des Ministeriums muss die Ausnahme genehmigen."
        )

    @property
    def known_persons(self) -> list[Lotse]:
        """The chosen person, if one was chosen."""
        chosen = self.cleaned_data["persons"]
        return [chosen] if chosen else []

    @property
    def partners(self) -> tuple[Kommune, ...]:
        """The other Kommunen that were named."""
        named = (self.cleaned_data.get(name) for name in self._partner_names)
        return tuple(kommune for kommune in named if kommune)

    @property
    def terms(self) -> Terms:
        """With everything that an Inhouse training needs."""
        data = self.cleaned_data
        return Terms(
            planned_year=data["planned_year"],
            days=data["days"],
            cost_estimate_cents=data["cost_estimate_cents"],
            partners=self.partners,
            exception_reason=data["exception_reason"],
        )

    @property
    def partner_fields(self) -> list[forms.BoundField]:
        """For the template."""
        return [self[name] for name in self._partner_names]

    def clean(self) -> dict[str, Any]:
        """Partners are other Kommunen, each once and free, and enough unless a reason is given."""
        cleaned = super().clean()
        if any(name in self.errors for name in self._partner_names):
            return cleaned
        self._check_partners()
        few = 1 + len(self.partners) < self.offer.line.min_kommunen
        if few and "exception_reason" not in self.errors and not cleaned["exception_reason"]:
            self.add_error(
                "partner0",
                f"Es müssen mindestens {self.offer.line.min_kommunen} Kommunen zusammen schulen."
                " Bitte nennen Sie weitere oder begründen Sie die Ausnahme.",
            )
        return cleaned

    def _check_partners(self) -> None:
        taken = taken_kommunen(self.offer.line.period, [self.offer.kommune, *self.partners])
        if self.offer.kommune.pk in taken:
            self.add_error(None, "Ihre Kommune nimmt schon an einer Inhouse-Schulung teil.")
        seen = {self.offer.kommune.pk: "Ihre eigene Kommune ist schon dabei."}
        for name in self._partner_names:
            kommune = self.cleaned_data.get(name)
            if kommune is None:
                continue
            if kommune.pk in seen:
                self.add_error(name, seen[kommune.pk])
            elif kommune.pk in taken:
                self.add_error(name, f"{kommune.label} nimmt schon an einer Schulung teil.")
            seen[kommune.pk] = "Diese Kommune ist schon genannt."

    def _check_count(self, named: int) -> None:
        if named != 1:
            self.add_error("persons", "Bitte nennen Sie genau eine verantwortliche Person.")

    @property
    def _partner_names(self) -> list[str]:
        return [f"partner{number}" for number in range(PARTNERS)]


def form_class(line: FundingLine) -> type[ContractForm]:
    """The form that asks what contracts on this line need."""
    if line.kind == LineKind.INHOUSE:
        return InhouseContractForm
    return ContractForm if line.days_fixed else DaysContractForm
