"""A Kommune on another day: name, kind, Kreis, population, and how they came to change."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from kommunen.enums import FigureKind
from kommunen.models import Figure, Kommune, KommuneVersion
from kommunen.queries.editions import version_on
from kommunen.queries.figures import population


@dataclass(frozen=True, slots=True)
class AsOf:
    """What the registry says about a Kommune on a day; `version` None: it did not exist then."""

    on: date
    version: KommuneVersion | None
    population: Figure | None

    @property
    def is_before_first_figure(self) -> bool:
        """The programme is older than the first figure: the first known one is shown instead."""
        return self.population is not None and self.population.as_of > self.on


def as_of(kommune: Kommune, on: date) -> AsOf:
    """The facts of a day in two or three queries."""
    return AsOf(on, version_on(kommune.pk, on), population(kommune, on))


def versions_of(kommune: Kommune) -> QuerySet[KommuneVersion]:
    """All versions with the edition that brought each of them, the newest first."""
    versions = KommuneVersion.objects.filter(kommune=kommune)
    return versions.select_related("landkreis", "edition").order_by(
        F("valid_from").desc(nulls_last=True)
    )


def figures_of(kommune: Kommune) -> QuerySet[Figure]:
    """The population by date, the newest first."""
    figures = Figure.objects.filter(kommune=kommune, kind=FigureKind.POPULATION)
    return figures.order_by("-as_of")
