"""How far every Kommune has come as of a day, in six statements whatever the size.

Who is trained and who is enrolled is counted in `people.py`, for the dashboard and for the map
alike. Everything of a merged Kommune counts for its successor.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from kommunen.enums import KommuneKind
from kommunen.models import Kommune
from kommunen.queries import with_population
from lotsen.core.kept import Kept
from lotsen.people.models import Qualification
from lotsen.reporting.enums import Counting, Reach
from lotsen.reporting.queries.heirs import last_in_line
from lotsen.reporting.queries.people import Narrowed, enrolled, trained
from vouchers.enums import ContractState, LineKind, VoucherState
from vouchers.models import (
    ContractKommune,
    FundingLine,
    FundingPeriod,
    TransferContract,
    Voucher,
)
from vouchers.queries.totals import end_of_day

NONE, CONTRACT, ENROLLED, LOTSE = Reach
LANDKREIS = KommuneKind.LANDKREIS.value
KREISE = {LANDKREIS, KommuneKind.STADTKREIS.value}

BY_EMPLOYER = """SELECT job.kommune_id,
           count(*) FILTER (WHERE done.funded), count(*) FILTER (WHERE NOT done.funded)
    FROM ({trained}) AS done JOIN people_employment job USING (lotse_id)
    WHERE job.starts_on <= %s AND (job.ends_on IS NULL OR job.ends_on >= %s)
    GROUP BY job.kommune_id"""
"""Written by hand: Django would join both tables by way of everybody's name and address."""


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


class Body(NamedTuple):
    """One living Kommune, what it has and the strongest step of that."""

    key: str
    label: str
    name: str
    kind: str
    landkreis: str
    population: int | None
    funded: int
    unfunded: int
    enrolled: int
    reach: Reach

    @property
    def kreis(self) -> str:
        """Five-digit key of its Landkreis, or of itself."""
        return self.key[:5]

    @property
    def is_landkreis(self) -> bool:
        return self.kind == LANDKREIS

    @property
    def is_kreis(self) -> bool:
        """Landkreis or Stadtkreis."""
        return self.kind in KREISE

    @property
    def kind_label(self) -> str:
        return str(KommuneKind(self.kind).label)


@dataclass(frozen=True)
class Coverage:
    """All living Kommunen in dictionary order, and where the dissolved ones went.

    Several visitors are given the same one (`coverage`), so nothing in it is ever changed.
    """

    question: Question
    bodies: tuple[Body, ...]
    heirs: Mapping[str, str]
    dissolved_since: int = 0
    """Keys that ended after the day: what they had counts for their successors of today."""

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
        facts = json.dumps((repr(self.question), self.bodies, self.heirs, self.dissolved_since))
        return hashlib.sha256(facts.encode()).hexdigest()


def coverage(question: Question) -> Coverage:
    """Everything as of the end of the day.

    Five statements more than the one that looks whether the last answer still holds.
    """
    return _kept(question)


def _count(question: Question) -> Coverage:
    rows = with_population(Kommune.objects.order_by("sort_key", "key"), question.as_of)
    facts = _fetched(
        rows.values_list(
            *("key", "label", "display_name", "kind", "landkreis__display_name", "population"),
            *("dissolved_on", "successor_id"),
        )
    )
    heirs = last_in_line({key: successor for key, *_, successor in facts if successor})
    funded, unfunded = (_inherited(counted, heirs) for counted in _lotsen(question))
    waiting = _inherited(_enrolled(question), heirs)
    contracts = {heirs.get(key, key) for key in _with_contract(question)}
    bodies = []
    for key, label, name, kind, landkreis, population, dissolved_on, _ in facts:
        if dissolved_on is None:
            has = (funded[key], unfunded[key], waiting[key])
            reach = _strongest(*has, key in contracts)
            bodies.append(Body(key, label, name, kind, landkreis or "", population, *has, reach))
    ended = [row[6] for row in facts if row[6] is not None]
    since = sum(day > question.as_of for day in ended)
    return Coverage(question, tuple(bodies), heirs, since)


_kept = Kept(_count, size=8)


def _strongest(funded: int, unfunded: int, enrolled: int, has_contract: bool) -> Reach:
    """The strongest step wins."""
    if funded or unfunded:
        return LOTSE
    if enrolled:
        return ENROLLED
    return CONTRACT if has_contract else NONE


def _inherited(counted: Mapping[str, int], heirs: Mapping[str, str]) -> Counter[str]:
    total = Counter(counted)
    for key in counted.keys() & heirs.keys():
        count = total.pop(key)
        total[heirs[key]] += count
    return total


def _lotsen(question: Question) -> tuple[dict[str, int], dict[str, int]]:
    """Trained people by Kommune: with and without funding."""
    people = trained(question.as_of, question.narrowed).order_by()
    if question.counting == Counting.EMPLOYED:
        rows = _by_employer(people, question.as_of)
    else:
        counts = people.values_list("kommune_id").annotate(
            with_money=Count("pk", filter=Q(funded=True)),
            without=Count("pk", filter=Q(funded=False)),
        )
        rows = _fetched(counts)
    return {key: n for key, n, _ in rows}, {key: n for key, _, n in rows}


def _by_employer(people: QuerySet[Qualification], as_of: date) -> list[tuple[str, int, int]]:
    sql, values = people.values("lotse_id", "funded").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BY_EMPLOYER.format(trained=sql), [*values, as_of, as_of])
        found: list[tuple[str, int, int]] = cursor.fetchall()
    return found


def _enrolled(question: Question) -> dict[str, int]:
    """Enrolled people by Kommune."""
    rows = enrolled(question.as_of, question.narrowed).order_by().values_list("kommune_id")
    return dict(_fetched(rows.annotate(n=Count("pk"))))


def _with_contract(question: Question) -> set[str]:
    """Keys of Kommunen with a contract that waits, or a voucher that takes a place.

    Nothing without funding needs a contract.
    """
    lines = _lines(question)
    if question.funded is False or not lines:
        return set()
    end = end_of_day(question.as_of)
    contracts = _standing_contracts(question.as_of, lines)
    without_vouchers = contracts.filter(Q(issued_at=None) | Q(issued_at__gte=end))
    vouchers = Voucher.objects.filter(line__in=lines, issued_at__lt=end).exclude(
        Q(state=VoucherState.CANCELLED, cancelled_at__lt=end)
        | Q(state=VoucherState.EXPIRED, valid_until=None)
        | Q(state=VoucherState.EXPIRED, valid_until__lt=question.as_of)
    )
    # The first voucher of a Kommune answers for it; most have one, and nobody reads all of them.
    first = vouchers.filter(kommune=OuterRef("pk")).order_by().values("pk")[:1]
    found: list[QuerySet[Any, Any]] = [
        without_vouchers.order_by().values_list("kommune_id"),
        Kommune.objects.alias(voucher=Subquery(first))
        .filter(voucher__isnull=False)
        .order_by()
        .values_list("key"),
    ]
    if question.line == LineKind.INHOUSE:
        partners = ContractKommune.objects.filter(active=True, contract__in=contracts)
        found.append(partners.order_by().values_list("kommune_id"))
    return {key for (key,) in _fetched(found[0].union(*found[1:]))}


def _lines(question: Question) -> list[int]:
    """Keys of the lines that are looked at; few, so that an index finds their vouchers."""
    lines = FundingLine.objects.filter(kind=question.line)
    if question.period:
        lines = lines.filter(period=question.period)
    return [key for (key,) in _fetched(lines.order_by().values_list("pk"))]


def _standing_contracts(as_of: date, lines: list[int]) -> QuerySet[TransferContract]:
    """Submitted by the day, and neither rejected nor withdrawn nor ended on it."""
    end = end_of_day(as_of)
    standing = (
        Q(state__in=(ContractState.SUBMITTED, ContractState.AGREED))
        | Q(state=ContractState.REJECTED, decided_at__gte=end)
        | Q(state=ContractState.WITHDRAWN, withdrawn_at__gte=end)
        | Q(state=ContractState.ENDED, ended_at__gte=end)
    )
    return TransferContract.objects.filter(standing, line__in=lines, submitted_at__lt=end)


def _fetched(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list`, as the database gives them.

    Texts, numbers and days need none of the steps that Django takes for every single row.
    """
    with connection.cursor() as cursor:
        cursor.execute(*rows.query.sql_with_params())
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
