"""An edition of the Gemeindeverzeichnis as the programme sees it, whatever file it came in."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from kommunen.enums import KommuneKind, VerbandKind
from kommunen.files.centres import Centre


class Source(Enum):
    """Which of the official files an edition was read from; its name as the publisher writes it."""

    GV100AD = "GV100AD"
    AUSZUG = "Auszug"

    @property
    def names_seats(self) -> bool:
        """Only the GV100AD says where a Kreis, a Region or a Verband has its administration."""
        return self is Source.GV100AD


@dataclass(frozen=True, slots=True)
class Area:
    """A Regierungsbezirk, a Region or a Verwaltungsgemeinschaft; `kind` only for the last."""

    key: str
    name: str
    seat: str = ""
    kind: VerbandKind | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A Gemeinde or a Landkreis with its facts.

    `key` as in the registry (AGS, or Landkreis key + "000"). Area in hectares; for a Landkreis area
    and population are the sums of its Gemeinden, `seat` is only for it, `centre` never.
    """

    key: str
    ars: str
    kind: KommuneKind
    name: str
    area_ha: int
    population: int
    postcode: str = ""
    seat: str = ""
    centre: Centre | None = None

    @property
    def kreis(self) -> str:
        """The five digits of the Kreis."""
        return self.key[:5]


@dataclass(frozen=True, slots=True)
class Edition:
    """All Kommunen of Baden-Württemberg at one Gebietsstand.

    Two editions with the same facts are equal, whatever files they came from.
    """

    as_of: date
    source: Source = field(default=Source.GV100AD, compare=False)
    regierungsbezirke: dict[str, Area] = field(default_factory=dict)
    regionen: dict[str, Area] = field(default_factory=dict)
    verbaende: dict[str, Area] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    @property
    def population(self) -> int:
        """Inhabitants of the Land: every Gemeinde once, no Landkreis."""
        return sum(
            place.population
            for place in self.places.values()
            if place.kind != KommuneKind.LANDKREIS
        )
