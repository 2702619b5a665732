"""What became of a Kommune whose key ended: it moved, it merged, or both one after the other."""

from dataclasses import dataclass
from datetime import date

from kommunen.models import Kommune
from kommunen.queries.endings import was_there


@dataclass(frozen=True, slots=True)
class Fate:
    """`body` is the same body under its last key, got on `moved_on`: itself, where it never moved.

    `today` is the living Kommune that has its cases, None where nobody follows.
    `never_was`: the key began and ended on the same day and never counted.
    """

    kommune: Kommune
    body: Kommune
    moved_on: date | None
    today: Kommune | None
    never_was: bool = False

    @property
    def goes_on(self) -> bool:
        """Only keys ended: the body itself is there today."""
        return not self.body.is_dissolved


def fate_if_ended(kommune: Kommune) -> Fate | None:
    """None for one that lives, without a query."""
    return fate_of(kommune) if kommune.is_dissolved else None


def fate_of(kommune: Kommune) -> Fate:
    """Follow the successors to their end; one query, and one per step that is not loaded."""
    body, moved_on = kommune, None
    while body.changed_kreis and body.successor is not None:
        body, moved_on = body.successor, body.dissolved_on
    today = body
    while today.successor is not None:
        today = today.successor
    never_was = kommune.is_dissolved and not was_there(kommune)
    return Fate(kommune, body, moved_on, None if today.is_dissolved else today, never_was)
