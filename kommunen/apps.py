from django.apps import AppConfig


class KommunenConfig(AppConfig):
    """The registry: the 1,101 Gemeinden and 35 Landkreise of Baden-Württemberg."""

    name = "kommunen"
    verbose_name = "Kommunen"
