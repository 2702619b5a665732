"""How far each employee of a Kommune has come, in one query."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any
from uuid import UUID

from django.db.models import Min, OuterRef, QuerySet, Subquery

from kommunen.models import Kommune
from kommunen.queries import with_predecessors
from lotsen.people.queries import employees_of, with_basis
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment
from vouchers.enums import LIVE_VOUCHER_STATES, LineKind, VoucherState
from vouchers.models import Voucher
from vouchers.queries.quota import waiting_persons

DECIDED_VOUCHER_STATES = (VoucherState.REDEEMED, VoucherState.SETTLED, VoucherState.EXPIRED)


class Step(IntEnum):
    """The way of one employee; what needs HR comes first in lists."""

    VOUCHER = 1
    NOTHING = 2
    CONTRACT = 3
    ENROLLED = 4
    TRAINED = 5


@dataclass(frozen=True, slots=True)
class Employee:
    """One line of HR's list of people."""

    pk: UUID
    name: str
    step: Step
    basis_on: date | None
    contract_id: UUID | None
    contract_number: str
    voucher_id: str
    provider_id: UUID | None
    """Whose seminars the voucher pays for."""
    decided_id: str
    """The latest voucher of this Kommune whose days are all decided, and its state."""
    decided_label: str
    enrolment_id: UUID | None
    seminar_number: str
    starts_on: date | None
    incomplete_id: UUID | None
    """The latest enrolment that ended without all three days."""
    incomplete_label: str


def employees(kommune: Kommune) -> list[Employee]:
    """The present employees, those who need something first, then by name."""
    people = with_basis(employees_of(kommune))
    voucher = Voucher.objects.filter(
        lotse=OuterRef("pk"), line__kind=LineKind.BASIS, state__in=LIVE_VOUCHER_STATES
    )
    decided = Voucher.objects.filter(
        lotse=OuterRef("pk"),
        line__kind=LineKind.BASIS,
        state__in=DECIDED_VOUCHER_STATES,
        kommune__in=with_predecessors(kommune),
    ).order_by("-issued_at", "-pk")
    waiting = waiting_persons(LineKind.BASIS).filter(lotse=OuterRef("pk"))
    enrolment = (
        Enrolment.objects.filter(lotse=OuterRef("pk"), state=EnrolmentState.ENROLLED)
        .annotate(starts_on=Min("seminar__days__held_on"))
        .order_by("starts_on")
    )
    incomplete = Enrolment.objects.filter(
        lotse=OuterRef("pk"), state__in=(EnrolmentState.PARTLY, EnrolmentState.MISSED)
    ).order_by("-enrolled_at")
    rows = people.annotate(
        incomplete=_first(incomplete, "pk"),
        incomplete_state=_first(incomplete, "state"),
        voucher=_first(voucher, "pk"),
        provider=_first(voucher, "provider"),
        decided=_first(decided, "pk"),
        decided_state=_first(decided, "state"),
        contract=_first(waiting, "contract"),
        contract_number=_first(waiting, "contract__number"),
        enrolment=_first(enrolment, "pk"),
        seminar_number=_first(enrolment, "seminar__number"),
        starts_on=_first(enrolment, "starts_on"),
    )
    return sorted((_employee(row) for row in rows), key=lambda person: person.step)


def _first(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(rows.values(field)[:1])


def _employee(row: Any) -> Employee:
    return Employee(
        pk=row.pk,
        name=row.full_name,
        step=_step(row),
        basis_on=row.basis_on,
        contract_id=row.contract,
        contract_number=row.contract_number or "",
        voucher_id=row.voucher or "",
        provider_id=row.provider,
        decided_id=row.decided or "",
        decided_label=VoucherState(row.decided_state).label if row.decided else "",
        enrolment_id=row.enrolment,
        seminar_number=row.seminar_number or "",
        starts_on=row.starts_on,
        incomplete_id=row.incomplete,
        incomplete_label=EnrolmentState(row.incomplete_state).label if row.incomplete else "",
    )


def _step(row: Any) -> Step:
    if row.basis_on:
        return Step.TRAINED
    if row.enrolment:
        return Step.ENROLLED
    if row.voucher:
        return Step.VOUCHER
    return Step.CONTRACT if row.contract else Step.NOTHING
