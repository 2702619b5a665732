"""`manage.py ledger_report [--print]`: the daily report by hand. Exit status 1 on problems."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vouchers.queries.daily_report import ledger_report
from vouchers.services.daily_report import report_text, send_once_a_day


class Command(BaseCommand):
    help = "Prüft das Buchungsjournal und verschickt den Tagesbericht, höchstens einmal am Tag."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--print", action="store_true", help="nur anzeigen, nichts verschicken")

    def handle(self, *args: Any, **options: Any) -> None:
        report = ledger_report()
        self.stdout.write(report_text(report))
        if not options["print"]:
            sent = send_once_a_day()
            self.stdout.write(
                "Der Bericht ist verschickt."
                if sent
                else "Der Bericht von heute war schon verschickt."
            )
        if not report.proof.is_sound:
            sys.exit(1)
