"""Contracts and vouchers, each list within what an actor may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from kommunen.queries import kommunen_of
from lotsen.accounts.enums import OrganisationKind
from lotsen.accounts.models import Organisation
from lotsen.core.actor import Actor
from lotsen.core.enums import OPEN_JOB_STATES
from lotsen.core.models import Job
from lotsen.core.roles import OVERSIGHT, Role
from lotsen.people.models import Lotse
from vouchers.enums import LIVE_VOUCHER_STATES, ContractOrder, VoucherOrder
from vouchers.models import TransferContract, Voucher
from vouchers.queries.quota import waiting_persons

PAPER_JOB = "contract.paper"
LETTER_JOB = "contract.letter"
QUEUE_JOB = "contract.queue"


def contracts_visible_to(actor: Actor) -> QuerySet[TransferContract]:
    """HR: contracts of the own Kommune. Office, ministry, auditor: all. Others: none."""
    contracts = TransferContract.objects.select_related("kommune", "line", "provider")
    if actor.is_system or actor.role in OVERSIGHT:
        return contracts
    if actor.role == Role.HR:
        return contracts.filter(kommune__in=kommunen_of(actor))
    return contracts.none()


def vouchers_visible_to(actor: Actor) -> QuerySet[Voucher]:
    """HR: of the own Kommune. Provider: made out to it. Lotse: the own. Oversight: all."""
    vouchers = Voucher.objects.select_related("kommune", "line", "provider", "lotse", "contract")
    if actor.is_system or actor.role in OVERSIGHT:
        return vouchers
    if actor.role == Role.HR:
        return vouchers.filter(kommune__in=kommunen_of(actor))
    if actor.role == Role.PROVIDER:
        return vouchers.filter(provider=actor.organisation_id)
    if actor.role == Role.LOTSE and actor.user_id is not None:
        return vouchers.filter(lotse__user=actor.user_id)
    return vouchers.none()


def contracts_in_order(
    contracts: QuerySet[TransferContract], order: str | None
) -> QuerySet[TransferContract]:
    """The list sorted by a `ContractOrder` (default: the newest first), equals the newest first."""
    if order == ContractOrder.OLDEST:
        return contracts.order_by("submitted_at", "number")
    before = {
        ContractOrder.KOMMUNE: ["kommune__sort_key", "kommune"],
        ContractOrder.PROVIDER: ["provider__name", "provider"],
    }
    first = before[ContractOrder(order)] if order else []
    return contracts.order_by(*first, "-submitted_at", "-number")


def vouchers_in_order(vouchers: QuerySet[Voucher], order: str | None) -> QuerySet[Voucher]:
    """The list sorted by a `VoucherOrder` (default: the newest first), equals the newest first."""
    before: dict[VoucherOrder, list[Any]] = {
        VoucherOrder.KOMMUNE: ["kommune__sort_key", "kommune"],
        VoucherOrder.PERSON: ["lotse__sort_key", "lotse"],
        VoucherOrder.PROVIDER: ["provider__name", "provider"],
        VoucherOrder.LARGEST: [(F("days") * F("day_rate_cents")).desc()],
        VoucherOrder.ENDING: [F("valid_until").asc(nulls_last=True)],
    }
    first = before[VoucherOrder(order)] if order else []
    return vouchers.order_by(*first, "-issued_at", "id")


def contract_paper_is_ordered(contract: TransferContract) -> bool:
    """Whether a PDF of the contract, or its letter, is still being made."""
    missing = [
        kind
        for kind, made in ((PAPER_JOB, contract.document_id), (LETTER_JOB, contract.letter_id))
        if made is None
    ]
    if contract.decided_at is None or not missing:
        return False
    ordered = Job.objects.filter(kind__in=missing, key=str(contract.pk))
    return ordered.filter(state__in=OPEN_JOB_STATES).exists()


def providers() -> QuerySet[Organisation]:
    """All Bildungsträger by name."""
    return Organisation.objects.filter(kind=OrganisationKind.PROVIDER).order_by("name")


def persons_bound(lotsen: Iterable[Lotse], line_kind: str) -> set[UUID]:
    """Those of `lotsen` who already have a live voucher or stand in a waiting contract."""
    ids = [lotse.pk for lotse in lotsen]
    with_voucher = Voucher.objects.filter(
        lotse__in=ids, line__kind=line_kind, state__in=LIVE_VOUCHER_STATES
    ).values_list("lotse", flat=True)
    named = waiting_persons(line_kind).filter(lotse__in=ids).values_list("lotse", flat=True)
    return set(with_voucher) | set(named)
