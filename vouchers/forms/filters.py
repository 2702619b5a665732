"""Filters above the lists. Nonsense is ignored, so every address can be bookmarked."""

from typing import Any

from django import forms

from kommunen.forms import KommuneField
from lotsen.core.forms import DayField, FilterForm, ModelChoiceField
from vouchers.enums import Account, ContractState, VoucherState
from vouchers.models import FundingLine
from vouchers.queries import budget_years, providers

WAITING = "offen"
SEARCH_LENGTH = 100


class ContractFilter(FilterForm):
    """By number, Kommune or contact, and by state; "offen" is what waits for the office."""

    suche = forms.CharField(label="Nummer oder Kommune", required=False, max_length=SEARCH_LENGTH)
    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[("", "alle"), (WAITING, "zu bearbeiten"), *ContractState.choices],
    )


class VoucherFilter(FilterForm):
    """By ID or Kommune, and by state."""

    suche = forms.CharField(
        label="Gutschein-ID oder Kommune", required=False, max_length=SEARCH_LENGTH
    )
    stand = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "alle"), *VoucherState.choices]
    )


class EntryFilter(FilterForm):
    """Which postings: every figure of the overview is one of these addresses."""

    jahr = forms.ChoiceField(label="Haushaltsjahr", required=False)
    linie = ModelChoiceField(
        FundingLine.objects.none(), label="Förderlinie", required=False, empty_label="alle"
    )
    konto = forms.ChoiceField(
        label="Konto", required=False, choices=[("", "alle"), *Account.choices]
    )
    kommune = KommuneField(label="Kommune", required=False)
    traeger = ModelChoiceField(
        providers().none(), label="Bildungsträger", required=False, empty_label="alle"
    )
    bis = DayField(label="Gebucht bis", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(str(year.pk), str(year.pk)) for year in budget_years()]
        self.fields["jahr"] = forms.ChoiceField(
            label="Haushaltsjahr", required=False, choices=[("", "alle"), *years]
        )
        self.order_fields(["jahr", "linie", "konto", "kommune", "traeger", "bis"])
        lines, houses = self.fields["linie"], self.fields["traeger"]
        assert isinstance(lines, ModelChoiceField)
        assert isinstance(houses, ModelChoiceField)
        lines.queryset = FundingLine.objects.order_by("-valid_from", "id")
        houses.queryset = providers()
