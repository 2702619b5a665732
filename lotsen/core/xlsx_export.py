"""Lists as XLSX: the rows of the CSV with typed cells, so that Excel sorts, filters and adds up.

Text is always text: what begins with =, +, - or @ is never a formula, a key keeps its zeros.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any

import xlsxwriter

from lotsen.core import clock, formatting
from lotsen.core.csv_export import Cents, cell
from lotsen.core.errors import DomainError

MAX_ROWS = 50_000
"""More take too long to write while somebody waits; the CSV has them all."""
MAX_TEXT = 32_000
LOOKED_AT = 200
NARROWEST, WIDEST = 8, 60
FORMATS = {
    "head": {"bold": True, "num_format": "@", "bottom": 1},
    "text": {"num_format": "@"},
    "whole": {"num_format": "0"},
    "part": {"num_format": "0.000000"},
    "euro": {"num_format": '#,##0.00\\ "€"'},
    "day": {"num_format": "dd.mm.yyyy"},
    "instant": {"num_format": "dd.mm.yyyy\\ hh:mm"},
}
_NO_SHEET_SIGNS = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))


def workbook(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    notes: Iterable[str] = (),
) -> bytes:
    """The list as a workbook with one sheet; `notes` follow after an empty row.

    Raises `DomainError` for a list of more than `MAX_ROWS` rows.
    """
    target = BytesIO()
    # Row by row through a temporary file: memory stays the same for any number of rows.
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        book.set_properties({"title": title, "created": clock.now().astimezone(UTC)})
        _fill(book, title, header, rows, notes)
    return target.getvalue()


def _fill(
    book: Any,
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    notes: Iterable[str],
) -> None:
    formats = {name: book.add_format(facts) for name, facts in FORMATS.items()}
    sheet = book.add_worksheet(title.translate(_NO_SHEET_SIGNS)[:31])
    sheet.freeze_panes(1, 0)
    remaining = iter(rows)
    first = list(islice(remaining, LOOKED_AT))
    for column, width in enumerate(_widths(header, first)):
        sheet.set_column(column, column, width)
    for column, text in enumerate(header):
        sheet.write_string(0, column, text, formats["head"])
    number = 0
    for number, row in enumerate(_at_most(chain(first, remaining)), start=1):
        for column, value in enumerate(row):
            _write(sheet, number, column, value, formats)
    sheet.autofilter(0, 0, number, len(header) - 1)
    for line, note in enumerate(notes, start=number + 2):
        sheet.write_string(line, 0, note, formats["text"])


def _at_most(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise DomainError(
                f"Die Liste hat mehr als {formatting.number(MAX_ROWS)} Zeilen. Bitte grenzen Sie"
                " sie ein oder laden Sie sie als CSV."
            )
        yield row


def _write(sheet: Any, row: int, column: int, value: object, formats: dict[str, Any]) -> None:
    """One cell with the type that Excel knows. Never `sheet.write`: it guesses formulas."""
    if value is None or value == "":
        return
    if isinstance(value, Cents):
        sheet.write_number(row, column, value.cents / 100, formats["euro"])
    elif isinstance(value, datetime):
        minute = formatting.local(value).replace(tzinfo=None, second=0, microsecond=0)
        sheet.write_datetime(row, column, minute, formats["instant"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value, formats["part"])
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, column, value, formats["whole"])
    else:
        text = cell(value) if isinstance(value, bool) else str(value)[:MAX_TEXT]
        sheet.write_string(row, column, text, formats["text"])


def _widths(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[int]:
    """Wide enough for the first rows; a column of long texts is cut off at a readable width."""
    for column, text in enumerate(header):
        longest = max((len(cell(row[column])) for row in rows), default=0)
        yield max(NARROWEST, min(WIDEST, max(len(text), longest) + 3))
