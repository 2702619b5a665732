from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The employees of the Kommunen who are, or may become, Digitallotsen."""

    name = "lotsen.people"
    label = "people"
    verbose_name = "Personen"
