"""How far a Kommune has come, and where people who moved are counted."""

from enum import IntEnum, StrEnum


class Reach(IntEnum):
    """The strongest step of a Kommune; each is a colour of the coverage map."""

    NONE = 0
    CONTRACT = 1
    ENROLLED = 2
    LOTSE = 3

    @property
    def label(self) -> str:
        """The word on pages and in exports."""
        return LABELS[self]

    @property
    def slug(self) -> str:
        """The value in addresses."""
        return SLUGS[self]


LABELS = {
    Reach.LOTSE: "Lotse",
    Reach.ENROLLED: "Angemeldet",
    Reach.CONTRACT: "Vertrag",
    Reach.NONE: "Noch nichts",
}
SLUGS = {
    Reach.LOTSE: "lotse",
    Reach.ENROLLED: "angemeldet",
    Reach.CONTRACT: "vertrag",
    Reach.NONE: "nichts",
}
BY_SLUG = {slug: reach for reach, slug in SLUGS.items()}


class Counting(StrEnum):
    """Where a Lotse counts who has moved; the value stands in addresses."""

    TRAINED = "ausbildung"
    EMPLOYED = "beschaeftigung"


COUNTING_LABELS = {
    Counting.TRAINED: "wo ausgebildet",
    Counting.EMPLOYED: "wo beschäftigt",
}
