"""Figures that were published about the programme, with date, definition and wording.

They are history and never change; the page "Stichtage" sets the figure of the data beside each
(docs/programme.md § 5). Where only a month is known, its last day counts.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Measure(StrEnum):
    """What is counted; `series.py` knows how."""

    TRAINED_FUNDED = "trained_funded"
    TRAINED_UNFUNDED = "trained_unfunded"
    ENROLLED = "enrolled"
    GEMEINDEN = "gemeinden"
    LANDKREISE = "landkreise"


DEFINITIONS: dict[Measure, str] = {
    Measure.TRAINED_FUNDED: (
        "Personen, deren geförderte Basisqualifizierung bis zum Stichtag abgeschlossen war"
    ),
    Measure.TRAINED_UNFUNDED: (
        "Personen, die die Basisqualifizierung bis zum Stichtag ohne Landesmittel abgeschlossen"
        " hatten"
    ),
    Measure.ENROLLED: (
        "Am Stichtag mit Gutschein angemeldete Personen, deren Seminar noch nicht zu Ende war"
    ),
    Measure.GEMEINDEN: (
        "Städte und Gemeinden, aus denen bis zum Stichtag mindestens eine geförderte Person"
        " ausgebildet war"
    ),
    Measure.LANDKREISE: (
        "Landkreise, aus denen bis zum Stichtag mindestens eine geförderte Person ausgebildet war"
    ),
}


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One published number. `qualifier` is how exact it was said to be ("mehr als", "rund")."""

    on: date
    value: int
    measure: Measure
    wording: str
    qualifier: str = ""
    day_known: bool = True


PUBLISHED: tuple[PublishedFigure, ...] = (
    PublishedFigure(
        date(2019, 2, 19), 197, Measure.TRAINED_FUNDED, "197 ausgebildet seit November 2018"
    ),
    PublishedFigure(date(2019, 2, 19), 247, Measure.ENROLLED, "247 weitere angemeldet"),
    PublishedFigure(
        date(2019, 5, 31),
        228,
        Measure.TRAINED_FUNDED,
        "228 ausgebildet (Mai 2019)",
        day_known=False,
    ),
    PublishedFigure(
        date(2019, 7, 31), 400, Measure.TRAINED_FUNDED, "400 ausgebildet (Ende Juli 2019)"
    ),
    PublishedFigure(date(2019, 12, 31), 580, Measure.TRAINED_FUNDED, "580 ausgebildet (Ende 2019)"),
    PublishedFigure(
        date(2022, 7, 6),
        680,
        Measure.TRAINED_FUNDED,
        "mehr als 680 geförderte Digitallotsen",
        "mehr als",
    ),
    PublishedFigure(date(2022, 7, 6), 420, Measure.GEMEINDEN, "aus 420 Kommunen"),
    PublishedFigure(date(2022, 7, 6), 34, Measure.LANDKREISE, "und 34 Landkreisen"),
    PublishedFigure(
        date(2022, 7, 6), 380, Measure.TRAINED_UNFUNDED, "rund 380 ohne Förderung", "rund"
    ),
    PublishedFigure(
        date(2023, 4, 30),
        770,
        Measure.TRAINED_FUNDED,
        "mehr als 770 (April 2023)",
        "mehr als",
        day_known=False,
    ),
)


@dataclass(frozen=True, slots=True)
class Target:
    """A target with the date it was set for, as it was said at the time."""

    said: str
    due: str
    value: int
    wording: str


TARGETS: tuple[Target, ...] = (
    Target("Februar 2019", "Februar 2021", 1_600, "rund 1.600 „in zwei Jahren“"),
    Target("Datum nicht bekannt", "August 2020", 1_600, "rund 1.600 bis August 2020"),
    Target("Datum nicht bekannt", "Herbst 2020", 1_600, "rund 1.600 bis Herbst 2020"),
)
"""The same target was published with three dates; none replaces the others."""


@dataclass(frozen=True, slots=True)
class PublishedEvent:
    """What was published about a Vernetzungsevent."""

    on: date
    place: str
    wording: str
    day_known: bool = True


EVENTS: tuple[PublishedEvent, ...] = (
    PublishedEvent(
        date(2019, 7, 31),
        "Leinfelden-Echterdingen",
        "erstes Vernetzungsevent: mehr als 200 Lotsen mit ihren Verwaltungsspitzen",
        day_known=False,
    ),
    PublishedEvent(
        date(2022, 7, 6),
        "Bruchsal",
        "fünftes Vernetzungsevent im HubWerk01: 80 Teilnehmende, das erste in Präsenz nach zwei"
        " digitalen Jahren",
    ),
)

SEPARATE_SHARES = (
    "Die anderswo veröffentlichten Anteile von 100, 93, 80, 69, 53 und 19 Prozent nach"
    " Größenklassen betreffen die Nutzung aller Angebote der Digitalakademie; sie sind hier nicht"
    " enthalten."
)
