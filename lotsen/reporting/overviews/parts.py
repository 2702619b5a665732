"""The parts of an overview page."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """One line of "Zu erledigen". `kind` colours the status: info, warning, danger or done."""

    label: str
    url: str = ""
    status: str = ""
    kind: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that opens its list."""

    label: str
    value: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """A page: tasks above figures above what the role's own template adds."""

    lead: str
    tasks: list[Task]
    tiles: list[Tile] = field(default_factory=list)
    template: str = ""
    notice: str = ""
    """Template of what has to be known before anything else."""
    extra: dict[str, Any] = field(default_factory=dict)
