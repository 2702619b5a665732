"""Lists of the registry."""

from django.db.models import QuerySet

from kommunen.enums import KommuneKind
from kommunen.models import Kommune, Region
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
