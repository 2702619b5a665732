"""How much programme is planned: when seminars are held and how many people they qualify.

`FULL` reproduces the published series (docs/programme.md § 5) exactly:
197 · 228 · 400 · 580 · 680 · 770. What is not published between the dates is invented.
"""

from dataclasses import dataclass
from datetime import date

#: The count "noch angemeldet" of the published series belongs to this day.
ENROLLED_ON = date(2019, 2, 19)
#: Until here the bodies are fixed in number: 420 Städte und Gemeinden, 34 Landkreise.
REACH_ON = date(2022, 7, 6)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seminars whose last days are spread evenly over a time; `sizes` are people who complete."""

    start: date
    end: date
    sizes: tuple[int, ...]
    online: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """One size of the demo programme."""

    stretches: tuple[Stretch, ...]
    later_sizes: tuple[int, ...]
    later_every_days: int
    enrolled: int
    gemeinden: int
    landkreise: int
    imported: int
    imported_later: int

    @property
    def trained_until_reach(self) -> int:
        return sum(sum(part.sizes) for part in self.stretches if part.end <= REACH_ON)


FULL = Scale(
    stretches=(
        Stretch(date(2018, 11, 12), date(2019, 2, 19), (22, 20, 20, 20, 20, *[19] * 5)),
        Stretch(date(2019, 3, 10), date(2019, 5, 31), (16, 15)),
        Stretch(date(2019, 6, 1), date(2019, 7, 24), (20, 20, *[19] * 6, 18)),
        Stretch(date(2019, 9, 16), date(2019, 12, 19), (18,) * 10),
        Stretch(date(2020, 2, 1), date(2020, 3, 6), (14,)),
        Stretch(date(2020, 10, 5), date(2020, 11, 27), (10,), online=True),
        Stretch(date(2021, 2, 15), date(2021, 7, 20), (12, 12), online=True),
        Stretch(date(2021, 9, 20), date(2021, 11, 30), (12,), online=True),
        Stretch(date(2022, 3, 1), date(2022, 7, 5), (14, 13, 13)),
        Stretch(date(2022, 9, 12), date(2022, 12, 16), (18, 18, 18)),
        Stretch(date(2023, 2, 6), date(2023, 4, 28), (18, 18)),
    ),
    later_sizes=(9, 8, 7, 10, 6),
    later_every_days=42,
    enrolled=247,
    gemeinden=420,
    landkreise=34,
    imported=380,
    imported_later=40,
)

SMALL = Scale(
    stretches=(
        Stretch(date(2018, 11, 12), date(2019, 2, 19), (12, 10)),
        Stretch(date(2019, 3, 10), date(2019, 5, 31), (5,)),
        Stretch(date(2019, 6, 1), date(2019, 7, 24), (9,)),
        Stretch(date(2019, 9, 16), date(2019, 12, 19), (10,)),
        Stretch(date(2022, 3, 1), date(2022, 7, 5), (8,)),
        Stretch(date(2023, 2, 6), date(2023, 4, 28), (6,)),
    ),
    later_sizes=(4,),
    later_every_days=250,
    enrolled=18,
    gemeinden=36,
    landkreise=6,
    imported=15,
    imported_later=3,
)
"""A twentieth of it, for tests and for a look in a few seconds; not the published figures."""
