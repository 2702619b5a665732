"""Forms for contacts and invoice data of a Kommune. The services check the same again."""

from typing import Any

from django import forms

from kommunen import rules
from kommunen.models import Contact, InvoiceAddress
from kommunen.services.contacts import ContactFacts
from kommunen.services.invoices import InvoiceFacts
from lotsen.core.fields import RuleField
from lotsen.core.forms import DayField, FilterForm, Form
from lotsen.core.phone import PHONE_LENGTH, clean_phone

INVALID_EMAIL = "Bitte geben Sie eine vollständige E-Mail-Adresse ein."


def _line(label: str, *, limit: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=limit,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input-medium"}),
        **more,
    )


def _email(label: str) -> forms.EmailField:
    return forms.EmailField(
        label=label,
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "input-medium"}),
        error_messages={"invalid": INVALID_EMAIL},
    )


class VersionedForm(Form):
    """Carries the version that the page showed, so that an old page undoes no later change."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000, initial=0
    )


class ContactForm(VersionedForm):
    """Whom to ask at a Kommune."""

    function = _line("Stelle oder Aufgabe", limit=80, help_text="zum Beispiel Personalstelle")
    name = _line("Name", limit=120, required=False)
    phone = RuleField(
        rule=clean_phone,
        label="Dienstliche Telefonnummer",
        required=False,
        max_length=PHONE_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "inputmode": "tel", "class": "input-medium"}
        ),
    )
    email = _email("Dienstliche E-Mail-Adresse")
    is_public = forms.BooleanField(
        label="Für alle sichtbar",
        required=False,
        help_text="Sonst sehen den Kontakt nur Ihre Kommune, Programmstelle, Ministerium und"
        " Rechnungshof.",
    )

    @property
    def facts(self) -> ContactFacts:
        """The answers as the service takes them."""
        data = self.cleaned_data
        return ContactFacts(
            data["function"], data["name"], data["phone"], data["email"], data["is_public"]
        )

    def clean(self) -> dict[str, Any]:
        """One way to reach the contact is enough."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = {"phone", "email"} & set(self.errors)
        if not typed and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error(
                "phone", "Bitte geben Sie eine Telefonnummer oder eine E-Mail-Adresse an."
            )
        return cleaned


class InvoiceForm(VersionedForm):
    """Where invoices of a Kommune go."""

    label = _line(
        "Bezeichnung", limit=60, help_text="wie Sie die Anschrift wiedererkennen, etwa Hauptamt"
    )
    recipient = forms.CharField(
        label="Rechnungsempfänger",
        max_length=300,
        help_text="Name der Kommune, Amt, Straße, Postleitzahl und Ort, je eine Zeile",
        widget=forms.Textarea(attrs={"rows": 4, "class": "input-medium"}),
    )
    leitweg_id = RuleField(
        rule=rules.clean_leitweg_id,
        label="Leitweg-ID",
        required=False,
        max_length=60,
        help_text="für E-Rechnungen, zum Beispiel 08236040-A123-13",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input-medium"}),
    )
    email = _email("E-Mail-Adresse für Rechnungen")
    is_default = forms.BooleanField(
        label="Wird Bildungsträgern zuerst genannt",
        required=False,
        help_text="Genau eine Anschrift ist die übliche.",
    )

    @property
    def facts(self) -> InvoiceFacts:
        """The answers as the service takes them."""
        data = self.cleaned_data
        return InvoiceFacts(
            data["label"],
            data["recipient"],
            data["leitweg_id"],
            data["email"],
            data["is_default"],
        )


class DayFilter(FilterForm):
    """The day as of which a page shows the facts of a Kommune."""

    stand = DayField(label="Stand am", required=False)


def contact_initial(contact: Contact) -> dict[str, object]:
    """What the form shows of a contact."""
    names = ("function", "name", "phone", "email", "is_public", "version")
    return {name: getattr(contact, name) for name in names}


def invoice_initial(address: InvoiceAddress) -> dict[str, object]:
    """What the form shows of an address."""
    names = ("label", "recipient", "leitweg_id", "email", "is_default", "version")
    return {name: getattr(address, name) for name in names}
