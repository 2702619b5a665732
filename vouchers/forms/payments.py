"""Input of bank accounts, payment files and what the bank did with a payment."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from lotsen.accounts.models import Organisation
from lotsen.core.forms import DayField, Form, ModelChoiceField, ModelMultipleChoiceField
from lotsen.core.ordering import OrderedFilter
from lotsen.core.reasons import REASON_LENGTH
from lotsen.people.forms import RuleField
from vouchers import bank_rules
from vouchers.enums import PaymentFileOrder, PaymentOrder, PaymentState
from vouchers.forms.filters import SEARCH_LENGTH
from vouchers.models import Payment
from vouchers.services.payment_files import MAX_PAYMENTS

TYPED_IBAN_LENGTH = 60
"""Spaces between the groups count while it is typed."""


class BankAccountForm(Form):
    """A new account of a provider, typed with or without spaces."""

    holder = RuleField(
        rule=bank_rules.clean_holder,
        label="Kontoinhaber",
        max_length=bank_rules.HOLDER_LENGTH,
        help_text="Wie er bei der Bank steht; die Bank vergleicht Namen und IBAN.",
        error_messages={"required": "Bitte geben Sie den Kontoinhaber an."},
    )
    iban = RuleField(
        rule=bank_rules.clean_iban,
        label="IBAN",
        max_length=TYPED_IBAN_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Bitte geben Sie die IBAN an."},
    )
    bic = RuleField(
        rule=bank_rules.clean_bic,
        label="BIC",
        required=False,
        max_length=20,
        help_text="Für deutsche Konten nicht nötig.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "input-medium"}
        ),
    )


class OfficeBankAccountForm(BankAccountForm):
    """The same for the office, which also says whose account it is."""

    provider = ModelChoiceField(
        Organisation.objects.none(), label="Bildungsträger", empty_label="Bitte wählen"
    )
    field_order = ("provider",)

    def __init__(self, *args: Any, providers: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["provider"]
        assert isinstance(field, ModelChoiceField)
        field.queryset = providers


class RejectAccountForm(Form):
    """Why the office does not confirm an account."""

    reason = forms.CharField(
        label="Begründung",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Der Bildungsträger liest diesen Text.",
        error_messages={"required": "Bitte begründen Sie die Ablehnung."},
    )


class PaymentFilter(OrderedFilter):
    """By number of payment or claim, provider and state."""

    suche = forms.CharField(label="Nummer", required=False, max_length=SEARCH_LENGTH)
    traeger = ModelChoiceField(
        Organisation.objects.none(), label="Bildungsträger", required=False, empty_label="alle"
    )
    stand = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "alle"), *PaymentState.choices]
    )

    def __init__(self, *args: Any, providers: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(PaymentOrder)
        field = self.fields["traeger"]
        assert isinstance(field, ModelChoiceField)
        field.queryset = providers


class PaymentFileFilter(OrderedFilter):
    """Payment files are few: they are only sorted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(PaymentFileOrder)


class PaymentFileForm(Form):
    """Which payments go to the bank, and when it is to execute them."""

    payments = ModelMultipleChoiceField(
        Payment.objects.none(),
        label="Zahlungen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Bitte wählen Sie mindestens eine Zahlung aus.",
            "invalid_choice": "Mindestens eine Zahlung steht schon in einer Zahlungsdatei. Bitte"
            " laden Sie die Seite neu.",
        },
    )
    execute_on = DayField(label="Ausführung am", help_text="Ein Bankarbeitstag ab heute.")

    def __init__(self, *args: Any, payments: QuerySet[Payment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = payments
        field = self.fields["payments"]
        assert isinstance(field, ModelMultipleChoiceField)
        field.queryset = payments
        self.initial.setdefault("payments", [payment.pk for payment in payments[:MAX_PAYMENTS]])

    @property
    def ticked(self) -> set[str]:
        """Payments that are ticked: as sent, or all at first."""
        return {str(key) for key in self["payments"].value() or []}


class PaidForm(Form):
    """The day on the statement of the paying account."""

    paid_on = DayField(
        label="Ausgezahlt am",
        help_text="Der Tag der Buchung auf dem Kontoauszug.",
        error_messages={"required": "Bitte geben Sie den Tag der Auszahlung an."},
    )


class ReturnedForm(Form):
    """When and why the bank sent a payment back."""

    returned_on = DayField(
        label="Zurückgekommen am",
        error_messages={"required": "Bitte geben Sie den Tag der Rückgabe an."},
    )
    reason = forms.CharField(
        label="Grund der Bank",
        max_length=REASON_LENGTH,
        help_text="Der Bildungsträger liest diesen Text, zum Beispiel: Konto erloschen.",
        error_messages={"required": "Bitte nennen Sie den Grund, den die Bank angibt."},
    )
