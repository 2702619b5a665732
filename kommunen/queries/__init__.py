"""Reading the registry. Registry facts are public, so nothing here depends on an actor."""

from kommunen.queries.figures import population, with_population
from kommunen.queries.lists import (
    current_edition,
    gemeinden_of,
    kommune_of,
    kommunen_now,
    kreise,
    regions,
)
from kommunen.queries.search import matching, search

__all__ = [
    "current_edition",
    "gemeinden_of",
    "kommune_of",
    "kommunen_now",
    "kreise",
    "matching",
    "population",
    "regions",
    "search",
    "with_population",
]
