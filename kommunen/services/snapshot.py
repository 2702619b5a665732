"""Reading the snapshot of the official directory that belongs to the project."""

import csv
import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lotsen.core.errors import DomainError

FOLDER = Path(__file__).resolve().parent.parent / "data"
EDITION_FILE = "edition.toml"
TABLES = ("regierungsbezirke", "regionen", "verbaende", "landkreise", "gemeinden")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts of one edition as text rows, with their dates and source."""

    attribution: str
    as_of: date
    area_as_of: date
    centre_as_of: date
    population_as_of: date
    population_base: str
    regierungsbezirke: list[Row]
    regionen: list[Row]
    verbaende: list[Row]
    landkreise: list[Row]
    gemeinden: list[Row]


def checksum(folder: Path = FOLDER) -> str:
    """SHA-256 over all files of the snapshot in a fixed order, as 64 hex digits."""
    digest = hashlib.sha256()
    for name in [EDITION_FILE, *(f"{table}.csv" for table in TABLES)]:
        content = (folder / name).read_bytes()
        digest.update(f"{name}:{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def read(folder: Path = FOLDER) -> Snapshot:
    """Read all files. Raises `DomainError` when a Landkreis is not the sum of its Gemeinden."""
    edition = tomllib.loads((folder / EDITION_FILE).read_text(encoding="utf-8"))
    population = edition["population"]
    snapshot = Snapshot(
        attribution=edition["attribution"],
        as_of=edition["as_of"],
        area_as_of=edition["area_as_of"],
        centre_as_of=edition["centre_as_of"],
        population_as_of=population["as_of"],
        population_base=population["base"],
        **{table: _rows(folder / f"{table}.csv") for table in TABLES},
    )
    _check_sums(snapshot)
    return snapshot


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        facts = (line for line in lines if not line.startswith("#"))
        return list(csv.DictReader(facts, delimiter=";", strict=True))


def _check_sums(snapshot: Snapshot) -> None:
    sums: dict[str, int] = {}
    for row in snapshot.gemeinden:
        kreis = row["ags"][:5]
        sums[kreis] = sums.get(kreis, 0) + int(row["population"])
    for row in snapshot.landkreise:
        if int(row["population"]) != sums.get(row["key"]):
            raise DomainError(
                f"Die Einwohnerzahl des Landkreises {row['name']} ist nicht die Summe seiner"
                " Gemeinden. Der Datenstand wurde nicht geladen."
            )
