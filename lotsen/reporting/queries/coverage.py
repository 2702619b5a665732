"""How far every Kommune has come as of a day, in four statements whatever the size.

Who is trained and who is enrolled is counted in `people.py`, for the dashboard and for the map
alike. Everything of a merged Kommune counts for its successor.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q, QuerySet

from kommunen.enums import KommuneKind
from kommunen.models import Kommune
from kommunen.queries import with_population
from lotsen.people.models import Employment
from lotsen.reporting.enums import Counting, Reach
from lotsen.reporting.queries.heirs import last_in_line
from lotsen.reporting.queries.people import Narrowed, enrolled, trained
from vouchers.enums import ContractState, LineKind, VoucherState
from vouchers.models import ContractKommune, FundingPeriod, TransferContract, Voucher
from vouchers.queries.totals import end_of_day


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked at. `funded` None: both; `period` None: since 2018."""

    as_of: date
    line: LineKind = LineKind.BASIS
    funded: bool | None = None
    period: FundingPeriod | None = None
    counting: Counting = Counting.TRAINED

    @property
    def narrowed(self) -> Narrowed:
        """The same for lists of people."""
        return Narrowed(funded=self.funded, line=self.line, period=self.period)


@dataclass(frozen=True, slots=True)
class Body:
    """One living Kommune and what it has."""

    key: str
    label: str
    name: str
    kind: str
    landkreis: str
    population: int | None
    funded: int
    unfunded: int
    enrolled: int
    has_contract: bool

    @property
    def reach(self) -> Reach:
        """The strongest step wins."""
        if self.funded or self.unfunded:
            return Reach.LOTSE
        if self.enrolled:
            return Reach.ENROLLED
        return Reach.CONTRACT if self.has_contract else Reach.NONE

    @property
    def kreis(self) -> str:
        """Five-digit key of its Landkreis, or of itself."""
        return self.key[:5]

    @property
    def is_landkreis(self) -> bool:
        return self.kind == KommuneKind.LANDKREIS

    @property
    def is_kreis(self) -> bool:
        """Landkreis or Stadtkreis."""
        return self.kind in (KommuneKind.LANDKREIS, KommuneKind.STADTKREIS)

    @property
    def kind_label(self) -> str:
        return str(KommuneKind(self.kind).label)


_FACTS = attrgetter(*(field.name for field in fields(Body)))


@dataclass(frozen=True)
class Coverage:
    """All living Kommunen in dictionary order, and where the dissolved ones went."""

    question: Question
    bodies: list[Body]
    heirs: Mapping[str, str]

    @cached_property
    def by_key(self) -> dict[str, Body]:
        """Living Kommunen by key."""
        return {body.key: body for body in self.bodies}

    def body_on(self, key: str) -> Body | None:
        """Whose area the area of this key is today; None where no Kommune is."""
        return self.by_key.get(self.heirs.get(key, key))

    @cached_property
    def digest(self) -> str:
        """Changes exactly when one of these facts does."""
        facts = repr((self.question, list(map(_FACTS, self.bodies)), self.heirs))
        return hashlib.sha256(facts.encode()).hexdigest()


def coverage(question: Question) -> Coverage:
    """Count everything as of the end of the day; four statements."""
    rows = with_population(Kommune.objects.order_by("sort_key", "key"), question.as_of)
    facts = list(
        rows.values_list(
            *("key", "label", "display_name", "kind", "landkreis__display_name", "population"),
            *("dissolved_on", "successor_id"),
        )
    )
    heirs = last_in_line({key: successor for key, *_, successor in facts if successor})
    lotsen = _inherited(_lotsen(question), heirs)
    waiting = _enrolled(question, heirs)
    contracts = {heirs.get(key, key) for key in _with_contract(question)}
    bodies = [
        Body(
            *(key, label, name, kind, landkreis or "", population),
            funded=lotsen[key, True],
            unfunded=lotsen[key, False],
            enrolled=waiting[key],
            has_contract=key in contracts,
        )
        for key, label, name, kind, landkreis, population, dissolved_on, _ in facts
        if dissolved_on is None
    ]
    return Coverage(question, bodies, heirs)


def _inherited(
    counted: Counter[tuple[str, bool]], heirs: Mapping[str, str]
) -> Counter[tuple[str, bool]]:
    total: Counter[tuple[str, bool]] = Counter()
    for (key, funded), count in counted.items():
        total[heirs.get(key, key), funded] += count
    return total


def _lotsen(question: Question) -> Counter[tuple[str, bool]]:
    """Trained people by Kommune and funding."""
    people = trained(question.as_of, question.narrowed).order_by()
    rows: QuerySet[Any, tuple[str, bool]]
    if question.counting == Counting.EMPLOYED:
        jobs = Employment.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=question.as_of),
            starts_on__lte=question.as_of,
            lotse__qualifications__in=people,
        )
        rows = jobs.order_by().values_list("kommune_id", "lotse__qualifications__funded")
    else:
        rows = people.values_list("kommune_id", "funded")
    return Counter({(key, funded): count for key, funded, count in rows.annotate(n=Count("pk"))})


def _enrolled(question: Question, heirs: Mapping[str, str]) -> Counter[str]:
    """Enrolled people by Kommune."""
    rows = enrolled(question.as_of, question.narrowed).order_by().values_list("kommune_id")
    total: Counter[str] = Counter()
    for key, count in rows.annotate(n=Count("pk")):
        total[heirs.get(key, key)] += count
    return total


def _with_contract(question: Question) -> set[str]:
    """Keys of Kommunen with a contract that waits, or a voucher that takes a place.

    Nothing without funding needs a contract.
    """
    if question.funded is False:
        return set()
    end = end_of_day(question.as_of)
    contracts = _standing_contracts(question)
    without_vouchers = contracts.filter(Q(issued_at=None) | Q(issued_at__gte=end))
    vouchers = Voucher.objects.filter(line__kind=question.line, issued_at__lt=end).exclude(
        Q(state=VoucherState.CANCELLED, cancelled_at__lt=end)
        | Q(state=VoucherState.EXPIRED, valid_until=None)
        | Q(state=VoucherState.EXPIRED, valid_until__lt=question.as_of)
    )
    if question.period:
        vouchers = vouchers.filter(line__period=question.period)
    found = [
        without_vouchers.order_by().values_list("kommune_id"),
        vouchers.order_by().values_list("kommune_id"),
    ]
    if question.line == LineKind.INHOUSE:
        partners = ContractKommune.objects.filter(active=True, contract__in=contracts)
        found.append(partners.order_by().values_list("kommune_id"))
    return {key for (key,) in found[0].union(*found[1:])}


def _standing_contracts(question: Question) -> QuerySet[TransferContract]:
    """Submitted by the day, and neither rejected nor withdrawn on it."""
    end = end_of_day(question.as_of)
    standing = (
        Q(state__in=(ContractState.SUBMITTED, ContractState.AGREED))
        | Q(state=ContractState.REJECTED, decided_at__gte=end)
        | Q(state=ContractState.WITHDRAWN, withdrawn_at__gte=end)
    )
    found = TransferContract.objects.filter(
        standing, line__kind=question.line, submitted_at__lt=end
    )
    return found.filter(line__period=question.period) if question.period else found
