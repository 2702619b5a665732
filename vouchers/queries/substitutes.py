"""Who could take a voucher over."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from kommunen.models import Kommune
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.people.queries import colleagues_in, lotsen_visible_to, with_basis
from vouchers.enums import LIVE_VOUCHER_STATES, LineKind
from vouchers.models import FundingLine, Voucher
from vouchers.queries.quota import waiting_persons


def substitutes(kommune: Kommune, line: FundingLine, actor: Actor) -> QuerySet[Lotse]:
    """Employees whom `actor` sees and who have, or lack, the Basis as the line needs; no voucher.

    Only a list to choose from; the service checks again under its locks.
    """
    live = Voucher.objects.filter(
        lotse=OuterRef("pk"), line__kind=line.kind, state__in=LIVE_VOUCHER_STATES
    )
    waiting = waiting_persons(line.kind).filter(lotse=OuterRef("pk"))
    colleagues: QuerySet[Any] = with_basis(colleagues_in(kommune))
    if not actor.is_system and actor.role == Role.HR:
        colleagues = colleagues.filter(pk__in=lotsen_visible_to(actor).values("pk"))
    people = colleagues.exclude(Exists(live)).exclude(Exists(waiting))
    if line.kind == LineKind.BASIS:
        return people.filter(basis_on=None)
    return people.filter(basis_on__isnull=False) if line.needs_basis else people
