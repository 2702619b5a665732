"""The attendance sheet in words: what the last column and the sums below it say."""

from collections.abc import Sequence
from dataclasses import dataclass

from lotsen.seminars.queries import Sheet, SheetDay, SheetMark, SheetRow


@dataclass(frozen=True, slots=True)
class Line:
    """One person: the marks beside their days, and the result as kind (docs/ui.md) and words."""

    row: SheetRow
    cells: Sequence[tuple[SheetDay, SheetMark]]
    present: int
    days: int
    kind: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Balance:
    """How many were there on all, on some and on none of the days so far."""

    complete: int
    partly: int
    missing: int


def lines(sheet: Sheet) -> list[Line]:
    """All rows with their results, counted over the days that have come."""
    return [_line(sheet, row) for row in sheet.rows]


def line_of(sheet: Sheet, enrolment_id: object) -> Line | None:
    """The line of one enrolment."""
    found = (row for row in sheet.rows if row.enrolment.pk == enrolment_id)
    row = next(found, None)
    return _line(sheet, row) if row else None


def balance(found: Sequence[Line]) -> Balance:
    """The three sums; before the first day nobody is missing."""
    counted = [line for line in found if line.days]
    complete = sum(line.present == line.days for line in counted)
    missing = sum(line.present == 0 for line in counted)
    return Balance(complete, len(counted) - complete - missing, missing)


def _line(sheet: Sheet, row: SheetRow) -> Line:
    cells = list(zip(sheet.days, row.marks, strict=True))
    come = [mark for day, mark in cells if day.is_tickable or day.confirmation]
    present = sum(mark.present is True for mark in come)
    untouched = all(mark.present is None for mark in come)
    kind, outcome = _outcome(
        present, len(come), len(cells), untouched=untouched, final=sheet.is_confirmed
    )
    return Line(row, cells, present, len(come), kind, outcome)


def _outcome(
    present: int, come: int, days: int, *, untouched: bool, final: bool
) -> tuple[str, str]:
    """Loud only while somebody can still correct it."""
    if not come:
        return "", "–"
    if untouched and not final:
        return "", "nichts eingetragen"
    if present == come:
        return "done", "vollständig" if come == days else "bisher vollständig"
    if present == 0:
        return ("", "nicht anwesend") if final else ("danger", "fehlt")
    return "" if final else "warning", f"{present} von {come} Tagen"
