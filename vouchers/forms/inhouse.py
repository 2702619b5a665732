"""The final invoice of an Inhouse training."""

from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from lotsen.core import clock
from lotsen.core.forms import DayField, EuroField, Form
from vouchers.models import Voucher


class SettleForm(Form):
    """Number, amount and day of the invoice, and the days on which the training was held."""

    invoice_number = forms.CharField(label="Nummer der Schlussrechnung", max_length=60)
    invoice_cents = EuroField(
        label="Betrag der Schlussrechnung", help_text="alle förderfähigen Kosten", min_cents=100
    )
    invoiced_on = DayField(label="Datum der Schlussrechnung")

    def __init__(self, *args: Any, voucher: Voucher, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voucher = voucher
        for name in self._day_names:
            number = int(name.removeprefix("day"))
            self.fields[name] = DayField(label=f"Schulungstag {number}", required=number == 1)

    @property
    def day_fields(self) -> list[BoundField]:
        """For the template."""
        return [self[name] for name in self._day_names]

    @property
    def days_held(self) -> list[date]:
        """The days that were named."""
        named = (self.cleaned_data.get(name) for name in self._day_names)
        return [day for day in named if day]

    def clean(self) -> dict[str, Any]:
        """No day twice, none after the invoice, no invoice of the future."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        invoiced_on = cleaned.get("invoiced_on")
        if invoiced_on and invoiced_on > clock.today():
            self.add_error("invoiced_on", "Die Rechnung darf nicht in der Zukunft liegen.")
        seen: set[date] = set()
        for name in self._day_names:
            day = cleaned.get(name)
            if day is None:
                continue
            if day in seen:
                self.add_error(name, "Dieser Schulungstag ist schon genannt.")
            elif invoiced_on and day > invoiced_on:
                self.add_error(name, "Der Schulungstag liegt nach der Rechnung.")
            seen.add(day)
        return cleaned

    @property
    def _day_names(self) -> list[str]:
        return [f"day{number}" for number in range(1, self.voucher.days + 1)]
