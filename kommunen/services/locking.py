"""Whose turn it is at a Kommune: an edition of the registry, or somebody who writes about it.

Both take the row first and read in the next statement (docs/locking.md), so nobody works on with
what the other one has just changed.
"""

from collections.abc import Iterable

from django.db.models import Q

from kommunen.enums import ENDING, STARTING, ChangeGroup
from kommunen.models import EditionChange, Kommune
from lotsen.core.db import locked
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import day

TAKEN_BACK = "Diese Kommune steht nicht mehr im Verzeichnis. Bitte laden Sie die Seite neu."
WITHOUT_ROWS = (ChangeGroup.POPULATION, ChangeGroup.AREA)
"""What these groups change are figures and areas, no row of a Kommune."""


def lock_kommunen(*keys: str) -> None:
    """Take these Kommunen, by key: nobody waits in a circle."""
    _take(Q(pk__in=keys))


def lock_concerned(changes: Iterable[EditionChange]) -> None:
    """Take every Kommune whose row the changes write, back or forth, and those that follow one:
    the cases of what ends there use up their quota.
    """
    concerned = [change for change in changes if change.group not in WITHOUT_ROWS]
    keys = {change.key for change in concerned}
    keys |= {change.ends_in for change in concerned if change.group in (*ENDING, *STARTING)}
    renamed = [change.key for change in concerned if change.group == ChangeGroup.NAME]
    _take(Q(pk__in=keys) | Q(landkreis__in=renamed))  # the label of a Gemeinde names its Kreis


def present(key: str) -> Kommune:
    """The Kommune as it is now, its row being taken.

    Raises `Conflict` where the edition that had brought it was taken back.
    """
    kommune = Kommune.objects.filter(pk=key).first()
    if kommune is None:
        raise Conflict(TAKEN_BACK)
    return kommune


def require_living(kommune: Kommune, *, else_who: str) -> None:
    """Raise `Conflict` when only the key changed, `DomainError` when the Kommune exists no more;
    the sentence `else_who` says who does it then.
    """
    if kommune.dissolved_on is None:
        return
    if kommune.changed_kreis:
        raise Conflict(
            f"{kommune.name} hat seit dem {day(kommune.dissolved_on)} den Schlüssel"
            f" {kommune.successor_id}, und nur unter diesem geht es weiter. Bitte öffnen Sie das"
            " Formular noch einmal."
        )
    raise DomainError(
        f"{kommune.label} besteht seit dem {day(kommune.dissolved_on)} nicht mehr. {else_who}"
    )


def _take(which: Q) -> None:
    list(locked(Kommune.objects.filter(which).order_by("pk")).values_list("pk"))
