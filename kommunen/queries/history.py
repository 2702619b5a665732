"""A Kommune on another day: name, kind, Kreis, population, and how they came to change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet

from kommunen.models import Figure, Kommune, KommuneVersion
from kommunen.queries.editions import version_on
from kommunen.queries.endings import Ended, endings_around
from kommunen.queries.figures import population


@dataclass(frozen=True, slots=True)
class AsOf:
    """What the registry says about a Kommune on a day.

    `body` is the Kommune that it was on that day: itself, the same body under another key, or
    (`was_part`) the one that it had become a part of; None: nothing of it existed then. `version`
    and `population` are those of itself, whatever its key was.
    """

    on: date
    body: Kommune | None
    was_part: bool
    version: KommuneVersion | None
    population: Figure | None

    @property
    def is_before_first_figure(self) -> bool:
        """The programme is older than the first figure: the first known one is shown instead."""
        return self.population is not None and self.population.as_of > self.on


def as_of(kommune: Kommune, on: date) -> AsOf:
    """The facts of a day in two queries; where the key did not exist then, three more a step."""
    body, seen, was_part = kommune, set[str](), False
    while body.pk not in seen:
        seen.add(body.pk)
        version = version_on(body.pk, on)
        if version is not None:
            if was_part:
                return AsOf(on, body, True, None, None)
            return AsOf(on, body, False, version, population(body, on))
        endings = endings_around([body.pk])
        later = [one for one in endings if one.old == body and one.on <= on and one.new]
        moved_in = [one for one in endings if one.new == body and one.on > on and one.is_move]
        if later:
            was_part = was_part or not later[-1].is_move
            body = later[-1].new or body
        elif moved_in:
            body = moved_in[0].old
    return AsOf(on, None, False, None, None)


@dataclass(frozen=True, slots=True)
class Span:
    """One line of the history: what a body was called, or what it was a part of (`into`).

    `until` is the last day, None for the one that runs.
    """

    key: str
    begun: date | None
    until: date | None
    version: KommuneVersion | None
    into: Kommune | None = None


def spans_of(kommune: Kommune) -> list[Span]:
    """The whole history of the body under all keys that it has had, the newest first.

    Three queries, more only where keys ended; each span with the edition that brought it.
    """
    keys, endings = _keys_of_body(kommune)
    spans = [
        Span(version.kommune_id, version.valid_from, version.last_day, version)
        for version in versions_of(keys)
    ]
    for one in endings:
        if one.old.pk in keys and one.new is not None and not one.is_move:
            until = one.back_on - timedelta(days=1) if one.back_on else None
            spans.append(Span(one.old.pk, one.on, until, None, one.new))
    return sorted(spans, key=lambda span: span.begun or date.min, reverse=True)


def _keys_of_body(kommune: Kommune) -> tuple[set[str], list[Ended]]:
    """All keys that the body has had one after the other, and how they ended."""
    keys, endings = {kommune.pk}, endings_around([kommune.pk])
    while more := _moved_with(keys, endings):
        keys |= more
        endings = endings_around(keys)
    return keys, endings


def _moved_with(keys: set[str], endings: Iterable[Ended]) -> set[str]:
    moves = [(one.old.pk, one.new.pk) for one in endings if one.is_move and one.new]
    return {key for move in moves if keys & {*move} for key in move} - keys


def versions_of(keys: Iterable[str]) -> QuerySet[KommuneVersion]:
    """All versions of these keys with the edition that brought each of them, the newest first."""
    versions = KommuneVersion.objects.filter(kommune__in=keys)
    return versions.select_related("landkreis", "edition").order_by(
        F("valid_from").desc(nulls_last=True)
    )
