"""Contracts and vouchers as entries of the timeline of a Kommune."""

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from kommunen.models import Kommune
from kommunen.queries import with_predecessors
from kommunen.timeline import MOST, TimelineEntry, earlier_name
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, day_of
from vouchers.enums import ContractState
from vouchers.queries import contracts_visible_to

DECIDED: dict[str, str] = {
    ContractState.AGREED: "vereinbart",
    ContractState.REJECTED: "abgelehnt",
    ContractState.ENDED: "vereinbart",
}


def contract_entries(actor: Actor | None, kommune: Kommune) -> list[TimelineEntry]:
    """When each contract was submitted, decided and got its vouchers; one query, no names."""
    if actor is None:
        return []
    contracts = (
        contracts_visible_to(actor)
        .filter(kommune__in=with_predecessors(kommune))
        .annotate(issued=Count("vouchers", filter=Q(vouchers__replaces=None)))
        .order_by("-submitted_at")[:MOST]
    )
    return [entry for contract in contracts for entry in _entries(kommune, contract)]


def _entries(kommune: Kommune, contract: Any) -> list[TimelineEntry]:
    url = reverse("vouchers:contract", args=[contract.pk])
    what = f"{contract.line.name}, {contract.provider.name}"
    acts: list[tuple[Any, str]] = [
        (contract.submitted_at, f"Weitergabevertrag eingereicht ({what}):")
    ]
    if contract.state in DECIDED:
        acts.append((contract.decided_at, f"Weitergabevertrag {DECIDED[contract.state]}:"))
    acts.append((contract.withdrawn_at, "Weitergabevertrag zurückgezogen:"))
    acts.append((contract.ended_at, "Weitergabevertrag aufgehoben:"))
    issued = counted(contract.issued, "Gutschein", "Gutscheine")
    acts.append((contract.issued_at, f"{issued} ausgestellt, Vertrag"))
    name = earlier_name(kommune, contract.kommune)
    return [TimelineEntry(day_of(at), text, url, contract.number, name) for at, text in acts if at]
