"""Whole editions from the project's snapshot, and records of the official file."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from kommunen.enums import KommuneKind, VerbandKind
from kommunen.files import Area, Edition, Place, writing
from kommunen.files.centres import as_centre
from kommunen.files.writing import gv100ad
from kommunen.services import snapshot as snapshots

__all__ = ["gv100ad", "part_of", "record", "snapshot_edition", "without_centres"]

DAY = date(2026, 8, 31)


def snapshot_edition(as_of: date = DAY) -> Edition:
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
            centre=as_centre(Decimal(row["latitude"]), Decimal(row["longitude"])),
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


def without_centres(edition: Edition) -> Edition:
    """What a GV100AD says of it."""
    places = {key: replace(place, centre=None) for key, place in edition.places.items()}
    return replace(edition, places=places)


def part_of(edition: Edition, *kreise: str) -> Edition:
    """Only these Kreise of an edition, with the areas above them: a small whole."""
    return replace(
        edition,
        regierungsbezirke={
            key: x for key, x in edition.regierungsbezirke.items() if _above(key, kreise)
        },
        regionen={key: x for key, x in edition.regionen.items() if _above(key, kreise)},
        verbaende={key: x for key, x in edition.verbaende.items() if key[:5] in kreise},
        places={key: x for key, x in edition.places.items() if x.kreis in kreise},
    )


def _above(key: str, kreise: tuple[str, ...]) -> bool:
    return any(kreis.startswith(key) for kreis in kreise)


def record(record_type: str, key: str, name: str, **facts: Any) -> str:
    """One record of 220 characters; without `as_of` of the day of `snapshot_edition`."""
    return writing.record(record_type, key, name, **{"as_of": DAY} | facts)
