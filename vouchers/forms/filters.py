"""Filters above the lists. Nonsense is ignored, so every address can be bookmarked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from kommunen.enums import KommuneKind
from kommunen.forms import KommuneField
from kommunen.models import Kommune, Regierungsbezirk
from lotsen.core.formatting import day
from lotsen.core.forms import DayField, FilterForm, ModelChoiceField
from lotsen.core.ordering import OrderedFilter
from vouchers.enums import (
    Account,
    ContractOrder,
    ContractState,
    EntryKind,
    VoucherOrder,
    VoucherState,
)
from vouchers.forms.funds import LineField
from vouchers.models import FundingLine
from vouchers.queries import budget_years, providers
from vouchers.queries.entries import FIRM, VE
from vouchers.queries.totals import Dimension

WAITING = "offen"
ENDING = "ablaufend"
SEARCH_LENGTH = 100
OF_OTHERS = (ContractOrder.KOMMUNE, VoucherOrder.KOMMUNE)
"""HR reads the own Kommune alone."""
KREIS_KINDS = (KommuneKind.LANDKREIS, KommuneKind.STADTKREIS)
GROUPS = [
    ("year", "Haushaltsjahr"),
    ("line", "Förderlinie"),
    ("bezirk", "Regierungsbezirk"),
    ("kreis", "Kreis"),
    ("kommune", "Kommune"),
    ("provider", "Bildungsträger"),
]


class ContractFilter(OrderedFilter):
    """By number, Kommune or contact, and by state; "offen" is what waits for the office."""

    suche = forms.CharField(label="Nummer oder Kommune", required=False, max_length=SEARCH_LENGTH)
    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[("", "alle"), (WAITING, "zu bearbeiten"), *ContractState.choices],
    )

    def __init__(self, *args: Any, for_hr: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(order for order in ContractOrder if not (for_hr and order in OF_OTHERS))


class VoucherFilter(OrderedFilter):
    """By ID or Kommune, and by state."""

    suche = forms.CharField(
        label="Gutschein-ID oder Kommune", required=False, max_length=SEARCH_LENGTH
    )
    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[("", "alle"), *VoucherState.choices, (ENDING, "läuft in 30 Tagen ab")],
    )

    def __init__(self, *args: Any, for_hr: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = OF_OTHERS if for_hr else (VoucherOrder.PERSON,)
        self.offer(order for order in VoucherOrder if order not in hidden)


class AnyKommuneField(KommuneField):
    """A Kommune whose key is known may also be one that exists no more: its bookings remain."""

    def clean(self, value: Any) -> Kommune | None:
        key = str(value or "").strip()
        known = Kommune.objects.filter(key=key).first() if key.isdecimal() else None
        return known or super().clean(value)


class MoneyFilter(FilterForm):
    """What narrows totals and bookings alike: a figure and its bookings share one filter."""

    jahr = forms.ChoiceField(label="Haushaltsjahr", required=False)
    linie = LineField(
        FundingLine.objects.none(), label="Förderlinie", required=False, empty_label="alle"
    )
    bezirk = forms.ChoiceField(label="Regierungsbezirk", required=False)
    kreis = ModelChoiceField(
        Kommune.objects.none(), label="Kreis", required=False, empty_label="alle"
    )
    kommune = AnyKommuneField(label="Kommune", required=False)
    traeger = ModelChoiceField(
        providers().none(), label="Bildungsträger", required=False, empty_label="alle"
    )
    bis = DayField(label="Gebucht bis", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("jahr", [(str(year.pk), str(year.pk)) for year in budget_years()])
        self._choices("bezirk", Regierungsbezirk.objects.values_list("key", "name"))
        self._objects("linie", FundingLine.objects.select_related("period").order_by("-valid_from"))
        self._objects("kreis", Kommune.objects.filter(kind__in=KREIS_KINDS))
        self._objects("traeger", providers())

    @property
    def narrowed(self) -> dict[str, Any]:
        """The arguments of `balances` and `filtered_postings`, without the day."""
        year = self.value("jahr")
        return {
            "year": int(year) if year else None,
            "line": self.value("linie"),
            "bezirk": self.value("bezirk"),
            "kreis": self.value("kreis"),
            "kommune": self.value("kommune"),
            "provider": self.value("traeger"),
        }

    @property
    def as_of(self) -> date | None:
        found: date | None = self.value("bis")
        return found

    def parameters(self) -> dict[str, str]:
        """The filters that are set, as they stand in an address."""
        return {name: self.data[name] for name in MoneyFilter.base_fields if self.value(name)}

    def lines(self) -> list[str]:
        """The filters that are set in words, for the line that is printed on list and export."""
        found = []
        for name, field in self.fields.items():
            value = self.value(name)
            if value is None:
                continue
            if isinstance(field, forms.ChoiceField):
                value = dict(self[name].field.widget.choices).get(value, value)
            found.append(f"{field.label}: {day(value) if isinstance(value, date) else value}")
        return found

    def _choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "alle"), *choices]

    def _objects(self, name: str, objects: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, ModelChoiceField)
        field.queryset = objects


class EntryFilter(MoneyFilter):
    """Which postings: every figure of the overview is one of these addresses."""

    konto = forms.ChoiceField(
        label="Konto", required=False, choices=[("", "alle"), *Account.choices]
    )
    art = forms.ChoiceField(
        label="Vorgang",
        required=False,
        choices=[
            ("", "alle"),
            (FIRM, "alle ohne Verpflichtungsermächtigungen"),
            (VE, "Verpflichtungsermächtigungen und ihre Ablösung"),
            *EntryKind.choices,
        ],
    )

    field_order = ("jahr", "linie", "konto", "art")


class TotalsFilter(MoneyFilter):
    """The totals, grouped by one dimension."""

    gruppe = forms.ChoiceField(label="Gruppiert nach", required=False, choices=GROUPS)

    field_order = ("gruppe", "jahr", "linie")

    @property
    def dimension(self) -> Dimension:
        found: Dimension = self.value("gruppe") or "year"
        return found
