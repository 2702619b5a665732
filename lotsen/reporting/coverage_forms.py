"""Filters of the coverage pages. A value that makes no sense counts as not set."""

from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from kommunen.enums import KommuneKind, SizeClass
from kommunen.queries import kommunen_now
from lotsen.core import clock
from lotsen.reporting.enums import (
    BY_SLUG,
    COUNTING_LABELS,
    LABELS,
    Counting,
    Reach,
)
from lotsen.reporting.forms import ANY, FUNDED, UNFUNDED, StichtagFilter
from lotsen.reporting.queries.coverage import Question
from lotsen.reporting.queries.coverage_sums import Shown
from vouchers.enums import LineKind
from vouchers.models import FundingPeriod

A_KREIS = (KommuneKind.LANDKREIS, KommuneKind.STADTKREIS)
BY_NAME, BY_POPULATION, BY_STEP = "name", "einwohner", "stand"


class PlaceFilter(StichtagFilter):
    """Base: which Kommunen are looked at."""

    groesse = forms.ChoiceField(
        label="Einwohnerzahl", required=False, choices=[ANY, *SizeClass.choices]
    )
    kreis = forms.ChoiceField(label="Kreis", required=False)

    def __init__(self, data: QueryDict) -> None:
        """The Kreise come from the registry in one statement."""
        super().__init__(data)
        kreise = kommunen_now().filter(kind__in=A_KREIS)
        self._choose(
            "kreis", {key[:5]: name for key, name in kreise.values_list("key", "display_name")}
        )

    def _choose(self, name: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *choices.items()]

    @property
    def offered(self) -> list[Any]:
        """All values that can be chosen, as the page shows them."""
        names = (
            name for name, field in self.fields.items() if isinstance(field, forms.ChoiceField)
        )
        return [list(self[name].field.widget.choices) for name in names]

    @cached_property
    def shown(self) -> Shown:
        """Which Kommunen."""
        size = self.value("groesse")
        return Shown(self.value("kreis"), SizeClass(size) if size else None)


class CoverageFilter(PlaceFilter):
    """What the map counts, and for which Kommunen; the same for the list behind it."""

    linie = forms.ChoiceField(label="Förderlinie", required=False, choices=LineKind.choices)
    foerderung = forms.ChoiceField(
        label="Förderung",
        required=False,
        choices=[ANY, (FUNDED, "gefördert"), (UNFUNDED, "ohne Förderung")],
    )
    zeitraum = forms.ChoiceField(label="Förderzeitraum", required=False)
    zaehlung = forms.ChoiceField(
        label="Lotsen zählen",
        required=False,
        choices=[(counting.value, COUNTING_LABELS[counting]) for counting in Counting],
    )

    field_order = ("stichtag", "linie", "foerderung", "zeitraum", "zaehlung")

    def __init__(self, data: QueryDict) -> None:
        """Shows what counts where nothing was chosen: Basis, where people were trained."""
        super().__init__(data)
        self._periods = {str(period.pk): period for period in FundingPeriod.objects.all()}
        self._choose("zeitraum", {key: period.name for key, period in self._periods.items()})
        for name, value in (("linie", LineKind.BASIS), ("zaehlung", Counting.TRAINED)):
            if not data.get(name):
                self.data = dict(self.data.items()) | {name: value.value}

    @cached_property
    def question(self) -> Question:
        """What is counted."""
        funding = self.value("foerderung")
        return Question(
            as_of=self.as_of,
            line=LineKind(self.value("linie") or LineKind.BASIS),
            funded=None if funding is None else funding == FUNDED,
            period=self._periods.get(self.value("zeitraum") or ""),
            counting=Counting(self.value("zaehlung") or Counting.TRAINED),
        )

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The chosen values for the address of another page about the same."""
        values = {name: self.value(name) for name in CoverageFilter.base_fields}
        for name, usual in (("linie", LineKind.BASIS), ("zaehlung", Counting.TRAINED)):
            if values[name] == usual:
                values[name] = None
        return values | {"stichtag": self.as_of}


class CoverageListFilter(CoverageFilter):
    """All Kommunen with their step."""

    stand = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[ANY, *((reach.slug, LABELS[reach]) for reach in sorted(Reach, reverse=True))],
    )
    sortierung = forms.ChoiceField(
        label="Sortieren nach",
        required=False,
        choices=[
            (BY_NAME, "Name"),
            (BY_POPULATION, "Einwohnerzahl"),
            (BY_STEP, "Stand"),
        ],
    )

    @property
    def reach(self) -> Reach | None:
        """The step that is asked for."""
        return BY_SLUG.get(self.value("stand") or "")


class WhiteSpotFilter(PlaceFilter):
    """Kommunen where nothing has begun; the largest first unless by name."""

    sortierung = forms.ChoiceField(
        label="Sortieren nach",
        required=False,
        choices=[(BY_POPULATION, "Einwohnerzahl"), (BY_NAME, "Name")],
    )

    @property
    def question(self) -> Question:
        """Always everything since 2018: who has an unfunded Lotse is no white spot."""
        return Question(self.as_of)

    @property
    def is_today(self) -> bool:
        """Whether the list says what is true now, so that a letter may say it."""
        return self.as_of == clock.today()
