"""Quota of a Kommune: places, used, free (docs/programme.md § 4)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kommunen.models import Kommune
from kommunen.queries import population, with_population
from vouchers import rules
from vouchers.enums import QUOTA_VOUCHER_STATES, ContractState
from vouchers.models import ContractPerson, FundingLine, Voucher


@dataclass(frozen=True, slots=True)
class Quota:
    """Funded places of one Kommune on one line.

    `used` are places with a voucher, `reserved` those named in contracts that still wait.
    """

    places: int
    used: int
    reserved: int
    population: int | None = None
    population_on: date | None = None

    @property
    def taken(self) -> int:
        """Used and reserved places."""
        return self.used + self.reserved

    @property
    def free(self) -> int:
        """Places that a new contract may name; never negative, also when a Kommune shrank."""
        return max(0, self.places - self.used - self.reserved)


def quota_of(kommune: Kommune, line: FundingLine, on: date | None = None) -> Quota:
    """The quota on a day (default: today) with the population that counts on it.

    A place is used once in the whole programme: vouchers of all periods of the same kind count.
    A line without quota rules has no places.
    """
    figure = population(kommune, on)
    return Quota(
        places=rules.places(
            line.quota_rules.all(),
            kind=kommune.kind,
            population=figure.value if figure else None,
        ),
        used=Voucher.objects.filter(
            kommune=kommune, line__kind=line.kind, state__in=QUOTA_VOUCHER_STATES
        ).count(),
        reserved=waiting_persons(line.kind).filter(contract__kommune=kommune).count(),
        population=figure.value if figure else None,
        population_on=figure.as_of if figure else None,
    )


def waiting_persons(line_kind: str) -> QuerySet[ContractPerson]:
    """Persons named in contracts that are submitted, or agreed but without vouchers yet."""
    waiting = Q(contract__state=ContractState.SUBMITTED) | Q(
        contract__state=ContractState.AGREED, contract__issued_at=None
    )
    return ContractPerson.objects.filter(waiting, contract__line__kind=line_kind)


def quota_places(line: FundingLine, on: date | None = None) -> dict[str, int]:
    """Places of every existing Kommune by key, in two queries. All of them add up to 1,597."""
    ranges = list(line.quota_rules.all())
    kommunen = with_population(Kommune.objects.filter(dissolved_on=None).order_by(), on)
    return {
        kommune.key: rules.places(ranges, kind=kommune.kind, population=kommune.population)
        for kommune in kommunen.only("key", "kind")
    }
