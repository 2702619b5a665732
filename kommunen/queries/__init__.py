"""Reading the registry. Registry facts are public, so nothing here depends on an actor."""

from kommunen.queries.editions import (
    changes_of,
    current_edition,
    editions,
    staged_edition,
    version_on,
)
from kommunen.queries.figures import population, with_population
from kommunen.queries.lists import (
    gemeinden_of,
    kommune_of,
    kommunen_now,
    kreise,
    regions,
)
from kommunen.queries.search import matching, search

__all__ = [
    "changes_of",
    "current_edition",
    "editions",
    "gemeinden_of",
    "kommune_of",
    "kommunen_now",
    "kreise",
    "matching",
    "population",
    "regions",
    "search",
    "staged_edition",
    "version_on",
    "with_population",
]
