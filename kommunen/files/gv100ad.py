"""The fixed-width file GV100AD of the Statistisches Bundesamt (docs/registry.md, "Formats").

Every record has 220 characters. Positions in the comments are those of the official description:
they count characters from 1 and include both ends.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kommunen.enums import KommuneKind, VerbandKind
from kommunen.files.model import Area, Edition, Place
from kommunen.files.problems import FileProblem, FileRefused, refuse
from kommunen.files.text import lines_of

LAND = "08"
LENGTH = 220
RECORD_TYPES = ("10", "20", "30", "40", "50", "60")
GEMEINDE_KINDS = {
    "62": KommuneKind.STADTKREIS,
    "63": KommuneKind.STADT,
    "64": KommuneKind.GEMEINDE,
    "67": KommuneKind.GROSSE_KREISSTADT,
}
UNINHABITED = ("65", "66")
"""Gemeindefreie Gebiete are no Kommunen (docs/programme.md § 9)."""
VERBAND_KINDS = {"54": VerbandKind.VVG, "56": VerbandKind.GVV}
KREIS_KINDS = {"42": KommuneKind.STADTKREIS, "44": KommuneKind.LANDKREIS}


@dataclass(frozen=True, slots=True)
class _Record:
    """One line, cut at the positions that all record types share."""

    number: int
    line: str

    @property
    def record_type(self) -> str:
        return self.line[0:2]

    @property
    def as_of(self) -> str:
        return self.line[2:10]

    @property
    def land(self) -> str:
        return self.line[10:12]

    @property
    def kreis(self) -> str:
        return self.line[10:15].strip()

    @property
    def gemeinde(self) -> str:
        return self.line[15:18]

    @property
    def verband(self) -> str:
        return self.line[18:22]

    @property
    def name(self) -> str:
        """The official name without the designation that follows a comma."""
        return self.line[22:72].strip().partition(",")[0].strip()

    @property
    def seat(self) -> str:
        return self.line[72:122].strip()

    @property
    def kind(self) -> str:
        return self.line[122:124]


def read_gv100ad(content: bytes) -> Edition:
    """The part of Baden-Württemberg of a GV100AD file, or of the ZIP that holds it.

    The order of the records does not matter; parents are found by key. Raises `FileRefused` with
    line and reason for every line that is not what the format says.
    """
    records = _records(lines_of(content))
    as_of = _common_date(records)
    own = [record for record in records if record.land == LAND]
    if not own:
        raise refuse("Die Datei enthält keine Sätze von Baden-Württemberg (Land 08).")
    by_type: dict[str, list[_Record]] = defaultdict(list)
    for record in own:
        by_type[record.record_type].append(record)
    problems: list[FileProblem] = []
    edition = Edition(
        as_of=as_of,
        regierungsbezirke=_areas(by_type["20"], 3, "Reg.-Bez. "),
        regionen=_areas(by_type["30"], 4, "Region "),
        verbaende=_verbaende(by_type["50"]),
        places={
            place.key: place
            for place in _with_landkreise(by_type["40"], _gemeinden(by_type["60"], problems))
        },
    )
    problems += _orphans(by_type, edition)
    problems += _doubles(own)
    if problems:
        raise FileRefused(sorted(problems, key=lambda problem: problem.line or 0))
    return edition


def _records(lines: list[str]) -> list[_Record]:
    records = [_Record(number, line) for number, line in enumerate(lines, start=1)]
    problems = []
    for record in records:
        if len(record.line) != LENGTH:
            reason = f"{len(record.line)} Zeichen statt {LENGTH}."
            problems.append(FileProblem(reason, record.number))
        elif record.record_type not in RECORD_TYPES:
            reason = f"Die Satzart „{record.record_type}“ gibt es nicht."
            problems.append(FileProblem(reason, record.number))
    if problems:
        raise FileRefused(problems)
    return records


def _common_date(records: list[_Record]) -> date:
    first = records[0].as_of
    try:
        as_of = date(int(first[:4]), int(first[4:6]), int(first[6:8]))
    except ValueError:
        raise refuse(f"„{first}“ ist kein Gebietsstand (JJJJMMTT).", 1) from None
    others = [
        FileProblem(f"Gebietsstand {record.as_of}, in der ersten Zeile {first}.", record.number)
        for record in records
        if record.as_of != first
    ]
    if others:
        raise FileRefused(others)
    return as_of


def _areas(records: Iterable[_Record], digits: int, prefix: str) -> dict[str, Area]:
    areas = (
        Area(record.kreis[:digits], record.name.removeprefix(prefix), record.seat)
        for record in records
    )
    return {area.key: area for area in areas}


def _verbaende(records: Iterable[_Record]) -> dict[str, Area]:
    areas = (
        Area(record.kreis + record.verband, record.name, record.seat, VERBAND_KINDS[record.kind])
        for record in records
        if record.kind in VERBAND_KINDS
    )
    return {area.key: area for area in areas}


def _gemeinden(records: Iterable[_Record], problems: list[FileProblem]) -> list[Place]:
    places = []
    for record in records:
        if record.kind in UNINHABITED:
            continue
        kind = GEMEINDE_KINDS.get(record.kind)
        area, population = record.line[128:139], record.line[139:150]
        postcode = record.line[165:170].strip()
        key = record.kreis + record.gemeinde
        if kind is None:
            problems.append(
                FileProblem(f"Das Textkennzeichen „{record.kind}“ ist unbekannt.", record.number)
            )
        elif not (key + record.verband).isdecimal() or not record.name:
            problems.append(FileProblem("Schlüssel oder Name ist unvollständig.", record.number))
        elif not (area.isdecimal() and population.isdecimal()):
            problems.append(FileProblem("Fläche oder Bevölkerung ist keine Zahl.", record.number))
        elif postcode and not (len(postcode) == 5 and postcode.isdecimal()):
            problems.append(FileProblem("Die Postleitzahl ist keine.", record.number))
        else:
            places.append(
                Place(
                    key=key,
                    ars=record.kreis + record.verband + record.gemeinde,
                    kind=kind,
                    name=record.name,
                    area_ha=int(area),
                    population=int(population),
                    postcode=postcode,
                )
            )
    return places


def _with_landkreise(records: Iterable[_Record], gemeinden: list[Place]) -> Iterable[Place]:
    """The Gemeinden, and each Landkreis with the sums of its own."""
    yield from gemeinden
    for record in records:
        if KREIS_KINDS.get(record.kind) != KommuneKind.LANDKREIS:
            continue
        own = [place for place in gemeinden if place.kreis == record.kreis]
        yield Place(
            key=f"{record.kreis}000",
            ars=f"{record.kreis}0000000",
            kind=KommuneKind.LANDKREIS,
            name=record.name,
            area_ha=sum(place.area_ha for place in own),
            population=sum(place.population for place in own),
            seat=record.seat,
        )


def _orphans(by_type: dict[str, list[_Record]], edition: Edition) -> list[FileProblem]:
    """Records whose parents are missing: the file was cut or edited."""
    kreise = {record.kreis for record in by_type["40"]}
    verbaende = {record.kreis + record.verband for record in by_type["50"]}
    problems = [
        FileProblem(f"Die Region {record.kreis[:4]} fehlt in der Datei.", record.number)
        for record in by_type["40"]
        if record.kreis[:4] not in edition.regionen
        or record.kreis[:3] not in edition.regierungsbezirke
    ]
    for record in by_type["60"]:
        if record.kreis not in kreise:
            reason = f"Der Kreis {record.kreis} fehlt in der Datei."
            problems.append(FileProblem(reason, record.number))
        elif record.kind not in UNINHABITED and record.kreis + record.verband not in verbaende:
            reason = f"Der Gemeindeverband {record.kreis}{record.verband} fehlt in der Datei."
            problems.append(FileProblem(reason, record.number))
    return problems


def _doubles(records: Iterable[_Record]) -> list[FileProblem]:
    seen: dict[tuple[str, str], int] = {}
    problems = []
    for record in records:
        key = (record.record_type, record.line[10:22])
        if key in seen:
            reason = f"Derselbe Schlüssel steht schon in Zeile {seen[key]}."
            problems.append(FileProblem(reason, record.number))
        seen.setdefault(key, record.number)
    return problems
