"""Damaged and hostile official files, each with the sentence that its clerk has to read."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from kommunen.files import Edition
from kommunen.files.writing import gv100ad
from tests.factories.auszug import auszug, book, row
from tests.factories.gv100 import record

SHEET = "xl/worksheets/sheet2.xml"


@dataclass(frozen=True, slots=True)
class BadFile:
    """How the file is made from a sound edition, and why it is refused."""

    make: Callable[[Edition], bytes]
    reason: str
    name: str = "GV100AD.txt"


def zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(edition: Edition, **changed: bytes) -> bytes:
    """The Auszug with members replaced or added; `sheet` is the one with the data."""
    files = parts(auszug(edition))
    return zipped(files | {SHEET if name == "sheet" else name: x for name, x in changed.items()})


def in_sheet(edition: Edition, old: bytes, new: bytes) -> bytes:
    """The Auszug with something replaced in the XML of its data."""
    sheet = parts(auszug(edition))[SHEET]
    assert old in sheet
    return with_parts(edition, sheet=sheet.replace(old, new, 1))


def lines(edition: Edition) -> list[str]:
    return gv100ad(edition).decode("utf-8-sig").split("\r\n")[:-1]


def text(found: list[str]) -> bytes:
    return "\r\n".join(found).encode()


def with_line(edition: Edition, number: int, change: Callable[[str], str]) -> bytes:
    """The text file with one line changed; `number` counts from 1."""
    found = lines(edition)
    found[number - 1] = change(found[number - 1])
    return text(found)


def without(edition: Edition, start: str) -> bytes:
    """The text file without the first line that begins so."""
    found = lines(edition)
    found.remove(next(line for line in found if line.startswith(start)))
    return text(found)


def broken_umlaut(edition: Edition) -> bytes:
    """A byte is missing in the middle of an "ü" of line 1."""
    content = gv100ad(edition)
    at = content.index("ü".encode())
    return content[: at + 1] + content[at + 2 :]


def other_land(edition: Edition) -> bytes:
    return text([record("10", "09", "Bayern"), record("20", "091", "Reg.-Bez. Oberbayern")])


def bomb(edition: Edition) -> bytes:
    """30 MB of one letter in 30 kB."""
    cell = b'<c r="A7" t="inlineStr"><is><t>' + b"A" * 30_000_000 + b"</t></is></c>"
    return in_sheet(edition, b"</sheetData>", b'<row r="900">' + cell + b"</row></sheetData>")


def laughs(edition: Edition) -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE lolz [<!ENTITY a0 "lol">{entities}]>'
    return in_sheet(edition, b"<worksheet", head.encode() + b"<worksheet")


TEXTS: dict[str, BadFile] = {
    "empty": BadFile(lambda e: b"", "Die Datei ist leer."),
    "truncated line": BadFile(
        lambda e: with_line(e, 3, lambda line: line[:150]), "Zeile 3: 150 Zeichen statt 220."
    ),
    "too long a line": BadFile(
        lambda e: with_line(e, 2, lambda line: line + " "), "Zeile 2: 221 Zeichen statt 220."
    ),
    "unknown record": BadFile(
        lambda e: with_line(e, 2, lambda line: "21" + line[2:]),
        "Zeile 2: Die Satzart „21“ gibt es nicht.",
    ),
    "another Land": BadFile(other_land, "keine Sätze von Baden-Württemberg (Land 08)"),
    "mixed dates": BadFile(
        lambda e: with_line(e, 2, lambda line: line[:2] + "20250101" + line[10:]),
        "Zeile 2: Gebietsstand 01.01.2025, in der ersten Zeile 31.08.2026.",
    ),
    "no date": BadFile(
        lambda e: with_line(e, 1, lambda line: line[:2] + "20261301" + line[10:]),
        "Zeile 1: „20261301“ ist kein Gebietsstand",
    ),
    "broken umlaut": BadFile(
        broken_umlaut, "Zeile 1: Ein Zeichen ist beschädigt; die Datei ist unvollständig."
    ),
    "web page": BadFile(
        lambda e: b"<!DOCTYPE html><title>Wartung</title>",
        "Die Datei ist eine Webseite und kein Gemeindeverzeichnis.",
    ),
    "PDF": BadFile(
        lambda e: b"%PDF-1.7\n%\xe2\xe3\n1 0 obj",
        "Die Datei ist ein PDF und kein Gemeindeverzeichnis.",
        "Gemeinden.pdf",
    ),
    "picture": BadFile(
        lambda e: b"\x89PNG\r\n\x1a\n",
        "Die Datei ist ein Bild und kein Gemeindeverzeichnis.",
        "Karte.png",
    ),
    "other text": BadFile(
        lambda e: b"Schl\xc3\xbcssel;Name\r\n08235085;Calw\r\n",
        "kein Gemeindeverzeichnis im Format GV100AD: keine Zeile hat 220 Zeichen",
        "Gemeinden.csv",
    ),
    "no workbook": BadFile(
        lambda e: b"PK\x03\x04" + b"x" * 6,
        "lässt sich nicht öffnen, weder als ZIP-Archiv noch als Excel-Datei",
        "Auszug.xlsx",
    ),
    "control signs": BadFile(
        lambda e: with_line(e, 2, lambda line: line[:-1] + "\x07"),
        "Zeile 2: Die Zeile enthält Steuerzeichen.",
    ),
    "zip with two texts": BadFile(
        lambda e: zipped({"GV100AD_1.txt": gv100ad(e), "GV100AD_2.txt": gv100ad(e)}),
        "Das ZIP-Archiv enthält 2 Textdateien statt genau einer",
        "GV100AD.zip",
    ),
    "zip bomb": BadFile(
        lambda e: zipped({"GV100AD.txt": b"0" * 15_000_000}),
        "Das ZIP-Archiv ist ungewöhnlich stark gepackt.",
        "GV100AD.zip",
    ),
    "cut zip": BadFile(
        lambda e: zipped({"GV100AD.txt": gv100ad(e)})[:-30],
        "Die Datei ist beschädigt oder verschlüsselt",
        "GV100AD.zip",
    ),
    "no Kreis": BadFile(lambda e: without(e, "40"), "Der Kreis 08999 fehlt in der Datei."),
    "no Region": BadFile(lambda e: without(e, "30"), "Die Region 0899 fehlt in der Datei."),
    "no Bezirk": BadFile(
        lambda e: without(e, "20"), "Der Regierungsbezirk 089 fehlt in der Datei."
    ),
    "no Verband": BadFile(lambda e: without(e, "50"), "Der Gemeindeverband 08999"),
    "a Gemeinde twice": BadFile(
        lambda e: text([*lines(e), lines(e)[-1]]), "Derselbe Schlüssel steht schon in Zeile"
    ),
}
"""Damaged text files and archives; the edition is that of a small registry in Kreis 08999."""

WORKBOOKS: dict[str, BadFile] = {
    "bomb": BadFile(bomb, "Die Excel-Datei ist ungewöhnlich stark gepackt."),
    "cell in the last corner": BadFile(
        lambda e: in_sheet(
            e, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>'
        ),
        "Die Tabelle reicht über 20.000 Zeilen oder 60 Spalten hinaus.",
    ),
    "61 columns": BadFile(
        lambda e: in_sheet(e, b"</sheetData>", b'<row r="900"><c r="BI900"/></row></sheetData>'),
        "Die Tabelle reicht über 20.000 Zeilen oder 60 Spalten hinaus.",
    ),
    "cells without address": BadFile(
        lambda e: in_sheet(e, b"</sheetData>", b'<row r="900"><c/></row></sheetData>'),
        "In der Tabelle stehen Zellen ohne Adresse.",
    ),
    "billion laughs": BadFile(laughs, "enthält eine Dokumenttyp-Definition und wird nicht gelesen"),
    "external entity": BadFile(
        lambda e: in_sheet(
            e,
            b"<worksheet",
            b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><worksheet',
        ),
        "enthält eine Dokumenttyp-Definition und wird nicht gelesen",
    ),
    "part in UTF-16": BadFile(
        lambda e: with_parts(e, sheet=parts(auszug(e))[SHEET].decode().encode("utf-16")),
        "Ein Teil der Excel-Datei ist kein XML in UTF-8.",
    ),
    "macros": BadFile(
        lambda e: with_parts(e, **{"xl/vbaProject.bin": b"x"}), "Die Excel-Datei enthält Makros."
    ),
    "too many parts": BadFile(
        lambda e: with_parts(e, **{f"xl/media/{n}.png": b"x" for n in range(200)}),
        "besteht aus ungewöhnlich vielen Teilen",
    ),
    "way out of the archive": BadFile(
        lambda e: with_parts(e, **{"xl/../../../etc/cron.d/x": b"x"}),
        "enthält unzulässige Dateinamen",
    ),
    "old Excel": BadFile(
        lambda e: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000,
        "eine alte Excel-Datei (.xls) oder mit einem Kennwort geschützt",
    ),
    "cut": BadFile(lambda e: auszug(e)[:-40], "Die Excel-Datei ist beschädigt."),
    "damaged inside": BadFile(
        lambda e: in_sheet(e, b"</row>", b"</raw>"), "beschädigt und nicht lesbar"
    ),
    "other sheet": BadFile(
        lambda e: book({"Tabelle1": [["60", "64"]]}),
        "kein Tabellenblatt „Onlineprodukt_Gemeinden…“",
    ),
    "no date": BadFile(
        lambda e: book({"Onlineprodukt_Gemeinden": [["Satzart"]]}),
        "Die Excel-Datei nennt keinen Gebietsstand.",
    ),
    "mixed dates": BadFile(
        lambda e: auszug(e, head_day=date(2026, 3, 31)),
        "nennt den Gebietsstand 31.08.2026, der Kopf der Tabelle 31.03.2026",
    ),
    "another Land": BadFile(
        lambda e: book(
            {"Onlineprodukt_Gemeinden31082026": [[], [], [], [], [], [], row("10", "09", "Bayern")]}
        ),
        "keine Sätze von Baden-Württemberg (Land 08)",
    ),
    "unknown record": BadFile(
        lambda e: auszug(e, more=[row("6O", "08999", "Neudorf"), row("10", "09", "Bayern")]),
        "Die Satzart „6O“ gibt es nicht.",
    ),
    "inhabitants in words": BadFile(
        lambda e: in_sheet(e, b"<v>5000</v>", b"<v>5000.5</v>"),
        "Fläche oder Bevölkerung ist keine Zahl.",
    ),
    "a Gemeinde twice": BadFile(
        lambda e: auszug(e, more=[row("50", "08999", "Neu", kind="50", verband="0001")] * 2),
        "Derselbe Schlüssel steht schon in Zeile",
    ),
}
"""Damaged and hostile Excel files."""
