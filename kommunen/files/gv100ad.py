"""The fixed-width file GV100AD of the Statistisches Bundesamt (docs/registry.md, "Official files").

Every record has 220 characters. Positions in the comments are those of the official description:
they count characters from 1 and include both ends.
"""

from collections.abc import Sequence
from datetime import date

from kommunen.files.model import Edition, Source
from kommunen.files.problems import FileProblem, FileRefused, refuse
from kommunen.files.records import LAND, RECORD_TYPES, Record, edition_of, is_number, short_name
from kommunen.files.text import lines_of

LENGTH = 220
AS_OF = slice(2, 10)  # 3-10, JJJJMMTT
LAND_PLACES = slice(10, 12)  # 11-12


def read_gv100ad(content: bytes) -> Edition:
    """The part of Baden-Württemberg of a GV100AD file, or of the ZIP that holds it.

    The file of all Germany is the usual delivery: the other Länder are checked for their form and
    left out. Raises `FileRefused` with line and reason for every line that is not what the format
    says.
    """
    lines = lines_of(content)
    _check_form(lines)
    as_of = _common_date(lines)
    own = [
        _record(number, line)
        for number, line in enumerate(lines, start=1)
        if line[LAND_PLACES] == LAND
    ]
    if not own:
        raise refuse("Die Datei enthält keine Sätze von Baden-Württemberg (Land 08).")
    return edition_of(own, as_of, Source.GV100AD)


def _check_form(lines: Sequence[str]) -> None:
    if all(len(line) != LENGTH for line in lines):
        raise refuse(
            f"Die Datei ist kein Gemeindeverzeichnis im Format GV100AD: keine Zeile hat {LENGTH}"
            " Zeichen."
        )
    problems = []
    for number, line in enumerate(lines, start=1):
        if len(line) != LENGTH:
            problems.append(FileProblem(f"{len(line)} Zeichen statt {LENGTH}.", number))
        elif line[:2] not in RECORD_TYPES:
            problems.append(FileProblem(f"Die Satzart „{line[:2]}“ gibt es nicht.", number))
    if problems:
        raise FileRefused(problems)


def _common_date(lines: Sequence[str]) -> date:
    first = lines[0][AS_OF]
    try:
        as_of = date(int(first[:4]), int(first[4:6]), int(first[6:8]))
    except ValueError:
        raise refuse(f"„{first}“ ist kein Gebietsstand (JJJJMMTT).", 1) from None
    others = [
        FileProblem(
            f"Gebietsstand {_german(line[AS_OF])}, in der ersten Zeile {as_of:%d.%m.%Y}.", number
        )
        for number, line in enumerate(lines, start=1)
        if line[AS_OF] != first
    ]
    if others:
        raise FileRefused(others)
    return as_of


def _german(text: str) -> str:
    return f"{text[6:]}.{text[4:6]}.{text[:4]}" if is_number(text) else f"„{text}“"


def _record(number: int, line: str) -> Record:
    record_type = line[0:2]
    is_gemeinde = record_type == "60"
    return Record(
        number=number,
        record_type=record_type,
        kreis=line[10:15].strip(),  # 11-15
        gemeinde=line[15:18] if is_gemeinde else "",  # 16-18
        verband=line[18:22] if record_type in ("50", "60") else "",  # 19-22
        name=short_name(line[22:72]),  # 23-72
        seat=line[72:122].strip(),  # 73-122
        kind=line[122:124],  # 123-124
        area=line[128:139] if is_gemeinde else "",  # 129-139, hectares
        population=line[139:150] if is_gemeinde else "",  # 140-150
        postcode=line[165:170].strip() if is_gemeinde else "",  # 166-170
    )
