"""Filters of the reports. All are GET forms; a value that makes no sense counts as not set."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from kommunen.models import Regierungsbezirk
from lotsen.core import clock
from lotsen.core.forms import DayField, FilterForm
from lotsen.reporting.queries.money import LABELS, MoneyFigure
from lotsen.reporting.queries.people import Narrowed
from vouchers.queries import budget_years

FUNDED, UNFUNDED = "mit", "ohne"
REACHED, WHITE = "ja", "nein"
GEMEINDEN, LANDKREISE = "gemeinden", "landkreise"
ANY = ("", "alle")


class StichtagFilter(FilterForm):
    """Base: an as-of date that never lies in the future."""

    stichtag = DayField(label="Stichtag", required=False)

    def __init__(self, data: QueryDict) -> None:
        """Show today where nothing was chosen: a figure without its day says little."""
        shown = data.copy()
        if not shown.get("stichtag"):
            shown["stichtag"] = f"{clock.today():%d.%m.%Y}"
        super().__init__(shown)

    def clean_stichtag(self) -> date | None:
        """Nobody knows the future: a later day is ignored, and said to be."""
        chosen: date | None = self.cleaned_data["stichtag"]
        if chosen and chosen > clock.today():
            raise forms.ValidationError("Der Stichtag darf nicht in der Zukunft liegen.")
        return chosen

    @property
    def as_of(self) -> date:
        """The chosen day; today where none was chosen, or one that makes no sense."""
        chosen: date | None = self.value("stichtag")
        return chosen or clock.today()

    @property
    def ignored(self) -> list[str]:
        """Labels of what was asked for and makes no sense."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]


class DashboardFilter(StichtagFilter):
    """Budget year and Stichtag."""

    jahr = forms.TypedChoiceField(label="Haushaltsjahr", coerce=int, required=False)

    field_order = ("jahr", "stichtag")

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        known = {row.year for row in budget_years()} | {clock.today().year}
        self._years = sorted(known, reverse=True)
        self._choices("jahr", [(year, str(year)) for year in self._years])
        if not data.get("jahr"):
            # Shows the year that counts, not the newest.
            self.data = dict(self.data.items()) | {"jahr": str(self.year)}

    @property
    def year(self) -> int:
        """The chosen year; otherwise that of the Stichtag if it had money, or the newest."""
        chosen: int | None = self.value("jahr")
        own = self.as_of.year
        return chosen or (own if own in self._years else self._years[0])

    def _choices(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class BezirkFilter(StichtagFilter):
    """Base of the lists: Stichtag and Regierungsbezirk."""

    bezirk = forms.ChoiceField(label="Regierungsbezirk", required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.bezirke = dict(Regierungsbezirk.objects.values_list("key", "name"))
        field = self.fields["bezirk"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *self.bezirke.items()]

    @property
    def bezirk_key(self) -> str | None:
        key: str | None = self.value("bezirk")
        return key


class PeopleFilter(BezirkFilter):
    """Trained or enrolled people."""

    foerderung = forms.ChoiceField(
        label="Förderung",
        required=False,
        choices=[ANY, (FUNDED, "gefördert"), (UNFUNDED, "ohne Förderung")],
    )

    @property
    def narrowed(self) -> Narrowed:
        funding = self.value("foerderung")
        return Narrowed(
            funded=None if funding is None else funding == FUNDED, bezirk=self.bezirk_key
        )


class TrainedFilter(PeopleFilter):
    """Trained people may also be narrowed to a month or year by the day of completion."""

    seit = DayField(label="Abgeschlossen ab", required=False)

    @property
    def narrowed(self) -> Narrowed:
        base = super().narrowed
        return Narrowed(funded=base.funded, bezirk=base.bezirk, since=self.value("seit"))


class KommunenFilter(BezirkFilter):
    """Kommunen with and without a funded Lotse."""

    art = forms.ChoiceField(
        label="Art",
        required=False,
        choices=[ANY, (GEMEINDEN, "Städte und Gemeinden"), (LANDKREISE, "Landkreise")],
    )
    erreicht = forms.ChoiceField(
        label="Geförderter Lotse",
        required=False,
        choices=[ANY, (REACHED, "vorhanden"), (WHITE, "noch keiner")],
    )


class BookingsFilter(BezirkFilter):
    """The bookings behind one of the four sums."""

    summe = forms.ChoiceField(
        label="Summe",
        required=False,
        choices=[(figure.value, LABELS[figure]) for figure in MoneyFigure],
    )
    jahr = forms.TypedChoiceField(label="Haushaltsjahr", coerce=int, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        field = self.fields["jahr"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *((row.year, str(row.year)) for row in budget_years())]

    @property
    def figure(self) -> MoneyFigure:
        return MoneyFigure(self.value("summe") or MoneyFigure.GRANTED)

    @property
    def per_voucher(self) -> bool:
        """Whether each booking names a voucher and its Kommune; grants and what is left do not."""
        return self.figure in {MoneyFigure.COMMITTED, MoneyFigure.REDEEMED}


@dataclass(frozen=True, slots=True)
class FilterLine:
    """One chosen filter in words, for the line that is printed on every list and export."""

    label: str
    value: str


def chosen(form: StichtagFilter) -> list[FilterLine]:
    """The filters that are set, as a reader would name them. The Stichtag stands elsewhere."""
    lines = []
    for name, field in form.fields.items():
        value = form.value(name)
        if value is None or name == "stichtag":
            continue
        if isinstance(field, forms.ChoiceField):
            value = dict(form[name].field.widget.choices).get(value, value)
        elif isinstance(value, date):
            value = f"{value:%d.%m.%Y}"
        lines.append(FilterLine(str(field.label), str(value)))
    return lines
