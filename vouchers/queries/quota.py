"""Quota of a Kommune: places, used, free (docs/programme.md § 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from kommunen.models import Kommune
from kommunen.queries import population, with_population, with_predecessors
from vouchers import rules
from vouchers.enums import QUOTA_VOUCHER_STATES, ContractState
from vouchers.models import ContractPerson, FundingLine, QuotaRule, Voucher


@dataclass(frozen=True, slots=True)
class Quota:
    """Funded places of one Kommune on one line; `places` is None on a line without quota rules.

    `used` are places with a voucher, `reserved` those named in contracts that still wait.
    """

    places: int | None
    used: int
    reserved: int
    population: int | None = None
    population_on: date | None = None

    @property
    def is_limited(self) -> bool:
        """Whether the line has quota rules; otherwise only the budget limits it."""
        return self.places is not None

    @property
    def taken(self) -> int:
        """Used and reserved places."""
        return self.used + self.reserved

    @property
    def free(self) -> int | None:
        """Places that a new contract may name, None without a limit; never negative, also when a
        Kommune shrank."""
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def free_label(self) -> str:
        """ "noch 2 von 4 frei", or that there is no limit."""
        if self.places is None:
            return "ohne Kontingent"
        return f"noch {self.free} von {self.places} frei"

    @property
    def has_room(self) -> bool:
        """Whether at least one more person can be named."""
        return self.fits(1)

    def fits(self, persons: int) -> bool:
        """Whether a new contract may name so many persons."""
        return self.free is None or persons <= self.free


@dataclass(frozen=True, slots=True)
class LineQuota:
    """A line with the quota of a Kommune on it."""

    line: FundingLine
    quota: Quota


def quota_of(kommune: Kommune, line: FundingLine, on: date | None = None) -> Quota:
    """The quota on a day (default: today) with the population that counts on it.

    A place is used once in the whole programme: vouchers of all periods of the same kind count,
    and those of the Kommunen that were merged into this one (docs/programme.md § 9).
    A line without quota rules has no limit but its budget.
    """
    return quotas_of(kommune, [line], on)[0].quota


def quotas_of(
    kommune: Kommune, lines: Sequence[FundingLine], on: date | None = None
) -> list[LineQuota]:
    """Like `quota_of` for several lines at once, in four queries however many there are."""
    figure = population(kommune, on)
    ranges: dict[int, list[QuotaRule]] = {}
    for rule in QuotaRule.objects.filter(line__in=lines):
        ranges.setdefault(rule.line_id, []).append(rule)
    kinds = [line.kind for line in lines]
    own = with_predecessors(kommune)
    used = _count_by_kind(
        Voucher.objects.filter(
            kommune__in=own, line__kind__in=kinds, state__in=QUOTA_VOUCHER_STATES
        ),
        "line__kind",
    )
    waiting = _waiting().filter(contract__kommune__in=own, contract__line__kind__in=kinds)
    reserved = _count_by_kind(waiting, "contract__line__kind")
    value = figure.value if figure else None
    return [
        LineQuota(
            line,
            Quota(
                places=(
                    rules.places(ranges[line.pk], kind=kommune.kind, population=value)
                    if line.pk in ranges
                    else None
                ),
                used=used.get(line.kind, 0),
                reserved=reserved.get(line.kind, 0),
                population=value,
                population_on=figure.as_of if figure else None,
            ),
        )
        for line in lines
    ]


def waiting_persons(line_kind: str) -> QuerySet[ContractPerson]:
    """Persons named in contracts that are submitted, or agreed but without vouchers yet."""
    return _waiting().filter(contract__line__kind=line_kind)


def waiting_after_basis() -> QuerySet[ContractPerson]:
    """The same for all lines that are open to people with a completed Basis only."""
    return _waiting().filter(contract__line__needs_basis=True)


def quota_places(line: FundingLine, on: date | None = None) -> dict[str, int]:
    """Places of every existing Kommune by key, in two queries. All of them add up to 1,597."""
    ranges = list(line.quota_rules.all())
    kommunen = with_population(Kommune.objects.filter(dissolved_on=None).order_by(), on)
    return {
        kommune.key: rules.places(ranges, kind=kommune.kind, population=kommune.population)
        for kommune in kommunen.only("key", "kind")
    }


@dataclass(frozen=True, slots=True)
class QuotaSum:
    """How many Kommunen a quota rule holds for today, and their places together."""

    rule: QuotaRule
    kommunen: int

    @property
    def places(self) -> int:
        """Places of all these Kommunen."""
        return self.kommunen * self.rule.places


def quota_sums(line: FundingLine, on: date | None = None) -> list[QuotaSum]:
    """Each rule of a line with what it gives on a day, in two queries; see `quota_places`."""
    ranges = list(line.quota_rules.order_by("group", "min_population"))
    found = dict.fromkeys((rule.pk for rule in ranges), 0)
    if ranges:
        kommunen = with_population(Kommune.objects.filter(dissolved_on=None).order_by(), on)
        for kommune in kommunen.only("key", "kind"):
            rule = rules.quota_rule(ranges, kind=kommune.kind, population=kommune.population)
            if rule is not None:
                found[rule.pk] += 1
    return [QuotaSum(rule, found[rule.pk]) for rule in ranges]


def _waiting() -> QuerySet[ContractPerson]:
    waiting = Q(contract__state=ContractState.SUBMITTED) | Q(
        contract__state=ContractState.AGREED, contract__issued_at=None
    )
    return ContractPerson.objects.filter(waiting)


def _count_by_kind(rows: QuerySet[Any], kind: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(kind).annotate(number=Count("pk")))
