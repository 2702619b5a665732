"""The attendance sheet in words: what the last column and the sums below it say."""

from collections.abc import Sequence
from dataclasses import dataclass

from lotsen.seminars.queries import Sheet, SheetDay, SheetMark, SheetRow
from vouchers.queries.reversed_days import ReversedDay, reversed_days


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


@dataclass(frozen=True, slots=True)
class Correction:
    """A confirmed day of one person that the office took back."""

    row: SheetRow
    day: ReversedDay


def corrections(sheet: Sheet) -> list[Correction]:
    """Everything that was taken back since it was confirmed here, the earliest first."""
    if not any(day.confirmation for day in sheet.days):
        return []
    rows = {row.enrolment.voucher_id: row for row in sheet.rows if row.enrolment.voucher_id}
    return [Correction(rows[day.voucher_id], day) for day in reversed_days(rows)]


def lines(sheet: Sheet, taken_back: Sequence[Correction]) -> list[Line]:
    """All rows with their results, counted over the days that have come."""
    latest = {found.row.enrolment.pk: found.day for found in taken_back}
    return [_line(sheet, row, latest.get(row.enrolment.pk)) for row in sheet.rows]


def balance(found: Sequence[Line]) -> Balance:
    """The three sums; before the first day nobody is missing."""
    counted = [line for line in found if line.days]
    complete = sum(line.present == line.days for line in counted)
    missing = sum(line.present == 0 for line in counted)
    return Balance(complete, len(counted) - complete - missing, missing)


def _line(sheet: Sheet, row: SheetRow, taken_back: ReversedDay | None) -> Line:
    cells = list(zip(sheet.days, row.marks, strict=True))
    come = [mark for day, mark in cells if day.is_tickable or day.confirmation]
    present = sum(mark.present is True for mark in come)
    absent = sum(mark.present is False for mark in come)
    kind, outcome = _outcome(present, absent, len(come), len(cells), final=sheet.is_confirmed)
    if taken_back is not None:
        kind, outcome = _corrected(taken_back)
    return Line(row, cells, present, len(come), kind, outcome)


def _corrected(day: ReversedDay) -> tuple[str, str]:
    """Short: the page says below the sheet when, by whom and why."""
    if day.is_open:
        return "warning", f"Tag {day.day_number} offen"
    return "", f"Tag {day.day_number} berichtigt: {'anwesend' if day.is_redeemed else 'fehlte'}"


def _outcome(present: int, absent: int, come: int, days: int, *, final: bool) -> tuple[str, str]:
    """Loud only where somebody is missing and it can still be corrected, not where nothing is
    entered yet."""
    if not come:
        return "", "–"
    if not present and not absent:
        return "", "nichts eingetragen"
    if present == come:
        return "done", "vollständig" if come == days else "bisher vollständig"
    if absent == come:
        return ("", "nicht anwesend") if final else ("danger", "fehlt")
    loud = absent > 0 and not final
    return "warning" if loud else "", f"{present} von {come} Tagen"
