"""What the tests ask a PDF: is it valid, is its structure sound, which text is in it?"""

import io
import re
from collections.abc import Iterator
from typing import Any

import page
import pikepdf

# The validator takes a stream whose compressed bytes happen to end in 0x0D for too short; the
# reference validator veraPDF does not. About one file in 150 is hit.
FALSE_ALARM = "STREAM-LENGTH"
PROFILES = ("ua1", "3a")
TRANSLATION = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")


def failures(content: bytes) -> list[str]:
    """Broken rules of PDF/UA-1 and PDF/A-3a."""
    found = []
    for profile in PROFILES:
        report = page.validate_pdf_bytes(content, profile=profile)
        found += [f"{failure.rule_id} {failure.message}" for failure in report.failures]
    return [failure for failure in found if FALSE_ALARM not in failure]


def structure_faults(content: bytes) -> list[str]:
    """Faults that the validator does not look for."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        faults = [name for name in ("/Lang", "/MarkInfo", "/OutputIntents") if name not in root]
        if not root.ViewerPreferences.get("/DisplayDocTitle"):
            faults.append("title not displayed")
        for element in elements(pdf):
            kind = str(element.S)
            if kind == "/Figure" and not str(element.get("/Alt", "")):
                faults.append("figure without text")
            if kind == "/Figure" and not _inside(element.A.BBox, element.Pg.MediaBox):
                faults.append("figure outside its page")
            if kind == "/TH" and str(element.A.get("/Scope", "")) not in ("/Row", "/Column"):
                faults.append("table head without scope")
        return faults


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """All structure elements, in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Array):
            waiting.extend(reversed(list(found)))
        elif isinstance(found, pikepdf.Dictionary) and "/S" in found:
            yield found
            waiting.append(found.get("/K", pikepdf.Array()))


def text_of(content: bytes) -> str:
    """All text in drawing order, without spaces between the pieces of a line."""
    parts = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for sheet in pdf.pages:
            letters: dict[bytes, str] = {}
            for step in pikepdf.parse_content_stream(sheet):
                operands, operator = step.operands, step.operator
                if str(operator) == "Tf":
                    letters = _letters(sheet.Resources.Font[str(operands[0])])
                elif str(operator) == "TJ":
                    parts += [
                        _decode(bytes(piece), letters)
                        for piece in operands[0]
                        if isinstance(piece, pikepdf.String)
                    ]
    return "".join(parts)


def page_count(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)


def _letters(font: Any) -> dict[bytes, str]:
    table = font.ToUnicode.read_bytes()
    section = table[table.index(b"beginbfchar") :]
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in TRANSLATION.findall(section)
    }


def _decode(piece: bytes, letters: dict[bytes, str]) -> str:
    return "".join(letters.get(piece[at : at + 2], "?") for at in range(0, len(piece), 2))


def _inside(box: Any, sheet: Any) -> bool:
    left, bottom, right, top = (float(edge) for edge in box)
    return 0 <= left < right <= float(sheet[2]) and 0 <= bottom < top <= float(sheet[3])
