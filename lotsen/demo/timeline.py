"""The acts of the past in the order in which they happened, each at its own time of the clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from lotsen.core import clock

#: Hour at which an act of a day happens: the morning's post first, attendance in the evening.
GRANT, PUBLISH, SUBMIT, ISSUE, ENROL, CANCEL, CONFIRM = 7, 8, 9, 11, 14, 15, 17


STEP = 100


@dataclass(order=True, frozen=True, slots=True)
class Act:
    """One act; acts of the same hour happen in the order in which they were added."""

    at: datetime
    position: int
    do: Callable[[], object] = field(compare=False)


class Timeline:
    """Collects acts and lets them happen."""

    def __init__(self) -> None:
        self._acts: list[Act] = []

    def add(self, on: date, hour: int, do: Callable[[], object]) -> None:
        moment = datetime.combine(on, time(hour), tzinfo=clock.BERLIN)
        self._acts.append(Act(moment, len(self._acts), do))

    def play(self, tell: Callable[[int, int], None], every: Callable[[], None]) -> None:
        """Do everything in order under a moved clock.

        `tell(done, total)` follows each act, `every` some of them and the last.
        """
        acts: Iterable[Act] = sorted(self._acts)
        for done, act in enumerate(acts, start=1):
            with clock.at(act.at):
                act.do()
            if done % STEP == 0 or done == len(self._acts):
                every()
            tell(done, len(self._acts))
