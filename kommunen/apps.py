from django.apps import AppConfig


class KommunenConfig(AppConfig):
    """The registry: the 1,101 Gemeinden and 35 Landkreise of Baden-Württemberg."""

    name = "kommunen"
    verbose_name = "Kommunen"

    def ready(self) -> None:
        """Add the Kommunen to the search of the site, and what the registry tells of them."""
        from kommunen import holdings, registry_timeline
        from kommunen.finders import ORDER, find_kommunen
        from lotsen.core.search import register_finder

        register_finder(ORDER, find_kommunen)
        registry_timeline.register()
        holdings.register()
