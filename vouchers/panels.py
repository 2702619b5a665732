"""What the funding side shows on the page of a Kommune."""

from django.http import HttpRequest

from kommunen.models import Kommune
from kommunen.panels import PanelContext
from lotsen.core.access import optional_actor
from lotsen.core.roles import OVERSIGHT, Role
from vouchers import queries

SHOWN = 5


def quota_panel(request: HttpRequest, kommune: Kommune) -> PanelContext | None:
    """Places for everybody; contracts and what is used for the own HR, office and review."""
    lines = list(queries.open_lines())
    if not lines or kommune.dissolved_on is not None:
        return None
    quotas = queries.quotas_of(kommune, lines)
    actor = optional_actor(request)
    own = actor is not None and (
        actor.role in OVERSIGHT
        or (actor.role == Role.HR and actor.organisation_id == kommune.organisation_id)
    )
    contracts = []
    if actor is not None and own:
        contracts = list(queries.contracts_visible_to(actor).filter(kommune=kommune)[:SHOWN])
    return PanelContext(
        title="Kontingent",
        template="vouchers/kommune_panel.html",
        context={
            "quotas": quotas,
            "limited": [row for row in quotas if row.quota.is_limited],
            "population": quotas[0].quota,
            "own": own,
            "contracts": contracts,
            "may_submit": (
                actor is not None
                and own
                and actor.role == Role.HR
                and any(row.quota.has_room for row in quotas)
            ),
        },
    )
