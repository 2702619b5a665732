"""Of which day the figures are: doubts about the dates of a file, and what is true once it counts.

A file does not say of which day its figures are. The dates are typed, or read from the notes beside
it, and the same edition may be taken over in parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kommunen.enums import ChangeGroup, FigureKind, KommuneKind
from kommunen.files import Edition, Place
from kommunen.files.compare import called, first_of
from kommunen.models import Figure, RegistryEdition
from kommunen.queries.editions import is_partial
from kommunen.queries.figures import population_day
from lotsen.core.formatting import day, number

SAME_DATE_CHANGES = 50
"""Reforms correct the figures of a few Kommunen; a new count changes nearly all of them."""


@dataclass(frozen=True, slots=True)
class FileDates:
    """What the file itself does not say: it stands in the publisher's notes beside it."""

    population_as_of: date
    population_base: str
    area_as_of: date


def doubts_about_dates(
    dates: FileDates, base: RegistryEdition, old: Edition, new: Edition
) -> list[str]:
    """Sentences about dates that do not go with the figures that the registry has."""
    return [*_about_population(dates.population_as_of, new), *_about_areas(dates, base, old, new)]


def _about_population(given: date, new: Edition) -> Iterator[str]:
    shown = population_day()
    if shown is not None and given < shown:
        yield (
            f"Als Stand der Einwohnerzahlen ist der {day(given)} angegeben; das Verzeichnis hat"
            f" schon Zahlen vom {day(shown)} und zeigt weiter diese."
        )
    figures = Figure.objects.filter(kind=FigureKind.POPULATION, as_of=given)
    known = dict(figures.values_list("kommune_id", "value"))
    others = [x for x in _gemeinden(new) if known.get(x.key, x.population) != x.population]
    if len(others) > SAME_DATE_CHANGES:
        yield (
            f"{number(len(others))} Gemeinden haben eine andere Einwohnerzahl, obwohl derselbe"
            f" Stand angegeben ist ({day(given)}). Bitte vergleichen Sie ihn mit Hinweise.txt."
        )
    elif others:
        named = [
            f"{called(x)} ({number(x.population)} statt {number(known[x.key])})" for x in others
        ]
        yield _same_day("Andere Einwohnerzahl", given, named)


def _about_areas(
    dates: FileDates, base: RegistryEdition, old: Edition, new: Edition
) -> Iterator[str]:
    given, shown = dates.area_as_of, base.area_as_of
    known = {place.key: place.area_ha for place in _gemeinden(old)}
    others = [x for x in _gemeinden(new) if known.get(x.key, x.area_ha) != x.area_ha]
    if given < shown and (others or new.places.keys() - old.places.keys()):
        yield (
            f"Als Stand der Flächen ist der {day(given)} angegeben; das Verzeichnis zeigt schon die"
            f" vom {day(shown)}. Wer sie aus dieser Datei übernimmt, zeigt ältere."
        )
    elif others and given == shown:
        named = [
            f"{called(x)} ({number(x.area_ha)} statt {number(known[x.key])} ha)" for x in others
        ]
        yield _same_day("Andere Fläche", given, named)


def _same_day(what: str, given: date, named: Sequence[str]) -> str:
    return (
        f"{what}, obwohl derselbe Stand angegeben ist ({day(given)}): {first_of(named)}. Das kommt"
        " vor, wo sich Gebiete geändert haben; sonst vergleichen Sie den Stand bitte mit"
        " Hinweise.txt."
    )


def _gemeinden(edition: Edition) -> list[Place]:
    """A Landkreis is the sum of its Gemeinden: another one wherever Gemeinden come and go."""
    return [x for x in edition.places.values() if x.kind != KommuneKind.LANDKREIS]


def settle_dates(edition: RegistryEdition, base: RegistryEdition) -> None:
    """Give an edition that is being applied the dates and the source of what the registry shows
    from now on. Where a group was left out, they are those of before; not saved."""
    left_out = set(edition.changes.filter(accepted=False).values_list("group", flat=True))
    if ChangeGroup.POPULATION in left_out and base.population_as_of is not None:
        edition.population_as_of = base.population_as_of
        edition.population_base = base.population_base
    if ChangeGroup.PLACE in left_out or not _brings_areas(edition, base):
        edition.area_as_of = base.area_as_of
    if ChangeGroup.CENTRE in left_out:
        edition.centre_as_of = base.centre_as_of
    if left_out:
        days = " und ".join(day(on) for on in dict.fromkeys(_still_shown(base)))
        edition.attribution += f" (teilweise übernommen), sonst Gebietsstand {days}"


def _brings_areas(edition: RegistryEdition, base: RegistryEdition) -> bool:
    """Whether areas of its own day are shown. One with an older day that only repeats the known
    areas makes none of them older."""
    if edition.area_as_of >= base.area_as_of:
        return True
    accepted = edition.changes.filter(accepted=True)
    if accepted.filter(group=ChangeGroup.NEW).exists():
        return True
    return any(
        change.before["area_ha"] != change.after["area_ha"]
        for change in accepted.filter(group=ChangeGroup.PLACE)
        if change.before and change.after and change.after["kind"] != KommuneKind.LANDKREIS
    )


def _still_shown(edition: RegistryEdition) -> Iterator[date]:
    """The Gebietsstand of an edition and, where it was applied in parts, of those before it."""
    found: RegistryEdition | None = edition
    while found is not None:
        yield found.as_of
        found = found.base if is_partial(found) else None
