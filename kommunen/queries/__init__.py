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
from kommunen.queries.succession import (
    are_one_body,
    kommunen_of,
    living_body,
    may_act_for,
    predecessors,
    same_body,
    with_predecessors,
    with_successors,
)

__all__ = [
    "are_one_body",
    "changes_of",
    "current_edition",
    "editions",
    "gemeinden_of",
    "kommune_of",
    "kommunen_now",
    "kommunen_of",
    "kreise",
    "living_body",
    "matching",
    "may_act_for",
    "population",
    "predecessors",
    "regions",
    "same_body",
    "search",
    "staged_edition",
    "version_on",
    "with_population",
    "with_predecessors",
    "with_successors",
]
