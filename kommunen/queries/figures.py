"""Dated figures of the Kommunen."""

from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kommunen.enums import FigureKind
from kommunen.models import Figure, Kommune
from lotsen.core import clock


def population(kommune: Kommune, on: date | None = None) -> Figure | None:
    """The population that counts on a day (default: today).

    It is the latest figure not younger than the day; for a day before the first known figure it
    is the first one, because the programme is older (2018) than the figures. None: no figure.
    """
    figures = Figure.objects.filter(kommune=kommune, kind=FigureKind.POPULATION)
    then = figures.filter(as_of__lte=on or clock.today()).order_by("-as_of").first()
    return then or figures.order_by("as_of").first()


def with_population(kommunen: QuerySet[Kommune], on: date | None = None) -> QuerySet[Kommune]:
    """The rule of `population` for a whole list, as the annotation `population` (inhabitants)."""
    figures = Figure.objects.filter(kommune=OuterRef("pk"), kind=FigureKind.POPULATION)
    then = figures.filter(as_of__lte=on or clock.today()).order_by("-as_of")
    return kommunen.annotate(  # type: ignore[no-redef]
        population=Coalesce(
            Subquery(then.values("value")[:1]),
            Subquery(figures.order_by("as_of").values("value")[:1]),
        )
    )
