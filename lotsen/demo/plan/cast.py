"""Providers and bodies with a part of their own in the demo."""

from dataclasses import dataclass

#: Kommunen of the demo sign-ins; the history leaves their quota alone.
DEMO_STADT = "08231000"  # Pforzheim: four places, one of each state today
TWO_HATS_STADT = "08235085"  # Calw
TWO_HATS_LANDKREIS = "08235000"  # Landkreis Calw, the 35th to join
RESERVED = frozenset({DEMO_STADT, TWO_HATS_STADT, TWO_HATS_LANDKREIS})

STUTTGART, KARLSRUHE, FREIBURG, TUEBINGEN = "081", "082", "083", "084"


@dataclass(frozen=True, slots=True)
class ProviderPart:
    """A Bildungsträger of the programme (docs/programme.md § 2) and whom it mostly serves."""

    code: str
    name: str
    city: str
    catchment: frozenset[str]
    fee_cents: int


VERWALTUNGSSCHULE = ProviderPart(
    "vws",
    "Verwaltungsschule des Gemeindetags Baden-Württemberg",
    "Karlsruhe",
    frozenset({STUTTGART, KARLSRUHE, FREIBURG, TUEBINGEN}),
    48_000,
)
PROVIDERS = (
    VERWALTUNGSSCHULE,
    ProviderPart("vwa-s", "VWA Stuttgart", "Stuttgart", frozenset({STUTTGART, TUEBINGEN}), 54_000),
    ProviderPart("vwa-ka", "VWA Karlsruhe", "Karlsruhe", frozenset({KARLSRUHE}), 51_000),
    ProviderPart("vwa-ma", "VWA Mannheim", "Mannheim", frozenset({KARLSRUHE, STUTTGART}), 49_500),
    ProviderPart("vwa-fr", "VWA Freiburg", "Freiburg im Breisgau", frozenset({FREIBURG}), 52_500),
)
#: Every second seminar is one of the Verwaltungsschule.
ROTATION = tuple(part for other in PROVIDERS[1:] for part in (VERWALTUNGSSCHULE, other))
