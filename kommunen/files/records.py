"""Records of the official directory, whatever file they stood in, and the edition they make up.

Both official files have the same six record types with the same keys and codes; only the way to
them differs (`gv100ad`, `auszug`).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kommunen.enums import KommuneKind, VerbandKind
from kommunen.files.centres import centre_of
from kommunen.files.model import Area, Edition, Place, Source
from kommunen.files.problems import FileProblem, FileRefused

LAND = "08"
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
VERBANDSFREI = "50"
KREIS_KINDS = {"42": KommuneKind.STADTKREIS, "44": KommuneKind.LANDKREIS}
MAX_FIGURE = 99_999_999
NAME_LENGTH, SEAT_LENGTH = 80, 60


@dataclass(frozen=True, slots=True)
class Record:
    """One record of Baden-Württemberg as text; `number` is its line or row in the file.

    `kreis`: Land, Regierungsbezirk and Kreis in one, as far as the type has them (Region: "0811").
    `area` in hectares, `area` and `population` only where the type is 60.
    """

    number: int
    record_type: str
    kreis: str
    name: str
    gemeinde: str = ""
    verband: str = ""
    seat: str = ""
    kind: str = ""
    area: str = ""
    population: str = ""
    postcode: str = ""
    latitude: str = ""
    longitude: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What no other record of the file may have."""
        return self.record_type, self.kreis, self.gemeinde or self.verband


def short_name(official: str) -> str:
    """The name without the designation that follows a comma: "Calw, Stadt" becomes "Calw"."""
    return official.partition(",")[0].strip()


def edition_of(records: Sequence[Record], as_of: date, source: Source) -> Edition:
    """The edition that the records make up; parents are found by key, the order does not matter.

    Raises `FileRefused` with line and reason for everything that does not fit together.
    """
    by_type: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_type[record.record_type].append(record)
    problems = [*_unreadable(records)]
    gemeinden = [*_gemeinden(by_type["60"], problems)]
    edition = Edition(
        as_of=as_of,
        source=source,
        regierungsbezirke=_areas(by_type["20"], ("Reg.-Bez. ", "Regierungsbezirk "), seats=False),
        regionen=_areas(by_type["30"], ("Region ",)),
        verbaende=_verbaende(by_type["50"], problems),
        places={place.key: place for place in _with_landkreise(by_type["40"], gemeinden, problems)},
    )
    problems += [*_orphans(by_type, edition), *_doubles(records)]
    if problems:
        raise FileRefused(sorted(problems, key=lambda problem: problem.line or 0))
    return edition


def _unreadable(records: Iterable[Record]) -> Iterator[FileProblem]:
    for record in records:
        if not record.name:
            yield FileProblem("Der Name fehlt.", record.number)
        elif not record.name.isprintable():
            yield FileProblem("Der Name enthält unzulässige Zeichen.", record.number)
        elif len(record.name) > NAME_LENGTH or len(record.seat) > SEAT_LENGTH:
            yield FileProblem("Der Name oder der Sitz ist zu lang.", record.number)


def _areas(
    records: Iterable[Record], prefixes: Sequence[str], *, seats: bool = True
) -> dict[str, Area]:
    """Areas by key. The registry keeps no seat of a Regierungsbezirk: it is in its name."""
    areas = {}
    for record in records:
        name = record.name
        for prefix in prefixes:
            name = name.removeprefix(prefix)
        areas[record.kreis] = Area(record.kreis, name, record.seat if seats else "")
    return areas


def _verbaende(records: Iterable[Record], problems: list[FileProblem]) -> dict[str, Area]:
    verbaende = {}
    for record in records:
        key = record.kreis + record.verband
        if record.kind in VERBAND_KINDS and is_number(key):
            kind = VERBAND_KINDS[record.kind]
            verbaende[key] = Area(key, record.name, record.seat, kind)
        elif record.kind in VERBAND_KINDS:
            problems.append(FileProblem("Der Schlüssel ist unvollständig.", record.number))
        elif record.kind != VERBANDSFREI and not record.verband.startswith("9"):
            problems.append(_unknown_kind(record))
    return verbaende


def _gemeinden(records: Iterable[Record], problems: list[FileProblem]) -> Iterator[Place]:
    for record in records:
        if record.kind in UNINHABITED:
            continue
        reason = _against(record)
        if reason:
            problems.append(FileProblem(reason, record.number))
            continue
        yield Place(
            key=record.kreis + record.gemeinde,
            ars=record.kreis + record.verband + record.gemeinde,
            kind=GEMEINDE_KINDS[record.kind],
            name=record.name,
            area_ha=int(record.area),
            population=int(record.population),
            postcode=record.postcode,
            centre=centre_of(record.latitude, record.longitude),
        )


def _against(record: Record) -> str:
    """Why a Gemeinde cannot be read, empty when it can."""
    kind = GEMEINDE_KINDS.get(record.kind)
    if kind is None:
        return _unknown_kind(record).reason
    lengths = len(record.kreis), len(record.verband), len(record.gemeinde)
    if lengths != (5, 4, 3) or not is_number(record.kreis + record.verband + record.gemeinde):
        return "Der Schlüssel ist unvollständig."
    if (record.gemeinde == "000") != (kind == KommuneKind.STADTKREIS):
        return f"Der Schlüssel passt nicht zur Art „{kind.label}“."
    if not (_is_figure(record.area) and _is_figure(record.population)):
        return "Fläche oder Bevölkerung ist keine Zahl."
    if record.postcode and not (len(record.postcode) == 5 and is_number(record.postcode)):
        return "Die Postleitzahl ist keine."
    degrees = record.latitude, record.longitude
    if any(degrees) and centre_of(*degrees) is None:
        return "Die Mittelpunktkoordinaten liegen nicht in Baden-Württemberg."
    return ""


def _unknown_kind(record: Record) -> FileProblem:
    return FileProblem(f"Das Textkennzeichen „{record.kind}“ ist unbekannt.", record.number)


def is_number(text: str) -> bool:
    """Only the digits 0 to 9: `isdecimal` alone also takes those of other scripts."""
    return text.isascii() and text.isdecimal()


def _is_figure(text: str) -> bool:
    return len(text) <= 11 and is_number(text) and int(text) <= MAX_FIGURE


def _with_landkreise(
    records: Iterable[Record], gemeinden: list[Place], problems: list[FileProblem]
) -> Iterator[Place]:
    """The Gemeinden, and each Landkreis with the sums of its own."""
    yield from gemeinden
    by_kreis: dict[str, list[Place]] = defaultdict(list)
    for place in gemeinden:
        by_kreis[place.kreis].append(place)
    for record in records:
        kind = KREIS_KINDS.get(record.kind)
        if kind is None:
            problems.append(_unknown_kind(record))
        elif len(record.kreis) != 5 or not is_number(record.kreis):
            problems.append(FileProblem("Der Schlüssel ist unvollständig.", record.number))
        elif kind == KommuneKind.LANDKREIS:
            yield Place(
                key=f"{record.kreis}000",
                ars=f"{record.kreis}0000000",
                kind=KommuneKind.LANDKREIS,
                name=record.name,
                area_ha=sum(place.area_ha for place in by_kreis[record.kreis]),
                population=sum(place.population for place in by_kreis[record.kreis]),
                seat=record.seat,
            )


def _orphans(by_type: dict[str, list[Record]], edition: Edition) -> Iterator[FileProblem]:
    """Records whose parents are missing: the file was cut or edited."""
    kreise = {record.kreis for record in by_type["40"]}
    verbaende = {record.kreis + record.verband for record in by_type["50"]}
    for record in by_type["40"]:
        if record.kreis[:3] not in edition.regierungsbezirke:
            reason = f"Der Regierungsbezirk {record.kreis[:3]} fehlt in der Datei."
            yield FileProblem(reason, record.number)
        elif record.kreis[:4] not in edition.regionen:
            yield FileProblem(f"Die Region {record.kreis[:4]} fehlt in der Datei.", record.number)
    for record in by_type["60"]:
        if record.kreis not in kreise:
            yield FileProblem(f"Der Kreis {record.kreis} fehlt in der Datei.", record.number)
        elif record.kind not in UNINHABITED and record.kreis + record.verband not in verbaende:
            reason = f"Der Gemeindeverband {record.kreis}{record.verband} fehlt in der Datei."
            yield FileProblem(reason, record.number)


def _doubles(records: Iterable[Record]) -> Iterator[FileProblem]:
    seen: dict[tuple[str, str, str], int] = {}
    for record in records:
        if record.key in seen:
            reason = f"Derselbe Schlüssel steht schon in Zeile {seen[record.key]}."
            yield FileProblem(reason, record.number)
        seen.setdefault(record.key, record.number)
