"""Writing GV100AD files: whole editions from the project's snapshot, and single records."""

from collections.abc import Iterable
from datetime import date

from kommunen.enums import KommuneKind, VerbandKind
from kommunen.files import Area, Edition, Place
from kommunen.services import snapshot as snapshots

KIND_CODES = {
    KommuneKind.STADTKREIS: "62",
    KommuneKind.STADT: "63",
    KommuneKind.GEMEINDE: "64",
    KommuneKind.GROSSE_KREISSTADT: "67",
}


def snapshot_edition(as_of: date = date(2026, 8, 31)) -> Edition:
    """The snapshot of the project as an edition of another day."""
    snapshot = snapshots.read()
    places: dict[str, Place] = {}
    for row in snapshot.gemeinden:
        places[row["ags"]] = Place(
            key=row["ags"],
            ars=row["ars"],
            kind=KommuneKind(row["kind"]),
            name=row["name"],
            area_ha=int(row["area_ha"]),
            population=int(row["population"]),
            postcode=row["postcode"],
        )
    for row in snapshot.landkreise:
        own = [place for place in places.values() if place.key[:5] == row["key"]]
        places[f"{row['key']}000"] = Place(
            key=f"{row['key']}000",
            ars=f"{row['key']}0000000",
            kind=KommuneKind.LANDKREIS,
            name=row["name"],
            area_ha=sum(place.area_ha for place in own),
            population=sum(place.population for place in own),
            seat=row["seat"],
        )
    return Edition(
        as_of=as_of,
        regierungsbezirke={
            row["key"]: Area(row["key"], row["name"]) for row in snapshot.regierungsbezirke
        },
        regionen={
            row["key"]: Area(row["key"], row["name"], row["seat"]) for row in snapshot.regionen
        },
        verbaende={
            row["key"]: Area(row["key"], row["name"], row["seat"], VerbandKind(row["kind"]))
            for row in snapshot.verbaende
        },
        places=places,
    )


def gv100ad(edition: Edition, *, line_end: str = "\r\n", encoding: str = "utf-8-sig") -> bytes:
    """The edition as a file with every record type; verbandsfreie Gemeinden get their own 50."""
    text = line_end.join(_records(edition)) + line_end
    return text.encode(encoding)


def record(
    record_type: str,
    key: str,
    name: str,
    *,
    as_of: date = date(2026, 8, 31),
    gemeinde: str = "",
    verband: str = "",
    seat: str = "",
    kind: str = "",
    facts: str = "",
) -> str:
    """One record of 220 characters."""
    head = f"{record_type}{as_of:%Y%m%d}{key:<5}{gemeinde:<3}{verband:<4}"
    return f"{head}{name:<50}{seat:<50}{kind:<2}    {facts}".ljust(220)


def _records(edition: Edition) -> Iterable[str]:
    on = edition.as_of
    yield record("10", "08", "Baden-Württemberg", seat="Stuttgart", as_of=on)
    for area in edition.regierungsbezirke.values():
        yield record("20", area.key, f"Reg.-Bez. {area.name}", seat=area.seat, as_of=on)
    for area in edition.regionen.values():
        yield record("30", area.key, f"Region {area.name}", seat=area.seat, as_of=on)
    for place in edition.places.values():
        if place.kind == KommuneKind.LANDKREIS:
            yield record("40", place.kreis, place.name, seat=place.seat, kind="44", as_of=on)
        elif place.kind == KommuneKind.STADTKREIS:
            yield record("40", place.kreis, f"{place.name}, Stadtkreis", kind="42", as_of=on)
    codes = {VerbandKind.VVG: "54", VerbandKind.GVV: "56"}
    for area in edition.verbaende.values():
        assert area.kind is not None
        kreis, number = area.key[:5], area.key[5:]
        yield record(
            "50",
            kreis,
            area.name,
            verband=number,
            seat=area.seat,
            kind=codes[area.kind],
            as_of=on,
        )
    for place in edition.places.values():
        if place.kind == KommuneKind.LANDKREIS:
            continue
        number = place.ars[5:9]
        if place.kreis + number not in edition.verbaende:
            yield record("50", place.kreis, place.name, verband=number, kind="50", as_of=on)
        yield _gemeinde(place, on)


def _gemeinde(place: Place, on: date) -> str:
    facts = f"{place.area_ha:011d}{place.population:011d}{0:011d}    {place.postcode:<5}"
    return record(
        "60",
        place.kreis,
        place.name,
        gemeinde=place.key[5:],
        verband=place.ars[5:9],
        kind=KIND_CODES[place.kind],
        facts=facts,
        as_of=on,
    )
