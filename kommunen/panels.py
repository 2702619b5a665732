"""Sections that upper apps add to the page of a Kommune.

`register_panel(order, function)` in `AppConfig.ready`; orders in use: 10 quota and contracts,
20 people, 30 seminars, 40 events.
"""

from kommunen.models import Kommune
from lotsen.core.panels import PanelContext, PanelRegistry

_registry: PanelRegistry[Kommune] = PanelRegistry()
register_panel = _registry.register
panels_for = _registry.panels_for

__all__ = ["PanelContext", "panels_for", "register_panel"]
