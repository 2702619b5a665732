from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The employees of the Kommunen who are, or may become, Digitallotsen."""

    name = "lotsen.people"
    label = "people"
    verbose_name = "Personen"

    def ready(self) -> None:
        """Add the people to the search of the site."""
        from lotsen.core.search import register_finder
        from lotsen.people import kommune_panel
        from lotsen.people.finders import ORDER, find_people

        register_finder(ORDER, find_people)
        kommune_panel.register()
