"""Lists of the registry."""

from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from kommunen.enums import KommuneKind, ListOrder, SizeClass
from kommunen.models import Kommune, Regierungsbezirk, Region
from lotsen.core.actor import Actor


def kommunen_now() -> QuerySet[Kommune]:
    """All Kommunen that exist today, in dictionary order of their names."""
    return Kommune.objects.filter(dissolved_on=None)


def kreise() -> QuerySet[Kommune]:
    """The 35 Landkreise."""
    return kommunen_now().filter(kind=KommuneKind.LANDKREIS)


def gemeinden_of(landkreis: Kommune) -> QuerySet[Kommune]:
    """The Gemeinden of a Landkreis that exist today."""
    return kommunen_now().filter(landkreis=landkreis)


def kommune_of(actor: Actor) -> Kommune | None:
    """The Kommune that a person acts for (HR, Lotse), None for everybody else."""
    if actor.organisation_id is None:
        return None
    return Kommune.objects.filter(organisation=actor.organisation_id).first()


def regions() -> QuerySet[Region]:
    """The twelve regions."""
    return Region.objects.all()


def regierungsbezirke() -> QuerySet[Regierungsbezirk]:
    """The four Regierungsbezirke."""
    return Regierungsbezirk.objects.all()


def of_size(kommunen: QuerySet[Kommune], size: SizeClass) -> QuerySet[Kommune]:
    """Those with so many inhabitants; needs the annotation of `with_population`."""
    first, above = size.bounds
    population = F("population")
    kommunen = kommunen.filter(GreaterThanOrEqual(population, first))
    return kommunen if above is None else kommunen.filter(LessThan(population, above))


def in_order(kommunen: QuerySet[Kommune], order: ListOrder) -> QuerySet[Kommune]:
    """The list sorted as chosen, within equals by name; needs `with_population` for the numbers."""
    kinds = [When(kind=kind, then=Value(place)) for place, kind in enumerate(KommuneKind)]
    before: dict[ListOrder, list[Any]] = {
        ListOrder.NAME: [],
        ListOrder.LARGEST: [F("population").desc(nulls_last=True)],
        ListOrder.SMALLEST: [F("population").asc(nulls_last=True)],
        ListOrder.KIND: [Case(*kinds, output_field=IntegerField())],
        ListOrder.KREIS: [F("landkreis__sort_key").asc(nulls_last=True)],
    }
    return kommunen.order_by(*before[order], "sort_key", "key")
