"""Inhabitants that an edition brings: figures of its own day, for the Kommunen that it knows."""

from collections.abc import Iterable, Mapping

from kommunen.enums import ENDING, STARTING, ChangeGroup, FigureKind
from kommunen.models import EditionChange, Figure, Kommune, RegistryEdition
from kommunen.queries.figures import with_population


def carry_figures(changes: Iterable[EditionChange]) -> None:
    """A body that moves was as large before: its figures count under its new key as well."""
    new_keys = {change.key: change.ends_in for change in changes}
    Figure.objects.bulk_create(
        [
            Figure(
                kommune_id=new_keys[figure.kommune_id],
                kind=figure.kind,
                value=figure.value,
                as_of=figure.as_of,
                base=figure.base,
            )
            for figure in Figure.objects.filter(kommune__in=new_keys)
        ],
        ignore_conflicts=True,  # a key that came back keeps the figures that it has
    )


def save_population(edition: RegistryEdition, base: RegistryEdition) -> None:
    """Figures of the edition's own day for every Kommune that stands in it, when the group was
    accepted. A Kommune without any figure gets hers in any case: the quota counts inhabitants."""
    staged = edition.changes.filter(group=ChangeGroup.POPULATION)
    came = _populations(edition.changes.filter(group__in=STARTING, accepted=True))
    if staged.filter(accepted=False).exists():
        known = Figure.objects.filter(kommune__in=came).values_list("kommune_id", flat=True)
        bare = came.keys() - set(known)
        _save(edition, {key: came[key] for key in bare})
        return
    changed = _populations(staged)
    if not changed and not came and base.population_as_of == edition.population_as_of:
        return
    values = changed | came
    absent = edition.changes.filter(group__in=ENDING, accepted=False).values_list("key", flat=True)
    living = Kommune.objects.filter(dissolved_on=None).exclude(key__in=[*values, *absent])
    for kommune in with_population(living):
        if kommune.population:
            values[kommune.key] = kommune.population
    _save(edition, values)


def _populations(changes: Iterable[EditionChange]) -> dict[str, int]:
    return {x.after["key"]: x.after["population"] for x in changes if x.after}


def _save(edition: RegistryEdition, values: Mapping[str, int]) -> None:
    assert edition.population_as_of is not None
    Figure.objects.bulk_create(
        [
            Figure(
                kommune_id=key,
                kind=FigureKind.POPULATION,
                value=value,
                as_of=edition.population_as_of,
                base=edition.population_base,
            )
            for key, value in values.items()
        ],
        update_conflicts=True,
        unique_fields=["kommune", "kind", "as_of"],
        update_fields=["value", "base"],
    )
