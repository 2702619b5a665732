from django.apps import AppConfig


class SeminarsConfig(AppConfig):
    name = "lotsen.seminars"
    label = "seminars"
    verbose_name = "Seminare"
