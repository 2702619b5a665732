from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kommunen.services.load import load_registry
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import DomainError


class Command(BaseCommand):
    """Load the registry snapshot of the project. Safe to run at every start."""

    help = "Lädt das Verzeichnis der Kommunen; ein zweiter Lauf ändert nichts."

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        try:
            report = load_registry(actor=SYSTEM)
        except DomainError as error:
            raise CommandError(str(error)) from error
        seconds = f"{perf_counter() - started:.1f}".replace(".", ",")
        state = "geladen" if report.changed else "unverändert"
        self.stdout.write(
            f"{report.kommunen} Kommunen {state} ({report.edition}, {seconds} Sekunden)"
        )
