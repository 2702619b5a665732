"""Reading a list of earlier qualifications: CSV as Excel saves it, or XLSX; one row per course."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lotsen.core.errors import DomainError
from lotsen.core.folding import search_form
from lotsen.core.xlsx_guard import Limits, looks_like_xlsx
from lotsen.core.xlsx_reader import Cell, read_sheet

COLUMNS = {
    "kommune": "Kommune (Schlüssel oder Name)",
    "family_name": "Nachname",
    "given_name": "Vorname",
    "email": "E-Mail-Adresse",
    "kind": "Qualifizierung",
    "completed_on": "Abgeschlossen am",
    "funding": "Förderung",
    "organisation": "Bildungsträger",
    "proof": "Nachweis",
}
"""Name of the form field and head of its column; the order of the columns does not matter."""
MOST_ROWS = 100
"""Trying one row out costs about thirty statements, and somebody waits for the answer."""
MOST_BYTES = 1_000_000
LIMITS = Limits(rows=1_000, columns=30, cells=30_000, packed=MOST_BYTES, unpacked=20_000_000)
LONGEST = 1_000
KINDS = {"basis": "basis", "aufbau": "aufbau", "inhouse": "inhouse"}

_LOST_ZERO = re.compile(r"8\d{3}|8\d{6}")
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})T[\d:.]+")


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row as it stands in the file: its number there, and the text of each known column."""

    number: int
    texts: dict[str, str]


def read_list(content: bytes) -> list[FileRow]:
    """The rows below the heads, without empty ones.

    Raises `DomainError` for a file that is no list, lacks a column, or has no or too many rows.
    """
    if not content.strip():
        raise DomainError("Die Datei ist leer.")
    if len(content) > MOST_BYTES:
        raise DomainError("Die Datei ist größer als 1 MB.")
    table = _xlsx(content) if looks_like_xlsx(content) else _csv(content)
    heads = [_folded(text) for text in (table[0] if table else ())]
    places = {name: _place(heads, label) for name, label in COLUMNS.items()}
    if missing := [COLUMNS[name] for name, place in places.items() if place is None]:
        raise DomainError(
            f"In der ersten Zeile fehlen Spalten: {', '.join(missing)}. Bitte verwenden Sie die"
            " Vorlage."
        )
    rows = [
        FileRow(number, {name: _text(name, row, place or 0) for name, place in places.items()})
        for number, row in enumerate(table[1:], start=2)
        if any(text.strip() for text in row)
    ]
    if not rows:
        raise DomainError("Unter den Spaltenköpfen steht keine Zeile.")
    if len(rows) > MOST_ROWS:
        raise DomainError(
            f"Die Liste hat {len(rows)} Zeilen. Bitte teilen Sie sie auf: höchstens {MOST_ROWS}."
        )
    return rows


def _xlsx(content: bytes) -> list[list[str]]:
    sheet = read_sheet(content, [""], LIMITS)
    return [[_plain(value) for value in row] for row in sheet.rows] if sheet else []


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text or "<html" in text[:1000].lower():
        raise DomainError("Die Datei ist weder eine CSV- noch eine Excel-Datei (.xlsx).")
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise DomainError("Die CSV-Datei ist beschädigt und nicht lesbar.") from error


def _plain(value: Cell) -> str:
    """A cell as text: whole numbers without a point, days as they are typed."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    instant = _INSTANT.fullmatch(str(value))
    return instant[1] if instant else str(value)


def _text(name: str, row: Sequence[str], place: int) -> str:
    text = (row[place] if place < len(row) else "").strip().removeprefix("'")[:LONGEST]
    if name == "kommune" and _LOST_ZERO.fullmatch(text):
        return f"0{text}"
    if name == "kind":
        return next((kind for begin, kind in KINDS.items() if text.lower().startswith(begin)), text)
    if name == "funding":
        return {"": "ohne", "nein": "ohne", "ja": "mit"}.get(text.lower(), text.lower()[:4].strip())
    return text


def _place(heads: Sequence[str], label: str) -> int | None:
    """The column whose head begins with the first word of the label, "E-Mail" for the address."""
    first = _folded(label.split(" ")[0].removesuffix("-Adresse"))
    return next((place for place, head in enumerate(heads) if head.startswith(first)), None)


def _folded(text: str) -> str:
    return search_form(text).strip()
