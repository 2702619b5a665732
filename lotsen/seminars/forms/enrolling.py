"""HR chooses whom to enrol."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lotsen.core.forms import Form
from lotsen.people.models import Lotse
from lotsen.seminars.queries import Candidate
from lotsen.seminars.services import Place


class EnrolForm(Form):
    """Persons of the own Kommune. `binding` asks for the word on the full price where it is due.

    Ticked beforehand is `person`, for whom HR came, or everybody with a voucher as far as the
    seats go.
    """

    personen = forms.MultipleChoiceField(
        label="Beschäftigte",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Bitte wählen Sie mindestens eine Person.",
            "invalid_choice": "Bitte wählen Sie nur Personen, die Sie anmelden können.",
            "invalid_list": "Bitte wählen Sie nur Personen aus der Liste.",
        },
    )
    voller_preis = forms.BooleanField(required=False, label="Die Kommune zahlt die volle Gebühr.")

    def __init__(
        self,
        *args: Any,
        candidates: Sequence[Candidate],
        free: int,
        person: Lotse | None = None,
        binding: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.free, self.binding = free, binding
        self.usable = {str(found.lotse.pk): found for found in candidates if found.is_usable}
        field = self.fields["personen"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, found.lotse.full_name) for key, found in self.usable.items()]
        preselected = [
            key
            for key, found in self.usable.items()
            if (found.lotse == person if person else found.preselected)
        ]
        self.initial.setdefault("personen", preselected[:free])

    @property
    def ticked(self) -> set[str]:
        """The boxes to show as ticked."""
        return {str(value) for value in self["personen"].value() or []}

    @property
    def chosen(self) -> list[Candidate]:
        """The persons chosen, in the order of the list."""
        wanted = set(self.cleaned_data.get("personen", []))
        return [found for key, found in self.usable.items() if key in wanted]

    @property
    def unfunded(self) -> list[Candidate]:
        """Those of them for whom there is no voucher."""
        return [found for found in self.chosen if not found.is_funded]

    def clean(self) -> dict[str, Any]:
        """The seats suffice; nobody pays the full price by mistake."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len(self.chosen) > self.free:
            seats = (
                "ist nur noch 1 Platz" if self.free == 1 else f"sind nur noch {self.free} Plätze"
            )
            raise ValidationError(f"Sie haben {len(self.chosen)} Personen gewählt; frei {seats}.")
        if self.binding and self.unfunded and not cleaned.get("voller_preis"):
            self.add_error(
                "voller_preis", "Bitte bestätigen Sie, dass die Kommune die Gebühr zahlt."
            )
        return cleaned

    def places(self) -> list[Place]:
        """What the service takes; the full price only where it was confirmed."""
        return [
            Place(
                lotse_id=found.lotse.pk,
                voucher_id=found.voucher.pk if found.voucher else None,
                full_price=found.voucher is None and self.cleaned_data["voller_preis"],
            )
            for found in self.chosen
        ]
