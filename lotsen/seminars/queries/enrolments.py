"""Reading enrolments and certificates. Lists start from `…_visible_to(actor)`."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Subquery

from kommunen.models import Kommune
from kommunen.queries import kommunen_of
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.people.models import Lotse
from lotsen.people.queries import employees_of, with_basis
from lotsen.seminars import rules
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Certificate, Enrolment, Seminar, SeminarDay
from lotsen.seminars.queries.missing_vouchers import missing_because
from vouchers.enums import LineKind, VoucherState
from vouchers.models import Voucher


def enrolments_visible_to(actor: Actor) -> QuerySet[Enrolment]:
    """Enrolments whose names `actor` may read (docs/programme.md § 8).

    Lotse: the own ones. HR: those made for the own Kommune. Provider: those of the own seminars.
    Office, ministry, auditor: all. Others none. Each with all that `state_label` needs.
    """
    enrolments = Enrolment.objects.select_related(
        "seminar", "lotse", "kommune", "voucher", "replaced_by"
    )
    if actor.is_system or actor.role in OVERSIGHT:
        return enrolments
    if actor.role == Role.LOTSE and actor.user_id is not None:
        return enrolments.filter(lotse__user=actor.user_id)
    if actor.role == Role.HR:
        return enrolments.filter(kommune__in=kommunen_of(actor))
    if actor.role == Role.PROVIDER:
        return enrolments.filter(seminar__provider=actor.organisation_id)
    return enrolments.none()


def certificates_visible_to(actor: Actor) -> QuerySet[Certificate]:
    """Certificates of the enrolments that `actor` may see; the bytes of the files stay away."""
    seen = enrolments_visible_to(actor).select_related(None).values("pk")
    certificates = Certificate.objects.filter(enrolment__in=seen).defer("document__content")
    return certificates.select_related(
        "enrolment__seminar__provider", "enrolment__lotse", "enrolment__kommune"
    )


def participants(seminar: Seminar, actor: Actor) -> QuerySet[Enrolment]:
    """Live enrolments of one seminar that `actor` may see, by name."""
    found = enrolments_visible_to(actor).filter(seminar=seminar)
    return found.exclude(state=EnrolmentState.CANCELLED).order_by("lotse__sort_key", "number")


def enrolments_of(lotse: Lotse, actor: Actor) -> QuerySet[Enrolment]:
    """Enrolments of one person that `actor` may see, the latest first."""
    found = enrolments_visible_to(actor).select_related("seminar__provider", "certificate")
    return found.filter(lotse=lotse).order_by("-enrolled_at")


def own_enrolments(actor: Actor) -> QuerySet[Enrolment]:
    """Everything a Lotse was ever enrolled for, the latest first."""
    found = enrolments_visible_to(actor).filter(lotse__user=actor.user_id)
    return found.select_related("seminar__provider", "certificate").order_by("-enrolled_at")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person whom HR can enrol, with the voucher that would be used and what it means in cents.

    `hindrance` says why the person cannot be enrolled; empty when possible. `missing` says what
    became of a voucher that the person could expect but does not have for this seminar.
    """

    lotse: Lotse
    voucher: Voucher | None
    hindrance: str
    fee_cents: int
    grant_cents: int
    missing: str = ""

    @property
    def is_usable(self) -> bool:
        return not self.hindrance

    @property
    def is_funded(self) -> bool:
        return self.voucher is not None

    @property
    def preselected(self) -> bool:
        """People with a usable voucher are what HR comes for."""
        return self.is_usable and self.is_funded

    @property
    def own_cents(self) -> int:
        return self.fee_cents - self.grant_cents


def candidates(seminar: Seminar, kommune: Kommune) -> list[Candidate]:
    """The present employees of a Kommune for one seminar: voucher holders first, five queries."""
    people = list(with_basis(employees_of(kommune)))
    keys = [lotse.pk for lotse in people]
    vouchers = usable_vouchers(seminar, keys)
    running = running_enrolments(seminar, keys)
    missing = missing_because(seminar, [key for key in keys if key not in vouchers])
    found = []
    for lotse in people:
        voucher = vouchers.get(lotse.pk)
        hindrance = running.get(lotse.pk, "") or basis_hindrance(seminar, lotse)
        grant = rules.grant_cents(seminar.fee_cents, voucher)
        missed = missing.get(lotse.pk, "")
        found.append(Candidate(lotse, voucher, hindrance, seminar.fee_cents, grant, missed))
    return sorted(found, key=lambda person: (not person.is_usable, not person.is_funded))


def usable_vouchers(seminar: Seminar, lotsen: list[UUID]) -> dict[UUID, Voucher]:
    """By person: the issued, unused voucher for this provider and kind of line, if there is one."""
    found = Voucher.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=clock.today()),
        lotse__in=lotsen,
        provider=seminar.provider_id,
        line__kind=seminar.line.kind,
        state=VoucherState.ISSUED,
        released_days=0,
        days=Subquery(_days_of(seminar)),
    )
    return {voucher.lotse_id: voucher for voucher in found.order_by("issued_at")}


def _days_of(seminar: Seminar) -> QuerySet[Any]:
    days = SeminarDay.objects.filter(seminar=seminar).order_by()
    return days.values("seminar").annotate(number_of_days=Count("pk")).values("number_of_days")


def running_enrolments(seminar: Seminar, lotsen: list[UUID]) -> dict[UUID, str]:
    """By person: the sentence that names the running enrolment for the same kind of course."""
    running = Enrolment.objects.filter(
        lotse__in=lotsen, seminar__line__kind=seminar.line.kind, state=EnrolmentState.ENROLLED
    ).select_related("seminar", "lotse")
    return {
        enrolment.lotse_id: "ist für dieses Seminar schon angemeldet"
        if enrolment.seminar_id == seminar.pk
        else f"ist schon für das Seminar {enrolment.seminar.number} angemeldet"
        for enrolment in running
    }


def basis_hindrance(seminar: Seminar, lotse: Lotse) -> str:
    """The Basis is completed once; the Aufbauprogramm comes after it (docs/programme.md § 4).

    `lotse` carries `basis_on` (`people.queries.with_basis`).
    """
    if seminar.line.kind == LineKind.BASIS and lotse.basis_on:
        return "hat die Basisqualifizierung schon abgeschlossen"
    if seminar.line.needs_basis and not lotse.basis_on:
        return "hat die Basisqualifizierung noch nicht abgeschlossen"
    return ""
