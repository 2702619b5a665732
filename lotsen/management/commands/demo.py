"""`manage.py demo`: a living programme from 2018 to today, for looking and trying."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lotsen.core.errors import DomainError
from lotsen.demo.accounts import listing
from lotsen.demo.load import load
from lotsen.demo.plan.scale import FULL, SMALL


class Command(BaseCommand):
    help = "Lädt Demodaten mit erfundenen Personen (nur im Demobetrieb)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--list-accounts", action="store_true", help="nur die Anmeldungen nennen"
        )
        parser.add_argument("--small", action="store_true", help="ein Zwanzigstel, in Sekunden")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load once; a second run says so and changes nothing."""
        if not options["list_accounts"]:
            try:
                loaded = load(SMALL if options["small"] else FULL)
            except DomainError as error:
                raise CommandError(str(error)) from error
            if loaded is None:
                self.stdout.write("Die Demodaten sind schon geladen; es wurde nichts geändert.")
                return
            self.stdout.write(
                f"Demodaten geladen: {loaded.people} Personen, {loaded.seminars} Seminare."
            )
        for account in listing():
            self.stdout.write(
                f"{account.email}  {account.password}  {account.role}: {account.hint}"
            )
