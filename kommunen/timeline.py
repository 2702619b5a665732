"""What happened to and in a Kommune. Each app adds what it knows, for those who may read it.

`register_source(function)` in `AppConfig.ready`; the function gets the actor (None: a visitor) and
the Kommune, and decides itself what this actor reads. No source names a person to somebody who
may not see them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kommunen.models import Kommune
from lotsen.core.actor import Actor

MOST = 500
"""Entries of one source; the Kommune with the most Lotsen has far fewer."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened on a day, with the address of what it is about.

    `kommune` is the label of a predecessor in which it happened, empty for the Kommune itself.
    """

    on: date
    text: str
    url: str = ""
    link: str = ""
    kommune: str = ""


Source = Callable[[Actor | None, Kommune], list[TimelineEntry]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Add what an app knows; registering twice changes nothing."""
    if source not in _sources:
        _sources.append(source)


def timeline_of(kommune: Kommune, actor: Actor | None) -> list[TimelineEntry]:
    """Everything that `actor` may read, the newest first, in a fixed number of queries."""
    found = [entry for source in _sources for entry in source(actor, kommune)]
    return sorted(found, key=lambda entry: (entry.on, entry.text), reverse=True)


def earlier_name(kommune: Kommune, of: Kommune) -> str:
    """The label of `of` where it is another Kommune than the page's: a predecessor."""
    return "" if of.pk == kommune.pk else of.label
