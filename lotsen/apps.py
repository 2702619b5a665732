"""The composition root as a Django app: it wires the parts together, nothing imports it."""

from importlib import import_module

from django.apps import AppConfig


class LotsenConfig(AppConfig):
    name = "lotsen"
    label = "lotsen"
    verbose_name = "Kommunale Digitallotsen"

    def ready(self) -> None:
        # Every process that may ring the worker needs the configured Celery application, and the
        # job handlers that the apps' task modules register.
        import_module("lotsen.celery").app.autodiscover_tasks(force=True)
