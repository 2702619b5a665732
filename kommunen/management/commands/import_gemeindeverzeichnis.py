import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from kommunen.enums import ChangeGroup
from kommunen.files.notes import notes_in
from kommunen.models import RegistryEdition
from kommunen.queries import changes_of, current_edition
from kommunen.queries.figures import population_day
from kommunen.services.applying import apply_edition
from kommunen.services.receiving import keep_file
from kommunen.services.staging import EMPTY_REGISTRY, FileDates, stage_edition
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.errors import DomainError

SHOWN = 20


class Command(BaseCommand):
    """Compare an official file with the registry and, unless told otherwise, apply it."""

    help = (
        "Liest eine amtliche Datei (GV100AD oder Auszug) und übernimmt sie in das Verzeichnis"
        " der Kommunen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="GV100AD_….txt, ZIP oder Auszug.xlsx")
        parser.add_argument("--dry-run", action="store_true", help="nur vergleichen")
        parser.add_argument("--json", action="store_true", help="Ergebnis als JSON ausgeben")
        parser.add_argument("--effective-on", type=date.fromisoformat, help="gilt ab (JJJJ-MM-TT)")
        parser.add_argument("--population-on", type=date.fromisoformat, help="Stand der Einwohner")
        parser.add_argument("--population-base", help="Basis, zum Beispiel „Zensus 2022“")
        parser.add_argument("--area-on", type=date.fromisoformat, help="Stand der Flächen")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"Die Datei ist nicht lesbar: {error.strerror}") from error
        try:
            with transaction.atomic():
                edition, is_news = self._import(content, options)
                report = _report(edition, is_news=is_news)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            json.dumps(report, ensure_ascii=False) if options["json"] else _text(report)
        )

    def _import(self, content: bytes, options: dict[str, Any]) -> tuple[RegistryEdition, bool]:
        """The edition of the file, and whether the registry did not show it before."""
        base = current_edition()
        if base is None:
            raise DomainError(EMPTY_REGISTRY)
        notes = notes_in(content)
        population_on = notes.population_as_of or population_day() or base.as_of
        dates = FileDates(
            population_as_of=options["population_on"] or population_on,
            population_base=(
                options["population_base"] or notes.population_base or base.population_base
            ),
            area_as_of=options["area_on"] or notes.area_as_of or base.area_as_of,
        )
        edition = stage_edition(
            file=keep_file(content=content, filename=options["file"].name),
            dates=dates,
            actor=SYSTEM,
        )
        is_news = edition.is_staged
        if is_news and not options["dry_run"]:
            on = options["effective_on"] or min(edition.as_of, clock.today())
            edition = apply_edition(edition_id=edition.pk, effective_on=on, actor=SYSTEM)
        return edition, is_news


def _report(edition: RegistryEdition, *, is_news: bool) -> dict[str, Any]:
    """What the file changes: nothing where the registry shows it already."""
    changes = list(changes_of(edition)) if is_news else []
    counts = Counter(change.group for change in changes)
    return {
        "as_of": edition.as_of.isoformat(),
        "state": edition.state,
        "doubts": edition.doubts if is_news else [],
        "groups": {group: counts[group] for group in ChangeGroup.values if counts[group]},
        "changes": [
            {"group": x.group, "key": x.key, "before": x.before, "after": x.after} for x in changes
        ],
    }


def _text(report: dict[str, Any]) -> str:
    lines = [f"Gebietsstand {date.fromisoformat(report['as_of']):%d.%m.%Y}"]
    lines += [f"Auffällig: {doubt}" for doubt in report["doubts"]]
    if not report["groups"]:
        return "\n".join([*lines, "Keine Änderungen."])
    for group, count in report["groups"].items():
        lines.append(f"{ChangeGroup(group).label}: {count}")
        own = [change for change in report["changes"] if change["group"] == group]
        lines += [f"  {change['key']} {_names(change)}" for change in own[:SHOWN]]
        if count > SHOWN:
            lines.append(f"  … und {count - SHOWN} weitere")
    return "\n".join(lines)


def _names(change: dict[str, Any]) -> str:
    names = [facts["name"] for facts in (change["before"], change["after"]) if facts]
    return " → ".join(dict.fromkeys(names))
