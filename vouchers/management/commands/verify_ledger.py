"""`manage.py verify_ledger`: is the ledger whole, do its guards stand? Exit status 1 when not."""

import json
import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vouchers.queries.database_role import is_owner
from vouchers.queries.readiness import database_is_newer, start_problems
from vouchers.queries.verify import Head, Report, verify


class Command(BaseCommand):
    help = "Prüft Summen, Nummern, Hash-Kette, Salden und Wächter des Buchungsjournals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Ergebnis als JSON ausgeben")
        parser.add_argument(
            "--guards", action="store_true", help="nur die Wächter prüfen (vor jedem Start)"
        )
        parser.add_argument("--seq", type=int, help="Nummer eines früher notierten Siegels")
        parser.add_argument("--head", help="sein Hash, 64 Zeichen")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["guards"]:
            self._check_guards()
            return
        report = verify(_earlier(options))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        else:
            self._explain(report)
        if not report.is_sound:
            sys.exit(1)

    def _check_guards(self) -> None:
        if database_is_newer():
            self.stdout.write("Die Datenbank ist neuer als dieses Programm; nichts zu vergleichen.")
            return
        problems = start_problems()
        for problem in problems:
            self.stderr.write(f"Fehler: {problem}")
        if problems:
            self.stderr.write(
                "Die Regeln, die das Buchungsjournal in der Datenbank schützen, sind nicht"
                " vollständig. So wird nicht gestartet (docs/operations.md, Guards)."
            )
            sys.exit(1)
        self.stdout.write("Alle Wächter stehen.")
        if is_owner():
            self.stdout.write("Hinweis: Diese Verbindung gehört dem Eigentümer der Tabellen.")

    def _explain(self, report: Report) -> None:
        for problem in report.problems:
            self.stdout.write(f"Fehler: {problem}")
        self.stdout.write(
            f"{report.entries} Buchungen, {report.postings} Zeilen, Siegel {report.head_seq}:"
            f" {report.head or 'noch leer'}"
        )
        self.stdout.write("Alles stimmt." if report.is_sound else "Das Journal stimmt nicht.")


def _earlier(options: dict[str, Any]) -> Head | None:
    seq, hash_ = options["seq"], (options["head"] or "").strip().lower()
    if seq is None and not hash_:
        return None
    if seq is None or not re.fullmatch(r"[0-9a-f]{64}", hash_):
        raise CommandError("--seq und --head gehören zusammen: Nummer und Hash eines Siegels.")
    return Head(seq, hash_)
