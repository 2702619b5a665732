"""Reclaiming paid days, deciding on it, and what arrived; a newer base rate."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from lotsen.core import clock
from lotsen.core.formatting import day, euro
from lotsen.core.forms import DayField, Form
from lotsen.core.ordering import OrderedFilter
from lotsen.core.reasons import REASON_LENGTH
from vouchers.enums import ReclaimOrder, ReclaimState
from vouchers.forms.contracts import TokenField, new_token
from vouchers.interest import half_year
from vouchers.queries.reclaims import PaidDay

DAYS_TO_PAY = 30
FIRST_DAY = date(2018, 11, 1)
"""Before it the programme paid nothing."""

OPEN = "offen"
DAY_DIGITS = 3


class ReclaimFilter(OrderedFilter):
    """Which cases: what is still to come back, unless another state is chosen."""

    stand = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "alle"), *ReclaimState.choices]
    )

    def __init__(self, *args: Any, for_provider: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = {ReclaimOrder.PROVIDER} if for_provider else set()
        self.offer(order for order in ReclaimOrder if order not in hidden)


class ReclaimForm(Form):
    """Which paid days, why, and from when interest runs."""

    token = TokenField()
    days = forms.MultipleChoiceField(
        label="Tage",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte wählen Sie mindestens einen Tag."},
    )
    reason = forms.CharField(
        label="Grund",
        max_length=REASON_LENGTH,
        help_text="Der Grund steht im Schreiben an den Bildungsträger und dauerhaft in der Buchung."
        " Bitte keine Angaben zur Person.",
        error_messages={"required": "Bitte nennen Sie den Grund der Rückforderung."},
    )
    interest_from = DayField(
        label="Zinsen ab", help_text="In der Regel der Tag der Auszahlung.", earliest=FIRST_DAY
    )

    def __init__(self, *args: Any, days: Sequence[PaidDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["days"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(paid.day_number), _label(paid)) for paid in days]
        self.initial.setdefault("token", new_token())
        self.initial.setdefault("interest_from", max((paid.paid_on for paid in days), default=None))

    @property
    def day_numbers(self) -> list[int]:
        return [int(number) for number in self.cleaned_data["days"]]

    @property
    def ticked(self) -> set[int]:
        """Numbers of days as they were sent, offered or not."""
        sent = self["days"].value() or []
        return {int(text) for text in sent if text.isdecimal() and len(text) <= DAY_DIGITS}


class ApproveForm(Form):
    """Until when the provider has to pay."""

    due_on = DayField(label="Zahlbar bis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", clock.today() + timedelta(days=DAYS_TO_PAY))


class ReasonForm(Form):
    """Why a proposal is refused."""

    reason = forms.CharField(
        label="Grund der Ablehnung",
        max_length=REASON_LENGTH,
        error_messages={"required": "Bitte nennen Sie den Grund der Ablehnung."},
    )


class RepaidForm(Form):
    """When the money arrived."""

    repaid_on = DayField(label="Eingegangen am", earliest=FIRST_DAY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("repaid_on", clock.today())


class RateForm(Form):
    """A base rate as the Bundesbank published it."""

    valid_from = DayField(
        label="Gilt ab", help_text="1. Januar oder 1. Juli", earliest=date(2016, 7, 1)
    )
    base = forms.DecimalField(
        label="Basiszinssatz in Prozent",
        localize=True,
        min_value=-5,
        max_value=20,
        decimal_places=2,
        max_digits=4,
        help_text="zum Beispiel 1,27 oder -0,88",
        widget=forms.TextInput(
            attrs={"inputmode": "text", "class": "input-short", "maxlength": "8"}
        ),
        error_messages={
            "required": "Bitte geben Sie den Basiszinssatz an.",
            "invalid": "Bitte geben Sie den Zinssatz in Prozent an, zum Beispiel 1,27.",
            "min_value": "Der Basiszinssatz muss zwischen -5 und 20 Prozent liegen.",
            "max_value": "Der Basiszinssatz muss zwischen -5 und 20 Prozent liegen.",
            "max_digits": "Bitte geben Sie höchstens zwei Nachkommastellen an.",
            "max_decimal_places": "Bitte geben Sie höchstens zwei Nachkommastellen an.",
            "max_whole_digits": "Der Basiszinssatz muss zwischen -5 und 20 Prozent liegen.",
        },
    )
    source = forms.CharField(
        label="Quelle",
        max_length=200,
        help_text="zum Beispiel die Bekanntmachung der Bundesbank mit Datum",
        error_messages={"required": "Bitte nennen Sie die Quelle."},
    )

    def clean_valid_from(self) -> date:
        """Base rates change with the half-year."""
        chosen: date = self.cleaned_data["valid_from"]
        if chosen != half_year(chosen):
            raise forms.ValidationError(
                "Der Basiszinssatz ändert sich am 1. Januar und am 1. Juli."
            )
        return chosen

    @property
    def base_hundredths(self) -> int:
        return int(self.cleaned_data["base"] * 100)


def _label(paid: PaidDay) -> str:
    held = f" am {day(paid.held_on)}" if paid.held_on else ""
    return f"Tag {paid.day_number}{held}: {euro(paid.cents)}, ausgezahlt am {day(paid.paid_on)}"
