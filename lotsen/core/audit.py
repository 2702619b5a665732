"""Who did what to which thing, append-only (guarded by triggers in PostgreSQL)."""

from typing import Any

from django.db.models import Model, QuerySet
from psycopg.types.json import Jsonb

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.db import insert_rows
from lotsen.core.logs import request_id
from lotsen.core.models import AuditEntry


def record(*, actor: Actor, action: str, target: Model, **facts: Any) -> AuditEntry:
    """Write one entry inside the caller's transaction.

    `action` is dotted ("contract.agreed"); `facts` are ids, states and amounts, never names,
    addresses or free text: the audit log outlives the erasure of a person.
    """
    return AuditEntry.objects.create(**_values(actor, action, target, facts))


def record_many(*, actor: Actor, action: str, targets: list[Model], **facts: Any) -> None:
    """The same entry for several targets in one statement."""
    rows = [_values(actor, action, target, facts) for target in targets]
    insert_rows(AuditEntry, [row | {"facts": Jsonb(row["facts"])} for row in rows])


def entries_for(target: Model) -> QuerySet[AuditEntry]:
    """All entries of one thing, oldest first: its timeline."""
    return AuditEntry.objects.filter(
        target_type=target._meta.label_lower, target_id=str(target.pk)
    ).order_by("id")


def _values(actor: Actor, action: str, target: Model, facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_id": actor.user_id,
        "membership_id": actor.membership_id,
        "role": actor.role or "",
        "signature": (actor.on_behalf_of and "i. V.") or "",
        "action": action,
        "target_type": target._meta.label_lower,
        "target_id": str(target.pk),
        "facts": facts,
        "request_id": request_id.get(),
    }
