"""Who and what the scenes of the demo work with."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from kommunen.models import Kommune
from lotsen.accounts.models import Organisation
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.demo import accounts
from lotsen.demo.plan.model import Body
from lotsen.people.models import Lotse
from vouchers.enums import LineKind
from vouchers.models import FundingLine
from vouchers.queries import line_on, quota_places


@dataclass
class Stage:
    """All that the scenes of the demo need to act.

    `lotsen` and `vouchers` are filled on the way, both by mail address of the person.
    """

    kommunen: dict[str, Kommune]
    organisations: dict[str, Organisation]
    actors: dict[str, Actor] = field(default_factory=dict)
    hr_offices: dict[str, Actor] = field(default_factory=dict)
    lotsen: dict[str, Lotse] = field(default_factory=dict)
    vouchers: dict[str, str] = field(default_factory=dict)
    _lines: list[FundingLine] = field(default_factory=list)

    @property
    def office(self) -> Actor:
        return self.actors[accounts.OFFICE.email]

    @property
    def ministry(self) -> Actor:
        return self.actors[accounts.MINISTRY.email]

    @property
    def second_ministry(self) -> Actor:
        """Who approves what `ministry` proposes."""
        return self.actors[accounts.BUDGET.email]

    @property
    def organiser(self) -> Actor:
        return self.actors[accounts.ORGANISER.email]

    def hr(self, key: str) -> Actor:
        """The HR office of a Kommune."""
        return self.hr_offices[key]

    def line(self, on: date | None = None) -> FundingLine:
        """The Basis line that is valid on a day (default: the moved today); asked once each."""
        day = on or clock.today()
        for known in self._lines:
            if known.valid_from <= day and (known.valid_until is None or day <= known.valid_until):
                return known
        line = line_on(LineKind.BASIS, day)
        assert line is not None
        self._lines.append(line)
        return line

    def provider(self, code: str) -> Actor:
        return self.actors[code]


def planned_bodies() -> list[Body]:
    """The registry as the plan sees it, with the quota of the valid Basis line."""
    line = line_on(LineKind.BASIS)
    assert line is not None
    places = quota_places(line)
    kommunen = list(Kommune.objects.filter(dissolved_on=None).order_by("key"))
    names = Counter(kommune.display_name for kommune in kommunen)
    return [
        Body(
            key=kommune.key,
            name=kommune.display_name if names[kommune.display_name] == 1 else kommune.label,
            is_landkreis=kommune.is_landkreis,
            places=places[kommune.key],
            regierungsbezirk=kommune.regierungsbezirk_id,
        )
        for kommune in kommunen
    ]
