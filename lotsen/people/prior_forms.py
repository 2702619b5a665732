"""Forms of the office for qualifications gained earlier or elsewhere."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kommunen.forms import KommuneField
from kommunen.models import Kommune
from kommunen.queries import are_one_body
from lotsen.core.errors import DomainError
from lotsen.core.forms import DayField, Form
from lotsen.core.reasons import REASON_LENGTH
from lotsen.people import rules, services
from lotsen.people.enums import QualificationKind
from lotsen.people.forms import OfficialEmailField, PersonForm
from lotsen.people.models import Lotse
from lotsen.people.prior_queries import namesakes, person_with_address
from lotsen.people.queries import current_employment
from lotsen.people.services.proofs import MOST_BYTES

UNFUNDED, FUNDED = "ohne", "mit"
FUNDING = [(UNFUNDED, "ohne Förderung"), (FUNDED, "mit Bildungs-Voucher gefördert")]


class PriorForm(Form):
    """What a person completed, when, with whom, and what proves it."""

    kind = forms.ChoiceField(label="Qualifizierung", choices=QualificationKind.choices)
    completed_on = DayField(
        label="Abgeschlossen am", help_text="Letzter Tag des Seminars, zum Beispiel 14.03.2022"
    )
    kommune = KommuneField(
        label="Damals beschäftigt bei",
        help_text="Name oder achtstelliger Schlüssel; bei dieser Kommune wird gezählt",
    )
    funding = forms.ChoiceField(
        label="Förderung", choices=FUNDING, initial=UNFUNDED, widget=forms.RadioSelect
    )
    organisation = forms.CharField(
        label="Bildungsträger oder Veranstalter",
        max_length=120,
        widget=forms.TextInput(attrs={"class": "input-medium"}),
    )
    proof = forms.CharField(
        label="Nachweis",
        max_length=200,
        help_text="zum Beispiel Teilnahmebescheinigung vom 18.03.2022, Az. 12/22",
    )
    remark = forms.CharField(
        label="Bemerkung",
        max_length=500,
        required=False,
        help_text="Lesen alle, die diese Person sehen dürfen",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", uuid.uuid4())

    def clean_completed_on(self) -> date:
        """Not before the programme, not in the future."""
        try:
            return rules.check_completed_on(self.cleaned_data["completed_on"])
        except DomainError as error:
            raise ValidationError(str(error), code="rule") from error

    @property
    def course(self) -> services.PriorCourse:
        """The course of a valid form."""
        data = self.cleaned_data
        return services.PriorCourse(
            kind=data["kind"],
            completed_on=data["completed_on"],
            funded=data["funding"] == FUNDED,
            organisation=data["organisation"],
            proof=data["proof"],
            remark=data.get("remark", ""),
        )

    @property
    def kind_label(self) -> str:
        return str(QualificationKind(self.cleaned_data["kind"]).label)

    @property
    def earned_at(self) -> Kommune:
        """The Kommune for which the course counts."""
        kommune: Kommune = self.cleaned_data["kommune"]
        return kommune


class NewPersonPriorForm(PriorForm):
    """The same for somebody without a page yet. An address that is known belongs to its person."""

    given_name = PersonForm.base_fields["given_name"]
    family_name = PersonForm.base_fields["family_name"]
    email = OfficialEmailField(
        label="Dienstliche E-Mail-Adresse",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "input-medium"}),
        error_messages={"required": "Bitte geben Sie die dienstliche E-Mail-Adresse an."},
    )
    kommune = KommuneField(label="Heute beschäftigt bei")
    elsewhere = KommuneField(
        label="Damals bei einer anderen Kommune",
        required=False,
        help_text="Nur wenn die Person beim Abschluss anderswo beschäftigt war; dort wird gezählt",
    )
    known: Lotse | None = None
    """Whoever has the typed address although name or Kommune are others."""

    PERSON = ("given_name", "family_name", "email", "kommune", "elsewhere")
    field_order = PERSON

    def clean(self) -> dict[str, Any]:
        """An address stands for one person of one Kommune."""
        cleaned = super().clean() or {}
        if not {"email", "kommune", "given_name", "family_name"} <= cleaned.keys():
            return cleaned
        known = person_with_address(cleaned["email"])
        if known is None or self._is(known, cleaned):
            return cleaned
        self.known = known
        self.add_error(
            "email",
            f"Diese Adresse gehört {known.full_name}. Bitte tragen Sie die Qualifizierung auf der"
            " Seite dieser Person nach oder prüfen Sie Name, Adresse und Kommune.",
        )
        return cleaned

    @property
    def person_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PERSON]

    @property
    def course_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name not in self.PERSON]

    @property
    def person(self) -> services.NewEmployee:
        data = self.cleaned_data
        return services.NewEmployee(
            data["given_name"], data["family_name"], data["email"], data["kommune"]
        )

    @property
    def earned_at(self) -> Kommune:
        """The Kommune of the day: today's, unless another one is named."""
        kommune: Kommune = self.cleaned_data["elsewhere"] or self.cleaned_data["kommune"]
        return kommune

    @property
    def namesakes(self) -> list[Lotse]:
        """People of the Kommune with this name and another address."""
        who = self.person
        found = namesakes(who.kommune, who.given_name, who.family_name)
        return list(found.exclude(email=who.email)[:5])

    def _is(self, known: Lotse, cleaned: dict[str, Any]) -> bool:
        name = rules.sort_key_of(cleaned["given_name"], cleaned["family_name"])
        job = current_employment(known)
        return (
            known.sort_key == name
            and job is not None
            and are_one_body(job.kommune_id, cleaned["kommune"].pk)
        )


class ScanForm(Form):
    """A scanned proof."""

    file = forms.FileField(
        label="Nachweis als Datei",
        required=False,
        help_text="PDF, JPEG oder PNG, höchstens 5\N{NO-BREAK SPACE}MB",
        allow_empty_file=True,  # an empty file gets the sentence of the service
    )

    def clean_file(self) -> services.Scan | None:
        """The scan, looked at; None without a file."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        content = file.read(MOST_BYTES + 1)
        try:
            return services.read_scan(filename=file.name, content=content)
        except DomainError as error:
            raise ValidationError(str(error), code="rule") from error


class NeededScanForm(ScanForm):
    """The same where there is nothing else to send."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = True


class WithdrawForm(Form):
    """Why an entry is wrong."""

    reason = forms.CharField(
        label="Grund",
        max_length=REASON_LENGTH,
        help_text="Bleibt mit der Eintragung gespeichert",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
