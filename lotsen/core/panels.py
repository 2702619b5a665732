"""Sections that upper apps add to a page of a lower app, without the lower one knowing them.

The page owns a registry; an upper app registers a function in its `AppConfig.ready`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.http import HttpRequest

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class PanelContext:
    """One section: the page shows `title` as its heading and includes `template`.

    Inside the template `panel` is `context`, e.g. `{{ panel.quota.free }}`.
    """

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


class PanelRegistry(Generic[Subject]):
    """The sections of one kind of page, in ascending `order`."""

    def __init__(self) -> None:
        self._panels: list[tuple[int, Callable[[HttpRequest, Subject], PanelContext | None]]] = []

    def register(
        self, order: int, panel: Callable[[HttpRequest, Subject], PanelContext | None]
    ) -> None:
        """Add a section. The function decides by `request.actor` and may return None: not shown."""
        if (order, panel) not in self._panels:
            self._panels.append((order, panel))
            self._panels.sort(key=lambda entry: entry[0])

    def panels_for(self, request: HttpRequest, subject: Subject) -> list[PanelContext]:
        """All sections that this visitor sees of this subject."""
        found = [panel(request, subject) for _, panel in self._panels]
        return [context for context in found if context is not None]
