"""Lists that can be sorted; page and file keep the chosen order."""

from collections.abc import Iterable

from django import forms
from django.db.models import TextChoices

from lotsen.core.forms import FilterForm

NEWEST = ("", "Neueste zuerst")


class OrderedFilter(FilterForm):
    """A filter with a choice of orders; a role is only offered to sort by what its list shows."""

    sortierung = forms.ChoiceField(label="Sortierung", required=False)

    def order_fields(self, field_order: Iterable[str] | None) -> None:
        """The order comes last, unless the form names an order of its fields."""
        others = (name for name in self.fields if name != "sortierung")
        super().order_fields(field_order or [*others, "sortierung"])

    def offer(self, orders: Iterable[TextChoices], *, usual: tuple[str, str] = NEWEST) -> None:
        """The orders to choose from, besides the usual one."""
        field = self.fields["sortierung"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [usual, *((order.value, str(order.label)) for order in orders)]
