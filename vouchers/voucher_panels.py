"""What upper apps add to the page of a voucher, without the funding side knowing them.

The seminars register a section (the enrolment that uses it) and the dates of the days that are
still to come, both in their `AppConfig.ready`.
"""

from collections.abc import Callable
from datetime import date

from lotsen.core.panels import PanelContext, PanelRegistry
from vouchers.models import Voucher

__all__ = ["PanelContext", "dates_of", "panels_for", "register_dates", "register_panel"]

_registry = PanelRegistry[Voucher]()
register_panel = _registry.register
panels_for = _registry.panels_for

DaySource = Callable[[Voucher], dict[int, date]]
_sources: list[DaySource] = []


def register_dates(source: DaySource) -> None:
    """Add a source of dates by day number."""
    if source not in _sources:
        _sources.append(source)


def dates_of(voucher: Voucher) -> dict[int, date]:
    """The date of each day of the voucher, as far as something uses it."""
    found: dict[int, date] = {}
    for source in _sources:
        found |= source(voucher)
    return found
