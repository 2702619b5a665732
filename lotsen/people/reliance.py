"""What rests on a qualification. Upper apps say it, so that none is withdrawn from under them.

`register_reliance(function)` in `AppConfig.ready`; the function names what it knows, as in "Darauf
beruht der Vertrag WV-2026-0012", or gives an empty text.
"""

from collections.abc import Callable

from lotsen.people.models import Qualification

Finder = Callable[[Qualification], str]
_finders: list[Finder] = []


def register_reliance(find: Finder) -> None:
    """Add what an app knows; registering twice changes nothing."""
    if find not in _finders:
        _finders.append(find)


def reliance_on(qualification: Qualification) -> str:
    """The first thing found that needs this qualification, empty when there is none."""
    return next((named for find in _finders if (named := find(qualification))), "")
