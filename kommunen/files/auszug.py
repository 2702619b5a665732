"""The Excel file "Auszug aus dem Gemeindeverzeichnis" (docs/registry.md, "Official files").

Written for people: a head of six rows, footnotes below the last record, keys as text that lose
their zeros when somebody saves the file again, numbers as text with blanks and a comma.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from kommunen.files.model import Edition, Source
from kommunen.files.problems import FileProblem, FileRefused, refuse
from kommunen.files.records import LAND, RECORD_TYPES, Record, edition_of, is_number, short_name
from lotsen.core.xlsx_guard import Limits, WorkbookRefused
from lotsen.core.xlsx_reader import Cell, Sheet, read_sheet

SHEETS = ("Onlineprodukt_Gemeinden", "Gemeindedaten")
HEAD_ROWS = 6
LIMITS = Limits(rows=20_000, cells=600_000)
"""The file of all Germany has 16,000 rows of 20 columns; 5,000 rows would not hold it."""

TYPE, KIND, LAND_, BEZIRK, KREIS, VERBAND, GEMEINDE, NAME, AREA, POPULATION = range(10)
POSTCODE = 13
COLUMNS = 20
DEGREES = ("Längengrad", "Breitengrad")
"""Headings of the centre. Older files have other columns there: read only where it is named."""
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_AS_OF = re.compile(r"Gebietsstand\D{0,20}(\d{1,2})\.(\d{1,2})\.(\d{4})")
_SHEET_DAY = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})$")
_KEY_COLUMNS = {
    "20": ((LAND_, 2), (BEZIRK, 1)),
    "30": ((LAND_, 2), (BEZIRK, 1), (KREIS, 1)),
    "40": ((LAND_, 2), (BEZIRK, 1), (KREIS, 2)),
    "50": ((LAND_, 2), (BEZIRK, 1), (KREIS, 2)),
    "60": ((LAND_, 2), (BEZIRK, 1), (KREIS, 2)),
}
"""Which columns name the area of a record, and how many digits each had before it lost zeros."""


def read_auszug(content: bytes) -> Edition:
    """The part of Baden-Württemberg of an Auszug. Seats of administrations are not in it.

    Raises `FileRefused` with row and reason, also for what the guard against hostile files finds.
    """
    try:
        sheet = read_sheet(content, SHEETS, LIMITS)
    except WorkbookRefused as error:
        raise refuse(str(error)) from error
    if sheet is None:
        raise refuse("Die Excel-Datei enthält kein Tabellenblatt „Onlineprodukt_Gemeinden…“.")
    as_of = _as_of(sheet)
    rows = [(number, row) for number, row in _data(sheet) if _padded(row[LAND_], 2) == LAND]
    if not rows:
        raise refuse("Die Datei enthält keine Sätze von Baden-Württemberg (Land 08).")
    centre = _centre_columns(sheet)
    return edition_of([_record(number, row, centre) for number, row in rows], as_of, Source.AUSZUG)


def _centre_columns(sheet: Sheet) -> tuple[int, int] | None:
    """Where longitude and latitude stand, None when the file has no centres."""
    heads = {
        _text(cell).partition(" ")[0]: column
        for row in sheet.rows[:HEAD_ROWS]
        for column, cell in enumerate(row[:COLUMNS])
    }
    longitude, latitude = (heads.get(name) for name in DEGREES)
    return None if longitude is None or latitude is None else (longitude, latitude)


def _as_of(sheet: Sheet) -> date:
    """The Gebietsstand: in the name of the sheet, in older files only in the head."""
    named = _SHEET_DAY.search(sheet.name)
    head = " ".join(_text(cell) for row in sheet.rows[:HEAD_ROWS] for cell in row)
    written = _AS_OF.search(head)
    days = [_day(match) for match in (named, written) if match]
    if not days:
        raise refuse("Die Excel-Datei nennt keinen Gebietsstand.")
    if len(set(days)) > 1:
        raise refuse(
            f"Der Name des Tabellenblatts nennt den Gebietsstand {days[0]:%d.%m.%Y}, der Kopf der"
            f" Tabelle {days[1]:%d.%m.%Y}."
        )
    return days[0]


def _day(match: re.Match[str]) -> date:
    day, month, year = (int(part) for part in match.groups())
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        raise refuse(f"„{match[0]}“ ist kein Gebietsstand.") from None


def _data(sheet: Sheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    """The records with their row numbers. Head and footnotes are no records; between the first and
    the last record every row has to be one."""
    rows = [(n, [*row, *[None] * COLUMNS][:COLUMNS]) for n, row in enumerate(sheet.rows, start=1)]
    known = [n for n, row in rows if n > HEAD_ROWS and _padded(row[TYPE], 2) in RECORD_TYPES]
    if not known:
        return
    problems = []
    for number, row in rows[known[0] - 1 : known[-1]]:
        kind = _padded(row[TYPE], 2)
        if kind in RECORD_TYPES:
            yield number, row
        elif any(_text(cell) for cell in row):
            problems.append(FileProblem(f"Die Satzart „{kind}“ gibt es nicht.", number))
    if problems:
        raise FileRefused(problems)


def _record(number: int, row: Sequence[Cell], centre: tuple[int, int] | None) -> Record:
    record_type = _padded(row[TYPE], 2)
    columns = _KEY_COLUMNS.get(record_type, ((LAND_, 2),))
    is_gemeinde = record_type == "60"
    longitude, latitude = centre if is_gemeinde and centre else (None, None)
    return Record(
        number=number,
        record_type=record_type,
        kreis="".join(_padded(row[column], width) for column, width in columns),
        name=short_name(_text(row[NAME])),
        gemeinde=_padded(row[GEMEINDE], 3) if is_gemeinde else "",
        verband=_padded(row[VERBAND], 4) if record_type in ("50", "60") else "",
        kind=_padded(row[KIND], 2) if record_type in ("40", "50", "60") else "",
        area=_hectares(row[AREA]) if is_gemeinde else "",
        population=_text(row[POPULATION]).replace(" ", "") if is_gemeinde else "",
        postcode=_padded(row[POSTCODE], 5) if is_gemeinde else "",
        latitude="" if latitude is None else _text(row[latitude]),
        longitude="" if longitude is None else _text(row[longitude]),
    )


def _text(cell: Cell) -> str:
    """What a cell says on one line; a whole number without ".0"."""
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _BLANKS.sub(" ", str(cell)).strip()


def _padded(cell: Cell, width: int) -> str:
    """Digits with the zeros that a spreadsheet took away; anything else as it is."""
    text = _text(cell)
    return text.zfill(width) if is_number(text) else text


def _hectares(cell: Cell) -> str:
    """Square kilometres as people write them ("1 026,5") as whole hectares; other text as it is."""
    text = _text(cell)
    try:
        return str((100 * Decimal(text.replace(" ", "").replace(",", "."))).quantize(Decimal(1)))
    except InvalidOperation:
        return text
