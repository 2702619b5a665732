"""`manage.py verify_ledger [--json]`: is the ledger whole? Exit status 1 when it is not."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vouchers.queries.verify import verify


class Command(BaseCommand):
    help = "Prüft Summen, Nummern, Hash-Kette, Salden und Wächter des Buchungsjournals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Ergebnis als JSON ausgeben")

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify()
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            for problem in report.problems:
                self.stdout.write(f"Fehler: {problem}")
            self.stdout.write(
                f"{report.entries} Buchungen, {report.postings} Zeilen, Siegel {report.head_seq}:"
                f" {report.head or 'noch leer'}"
            )
            self.stdout.write("Alles stimmt." if report.is_sound else "Das Journal stimmt nicht.")
        if not report.is_sound:
            sys.exit(1)
