"""An edition as a file in the official format GV100AD, for other systems and for the proofs.

What the registry does not hold stays blank: male inhabitants, districts of courts and tax offices.
Designations after the comma ("…, Stadt") are not in the registry either.
"""

from collections.abc import Iterator
from datetime import date

from kommunen.enums import KommuneKind, VerbandKind
from kommunen.files.model import Edition, Place

KIND_CODES = {
    KommuneKind.STADTKREIS: "62",
    KommuneKind.STADT: "63",
    KommuneKind.GEMEINDE: "64",
    KommuneKind.GROSSE_KREISSTADT: "67",
}
VERBAND_CODES = {VerbandKind.VVG: "54", VerbandKind.GVV: "56"}


def gv100ad(edition: Edition, *, line_end: str = "\r\n", encoding: str = "utf-8-sig") -> bytes:
    """The edition with every record type; a verbandsfreie Gemeinde gets its own record 50."""
    return (line_end.join(_records(edition)) + line_end).encode(encoding)


def record(
    record_type: str,
    key: str,
    name: str,
    *,
    as_of: date,
    gemeinde: str = "",
    verband: str = "",
    seat: str = "",
    kind: str = "",
    facts: str = "",
) -> str:
    """One record of 220 characters; `facts` begin at position 129."""
    head = f"{record_type}{as_of:%Y%m%d}{key:<5}{gemeinde:<3}{verband:<4}"
    return f"{head}{name[:50]:<50}{seat[:50]:<50}{kind:<2}    {facts}".ljust(220)


def _records(edition: Edition) -> Iterator[str]:
    on = edition.as_of
    yield record("10", "08", "Baden-Württemberg", seat="Stuttgart", as_of=on)
    for area in edition.regierungsbezirke.values():
        yield record("20", area.key, f"Reg.-Bez. {area.name}", seat=area.name, as_of=on)
    for area in edition.regionen.values():
        yield record("30", area.key, f"Region {area.name}", seat=area.seat, as_of=on)
    for place in edition.places.values():
        if place.kind == KommuneKind.LANDKREIS:
            yield record("40", place.kreis, place.name, seat=place.seat, kind="44", as_of=on)
        elif place.kind == KommuneKind.STADTKREIS:
            yield record("40", place.kreis, f"{place.name}, Stadtkreis", kind="42", as_of=on)
    for area in edition.verbaende.values():
        kreis, number = area.key[:5], area.key[5:]
        kind = VERBAND_CODES[area.kind] if area.kind else ""
        yield record("50", kreis, area.name, verband=number, seat=area.seat, kind=kind, as_of=on)
    for place in edition.places.values():
        if place.kind == KommuneKind.LANDKREIS:
            continue
        number = place.ars[5:9]
        if place.kreis + number not in edition.verbaende:
            yield record("50", place.kreis, place.name, verband=number, kind="50", as_of=on)
        yield _gemeinde(place, on)


def _gemeinde(place: Place, on: date) -> str:
    return record(
        "60",
        place.kreis,
        place.name,
        gemeinde=place.key[5:],
        verband=place.ars[5:9],
        kind=KIND_CODES[place.kind],
        facts=f"{place.area_ha:011d}{place.population:011d}{'':15}{place.postcode:<5}",
        as_of=on,
    )
