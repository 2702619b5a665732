"""Lists as CSV that German Excel opens with a double click: BOM, semicolons, decimal commas.

Text that a spreadsheet could take for a formula gets a leading apostrophe (CSV injection), which
an import takes off again. A key is no formula and stands as it is, `08215084`: an apostrophe would
be part of the cell, in Excel too, so that neither a program nor a lookup finds the key. Who opens
the file in Excel by a double click loses the zero; for Excel there is the XLSX, where it stays.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from lotsen.core import formatting

_FORMULA_START = re.compile(r"^\s*[=+\-@|%＝＋－＠\t\r\n\0]")


@dataclass(frozen=True, slots=True)
class Cents:
    """A cell with money: written as a number with two decimals, without the currency sign."""

    cents: int


def safe_text(text: str) -> str:
    """`text` so that no spreadsheet runs it: no line breaks, quoted where needed."""
    line = " ".join(text.replace("\0", "").split("\n")).replace("\r", " ")
    return f"'{line}" if _FORMULA_START.match(text) else line


def cell(value: object) -> str:
    """How one value is written. Numbers stay numbers, `None` stays empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Cents):
        whole, rest = divmod(abs(value.cents), 100)
        return f"{'-' if value.cents < 0 else ''}{whole},{rest:02d}"
    if isinstance(value, datetime):
        return f"{formatting.local(value):%d.%m.%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return safe_text(str(value))


def csv_text(
    title: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    notes: Iterable[str] = (),
) -> str:
    """The list as CSV; the file has the title as its name. `notes` follow after an empty row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows(_lines(header, rows, notes))
    return "\ufeff" + buffer.getvalue()


def _lines(
    header: Sequence[str], rows: Iterable[Sequence[object]], notes: Iterable[str]
) -> Iterator[list[str]]:
    yield [cell(value) for value in header]
    for row in rows:
        yield [cell(value) for value in row]
    for number, note in enumerate(notes):
        if number == 0:
            yield []
        yield [cell(note)]
