"""From bytes to lines: encoding, container, size. A damaged file is refused, never guessed at.

Official files are UTF-8 with a byte order mark and CRLF; older ones ISO-8859-1; copies have LF and
no mark. Positions of the format are characters, so the text is decoded before anything is cut.
"""

import codecs
import io
import re
import zipfile

from kommunen.files.problems import refuse
from lotsen.core.xlsx_guard import BROKEN_ARCHIVE, ZIP_MAGIC

MAX_BYTES = 20_000_000
"""The file of all Germany has 3.6 MB; nothing official comes near this."""

MAX_RATIO = 100
_TEXT_NAMES = (".txt", ".asc")
_UTF8_PAIR = re.compile(rb"[\xc3\xc4\xc5][\x80-\xbf]")
_CONTROL = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]|\r(?!\n)")
_OTHER_KINDS = {
    b"%PDF-": "ein PDF",
    b"\x89PNG": "ein Bild",
    b"\xff\xd8\xff": "ein Bild",
    b"GIF8": "ein Bild",
    b"{\\rtf": "ein Textdokument",
    b"7z\xbc\xaf": "ein Archiv, aber keine ZIP-Datei,",
    b"Rar!": "ein Archiv, aber keine ZIP-Datei,",
    b"\x1f\x8b": "ein Archiv, aber keine ZIP-Datei,",
}
"""How files begin that are taken for a GV100AD by mistake."""
_HTML = re.compile(rb"^\s*<(!doctype|html|\?xml)", re.IGNORECASE)


def lines_of(content: bytes) -> list[str]:
    """The lines of a text file, or of the only text file in a ZIP, without their ends.

    Raises `FileRefused` for an empty or oversized file, a ZIP with several or no text files, a PDF,
    picture or HTML page, control characters, and bytes that are neither UTF-8 nor ISO-8859-1.
    """
    _check_size(len(content))
    if content.startswith(ZIP_MAGIC):
        content = _unpacked(content)
        _check_size(len(content))
    for beginning, kind in _OTHER_KINDS.items():
        if content.startswith(beginning):
            raise refuse(f"Die Datei ist {kind} und kein Gemeindeverzeichnis.")
    if _HTML.match(content[:200]):
        raise refuse("Die Datei ist eine Webseite und kein Gemeindeverzeichnis.")
    text = _decoded(content)
    lines = text.replace("\r\n", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise refuse("Die Datei ist leer.")
    return lines


def _check_size(size: int) -> None:
    if size == 0:
        raise refuse("Die Datei ist leer.")
    if size > MAX_BYTES:
        raise refuse(f"Die Datei ist größer als {MAX_BYTES // 1_000_000} MB.")


def _unpacked(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            texts = [
                entry
                for entry in archive.infolist()
                if entry.filename.lower().endswith(_TEXT_NAMES)
                and "hinweis" not in entry.filename.lower()
            ]
            if len(texts) != 1:
                raise refuse(
                    f"Das ZIP-Archiv enthält {len(texts)} Textdateien statt genau einer"
                    " (GV100AD_….txt)."
                )
            entry = texts[0]
            if entry.file_size > MAX_BYTES or entry.file_size > MAX_RATIO * entry.compress_size:
                raise refuse("Das ZIP-Archiv ist ungewöhnlich stark gepackt.")
            with archive.open(entry) as packed:
                return packed.read(MAX_BYTES + 1)
    except BROKEN_ARCHIVE as error:
        raise refuse(
            "Die Datei ist beschädigt oder verschlüsselt und lässt sich nicht öffnen, weder als"
            " ZIP-Archiv noch als Excel-Datei."
        ) from error


def _decoded(content: bytes) -> str:
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if _UTF8_PAIR.search(content):
            raise refuse("Ein Zeichen ist beschädigt; die Datei ist unvollständig.", line) from None
        text = content.decode("iso-8859-1")
    damaged = _CONTROL.search(text)
    if damaged:
        number = text.count("\n", 0, damaged.start()) + 1
        raise refuse("Die Zeile enthält Steuerzeichen.", number)
    return text
