from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Vernetzungsevents and the registrations of the Lotsen."""

    name = "events"
    label = "events"
    verbose_name = "Vernetzungsevents"

    def ready(self) -> None:
        """Add the registrations to the page of a person, and the events to the search."""
        from events import finders, kommune_panel
        from events.panels import ORDER, registrations_panel
        from lotsen.people.panels import register_panel

        register_panel(ORDER, registrations_panel)
        kommune_panel.register()
        finders.register()
