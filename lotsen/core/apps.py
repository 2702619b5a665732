from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "lotsen.core"
    label = "core"
    verbose_name = "Grundlagen"
