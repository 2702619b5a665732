"""The publisher's notes beside a GV100AD: they say of which day its figures are. Pure functions."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date

from lotsen.core.xlsx_guard import BROKEN_ARCHIVE, ZIP_MAGIC

MAX_NOTES = 100_000
"""Characters; the real notes have 1,400."""


@dataclass(frozen=True, slots=True)
class Notes:
    """Of which day and on which base the figures are; None where the notes do not say it."""

    population_as_of: date | None = None
    population_base: str | None = None
    area_as_of: date | None = None


_DAY = r"Stichtag\s+(\d{1,2})\.(\d{1,2})\.(\d{4})"
_POPULATION = re.compile(
    rf"Bevölkerungsangaben\s.{{0,200}}?{_DAY}(?:\s*\(([^()]{{1,60}})\))?", re.S
)
_AREA = re.compile(rf"Flächenangaben\s.{{0,200}}?{_DAY}", re.S)


def notes_in(content: bytes) -> Notes:
    """What a file with the name …Hinweise….txt in a ZIP says; nothing for any other file."""
    text = _text_of(content)
    population, area = _POPULATION.search(text), _AREA.search(text)
    base = _base(population[4]) if population and population[4] else None
    return Notes(_day(population), base, _day(area))


def _text_of(content: bytes) -> str:
    if not content.startswith(ZIP_MAGIC):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                name = entry.filename.lower()
                if "hinweis" in name and name.endswith(".txt"):
                    with archive.open(entry) as packed:
                        return packed.read(MAX_NOTES).decode("utf-8", errors="replace")
    except BROKEN_ARCHIVE:
        pass  # whoever reads the file itself says so
    return ""


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups()[:3])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _base(written: str) -> str:
    """ "ZENSUS 2022" is shouted in the notes and nowhere else."""
    text = " ".join(written.split())
    return text.capitalize() if text.isupper() else text
