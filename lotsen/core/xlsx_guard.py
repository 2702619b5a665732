"""What an uploaded Excel file must be before any parser sees it.

An .xlsx is a ZIP of XML: a few kilobytes can unpack to gigabytes, one cell in the last corner makes
a parser allocate a sheet of 17 billion cells, entities and macros bring code along. The guard reads
the archive itself, part by part, and costs milliseconds; whatever passes is still read in a child
process with limits of its own (`xlsx_reader`).
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from lotsen.core.errors import DomainError
from lotsen.core.formatting import number

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTENT_TYPES = "[Content_Types].xml"
BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, EOFError, OSError, ValueError),
)
"""What `zipfile` raises for an archive that is damaged, encrypted or packed in a rare way."""

_XML_NAMES = (".xml", ".rels", ".vml")
_XML_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_ENCODING = re.compile(rb"""^[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_DECLARATION = re.compile(rb"<!(?!--|\[CDATA\[)")
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row[\s/>]")
_CELL_WITHOUT_ADDRESS = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])(?![^<>]*\sr\s*=)")
_MACROS = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)


class WorkbookRefused(DomainError):
    """The Excel file is damaged, hostile or of another kind; nothing of it was used."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be. `rows` and `columns` bound the address of every cell."""

    rows: int = 5_000
    columns: int = 60
    cells: int = 300_000
    packed: int = 5_000_000
    unpacked: int = 50_000_000
    ratio: int = 100
    members: int = 200


def looks_like_xlsx(content: bytes) -> bool:
    """Whether this is an Office archive, or an old or encrypted Excel file to be refused as one."""
    return content.startswith(OLE_MAGIC) or (
        content.startswith(ZIP_MAGIC) and CONTENT_TYPES.encode() in content
    )


def check_xlsx(content: bytes, limits: Limits) -> None:
    """Raise `WorkbookRefused` with a sentence unless the file is a harmless workbook in bounds."""
    if len(content) > limits.packed:
        raise WorkbookRefused(f"Die Excel-Datei ist größer als {limits.packed // 1_000_000} MB.")
    if content.startswith(OLE_MAGIC):
        raise WorkbookRefused(
            "Die Datei ist eine alte Excel-Datei (.xls) oder mit einem Kennwort geschützt. Bitte"
            " speichern Sie sie ohne Kennwort als .xlsx."
        )
    if not content.startswith(ZIP_MAGIC):
        raise WorkbookRefused("Die Datei ist keine Excel-Datei (.xlsx).")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_members(archive.infolist(), limits)
            for member in archive.infolist():
                _check_part(member.filename, archive.read(member), limits)
    except BROKEN_ARCHIVE as error:
        raise WorkbookRefused("Die Excel-Datei ist beschädigt.") from error


def _check_members(members: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    names = [member.filename for member in members]
    if len(names) > limits.members:
        raise WorkbookRefused("Die Excel-Datei besteht aus ungewöhnlich vielen Teilen.")
    if len({name.casefold() for name in names}) < len(names) or any(map(_is_astray, names)):
        raise WorkbookRefused("Die Excel-Datei enthält unzulässige Dateinamen.")
    if CONTENT_TYPES not in names or "xl/workbook.xml" not in names:
        raise WorkbookRefused("Die Datei ist keine Excel-Datei (.xlsx).")
    if any(member.flag_bits & 1 for member in members):
        raise WorkbookRefused("Die Excel-Datei ist mit einem Kennwort geschützt.")
    unpacked = sum(member.file_size for member in members)
    # zipfile reads no more than the size that a part declares, so a lie is found as damage.
    if unpacked > limits.unpacked or any(
        member.file_size > limits.ratio * max(member.compress_size, 1)
        or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        for member in members
    ):
        raise WorkbookRefused("Die Excel-Datei ist ungewöhnlich stark gepackt.")


def _is_astray(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name


def _check_part(name: str, part: bytes, limits: Limits) -> None:
    lower = name.lower()
    if lower.endswith("vbaproject.bin") or (
        name == CONTENT_TYPES and _MACROS.search(part) is not None
    ):
        raise WorkbookRefused(
            "Die Excel-Datei enthält Makros. Bitte speichern Sie sie ohne Makros als .xlsx."
        )
    # A part may be called anything, so what looks like XML is checked whatever its name.
    is_xml = _XML_START.match(part) is not None
    if not is_xml and not (lower.endswith(_XML_NAMES) or part[:2] in (b"\xff\xfe", b"\xfe\xff")):
        return
    encoding = _ENCODING.search(part[:200])
    if not is_xml or b"\0" in part or (encoding and encoding[1].lower() not in (b"utf-8", b"utf8")):
        raise WorkbookRefused("Ein Teil der Excel-Datei ist kein XML in UTF-8.")
    if _DECLARATION.search(part):
        raise WorkbookRefused(
            "Die Excel-Datei enthält eine Dokumenttyp-Definition und wird nicht gelesen."
        )
    if _ROW.search(part):
        _check_addresses(part, limits)


def _check_addresses(sheet: bytes, limits: Limits) -> None:
    if sheet.count(b"<c") > limits.cells:
        raise WorkbookRefused(f"Die Tabelle hat mehr als {number(limits.cells)} Zellen.")
    if _CELL_WITHOUT_ADDRESS.search(sheet):
        raise WorkbookRefused("In der Tabelle stehen Zellen ohne Adresse.")
    if _outside(limits.rows, limits.columns).search(sheet):
        raise WorkbookRefused(
            f"Die Tabelle reicht über {number(limits.rows)} Zeilen oder {limits.columns} Spalten"
            " hinaus."
        )


@cache
def _outside(rows: int, columns: int) -> re.Pattern[bytes]:
    """Finds the first row or cell whose address is not within the bounds, in one pass of C code."""
    inside = f"(?:{_columns_up_to(columns)})?(?:{_numbers_up_to(rows)})"
    return re.compile(rf"""\sr\s*=\s*+(?!["']{inside}["'])""".encode())


def _columns_up_to(columns: int) -> str:
    """Pattern of the column names A to the given one; at most 702 columns (ZZ)."""
    if columns <= 26:
        return f"[A-{chr(64 + columns)}]"
    full, rest = divmod(columns - 26, 26)
    parts = ["[A-Z]"]
    if full:
        parts.append(f"[A-{chr(64 + full)}][A-Z]")
    if rest:
        parts.append(f"{chr(65 + full)}[A-{chr(64 + rest)}]")
    return "|".join(parts)


def _numbers_up_to(limit: int) -> str:
    """Pattern of the decimal numbers 1 to `limit`, without leading zeros."""
    digits = str(limit)
    parts = [digits]
    if len(digits) > 1:
        parts.append(rf"[1-9]\d{{0,{len(digits) - 2}}}")
    for at, digit in enumerate(digits):
        lowest, below = (1 if at == 0 else 0), int(digit) - 1
        if below >= lowest:
            parts.append(rf"{digits[:at]}[{lowest}-{below}]\d{{{len(digits) - at - 1}}}")
    return "|".join(parts)
