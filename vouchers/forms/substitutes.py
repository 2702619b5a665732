"""Who takes a voucher or a seat over, and why."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from lotsen.core.forms import Form, ModelChoiceField
from lotsen.core.reasons import REASON_LENGTH
from lotsen.people.models import Lotse


class PersonField(ModelChoiceField):
    """One person of a list, with name and organisational unit."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.department}" if obj.department else str(obj.full_name)


class SubstituteForm(Form):
    """The new person and the reason."""

    person = PersonField(
        Lotse.objects.none(),
        label="Ersatzperson",
        empty_label="Bitte wählen",
        error_messages={
            "required": "Bitte wählen Sie die Ersatzperson.",
            "invalid_choice": "Bitte wählen Sie eine Person aus der Liste.",
        },
    )
    reason = forms.CharField(
        label="Grund",
        max_length=REASON_LENGTH,
        help_text="zum Beispiel „Vertretung“ oder „Wechsel der Zuständigkeit“. Der Grund bleibt"
        " dauerhaft gespeichert; bitte keine Angaben zur Gesundheit.",
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )

    def __init__(self, *args: Any, people: QuerySet[Lotse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, PersonField)
        field.queryset = people

    @property
    def chosen(self) -> str:
        """Key of the person as it was sent, offered or not."""
        return str(self["person"].value() or "")
