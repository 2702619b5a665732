"""Dated figures of the Kommunen."""

from datetime import date

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kommunen.enums import ENDING, EditionState, FigureKind
from kommunen.models import EditionChange, Figure, Kommune, RegistryEdition
from lotsen.core import clock


def population(kommune: Kommune, on: date | None = None) -> Figure | None:
    """The population that counts on a day (default: today).

    It is the latest figure not younger than the day; for a day before the first known figure it
    is the first one, because the programme is older (2018) than the figures. None: no figure.
    """
    figures = Figure.objects.filter(kommune=kommune, kind=FigureKind.POPULATION)
    then = figures.filter(as_of__lte=on or clock.today()).order_by("-as_of").first()
    return then or figures.order_by("as_of").first()


def population_day() -> date | None:
    """The day of the latest figures in the registry; None without figures."""
    figures = Figure.objects.filter(kind=FigureKind.POPULATION, as_of__lte=clock.today())
    latest: date | None = figures.aggregate(latest=Max("as_of"))["latest"]
    return latest


def area_day(kommune: Kommune, current: RegistryEdition | None) -> date | None:
    """Of which day its area is: of the last edition that the Kommune stands in.

    That is the one before the edition that dissolved it, and not the `current` one where the file
    had no row for it but nobody confirmed that it was dissolved.
    """
    gone = EditionChange.objects.filter(
        edition__state=EditionState.APPLIED, group__in=ENDING, key=kommune.pk
    )
    missing = {}
    edition = current
    for change in gone.select_related("edition__base").order_by("edition__decided_at"):
        missing[change.edition_id] = change.edition.base
        if kommune.is_dissolved and change.accepted:
            edition = change.edition
    while edition is not None and edition.pk in missing:
        edition = missing[edition.pk]
    return edition.area_as_of if edition else None


def with_population(kommunen: QuerySet[Kommune], on: date | None = None) -> QuerySet[Kommune]:
    """The rule of `population` for a whole list, as the annotation `population` (inhabitants)."""
    return kommunen.annotate(population=_latest("value", on))  # type: ignore[no-redef]


def with_population_source(
    kommunen: QuerySet[Kommune], on: date | None = None
) -> QuerySet[Kommune]:
    """The day and the base of that figure, as `population_on` and `population_base`."""
    return kommunen.annotate(  # type: ignore[no-redef]
        population_on=_latest("as_of", on), population_base=_latest("base", on)
    )


def _latest(column: str, on: date | None) -> Coalesce:
    figures = Figure.objects.filter(kommune=OuterRef("pk"), kind=FigureKind.POPULATION)
    then = figures.filter(as_of__lte=on or clock.today()).order_by("-as_of")
    return Coalesce(
        Subquery(then.values(column)[:1]),
        Subquery(figures.order_by("as_of").values(column)[:1]),
    )
