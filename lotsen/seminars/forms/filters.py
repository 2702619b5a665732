"""Filters above the lists. Nonsense is ignored, so every address can be bookmarked."""

from typing import Any

from django import forms

from lotsen.core.forms import DayField, FilterForm, ModelChoiceField
from lotsen.core.ordering import OrderedFilter
from lotsen.seminars.enums import CatalogueOrder
from lotsen.seminars.queries import cities
from vouchers.enums import LineKind
from vouchers.queries import providers

BY_DAY = ("", "Termin")
LINES = [("", "alle"), *((kind.value, kind.label) for kind in (LineKind.BASIS, LineKind.AUFBAU))]
"""An Inhouse training has no seminar to enrol in."""
NARROWS_NOTHING = ("person", "sortierung")


class TabFilter(FilterForm):
    """What it is called, beside the tabs offen, überfällig, fertig."""

    q = forms.CharField(label="Titel, Ort oder Nummer", required=False)


class CatalogueFilter(OrderedFilter):
    """What it is called, who offers it, for which line, where, from when, and whether it is full.

    `person` narrows nothing: it is the employee for whom HR looks, and goes along to the enrolment.
    """

    q = forms.CharField(label="Titel, Ort oder Nummer", required=False)
    traeger = ModelChoiceField(
        providers().none(), label="Bildungsträger", required=False, empty_label="alle"
    )
    linie = forms.ChoiceField(label="Förderlinie", required=False, choices=LINES)
    ort = forms.ChoiceField(label="Ort", required=False)
    ab = DayField(label="Beginn ab", required=False)
    frei = forms.BooleanField(label="nur mit freien Plätzen", required=False)
    alle = forms.BooleanField(label="auch vergangene und abgesagte", required=False)
    person = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("q", "traeger", "linie", "ort", "ab")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        houses, places = self.fields["traeger"], self.fields["ort"]
        assert isinstance(houses, ModelChoiceField)
        assert isinstance(places, forms.ChoiceField)
        houses.queryset = providers()
        places.choices = [("", "alle"), *((city, city) for city in cities())]
        self.offer(CatalogueOrder, usual=BY_DAY)

    @property
    def is_used(self) -> bool:
        """Whether the list is narrowed."""
        return any(self.value(name) for name in self.fields if name not in NARROWS_NOTHING)
