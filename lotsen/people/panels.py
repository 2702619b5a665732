"""Sections that upper apps add to the page of a person.

`register_panel(order, function)` in `AppConfig.ready`; orders in use: 10 contracts and vouchers,
20 seminars and certificates, 30 events.
"""

from lotsen.core.panels import PanelContext, PanelRegistry
from lotsen.people.models import Lotse

_registry: PanelRegistry[Lotse] = PanelRegistry()
register_panel = _registry.register
panels_for = _registry.panels_for

__all__ = ["PanelContext", "panels_for", "register_panel"]
