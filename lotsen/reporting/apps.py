from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "lotsen.reporting"
    label = "reporting"
    verbose_name = "Berichte"
