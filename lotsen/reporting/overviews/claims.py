"""Claims on the overviews: what the provider can claim, what waits for office and ministry."""

from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, euro
from lotsen.core.roles import Role
from lotsen.reporting.overviews.parts import Task, Tile
from vouchers.models import Claim
from vouchers.queries.claims import claimable_total, waiting_for

OLD_AFTER_DAYS = 7
LABELS = {Role.OFFICE: "Abrechnungen prüfen", Role.MINISTRY: "Auszahlungen anordnen"}


def claim_tasks(role: Role) -> list[Task]:
    """Claims that wait for a check of the office, or for the order of the ministry; one query."""
    found = waiting_for(Claim.objects.all(), role).aggregate(
        count=Count("pk"), oldest=Min("submitted_at")
    )
    if not found["count"]:
        return []
    days = _days_since(found["oldest"])
    return [
        Task(
            LABELS[role],
            reverse("vouchers:claims"),
            counted(found["count"], "Abrechnung", "Abrechnungen"),
            "warning" if days > OLD_AFTER_DAYS else "info",
            f"älteste eingereicht vor {counted(days, 'Tag', 'Tagen')}",
        )
    ]


def claimable(actor: Actor) -> tuple[list[Task], Tile]:
    """What a provider can claim today: a task while there is something, and the figure."""
    days, cents = claimable_total(actor.organisation_id)
    count, form = counted(days, "Tag", "Tage"), reverse("vouchers:claim-new")
    hint = f"{euro(cents)} sind bestätigt und noch nicht abgerechnet."
    tasks = [Task("Abrechnung einreichen", form, count, "info", hint)] if days else []
    return tasks, Tile(
        "Abrechenbar", euro(cents), form if days else reverse("vouchers:claims"), count
    )


def _days_since(moment: datetime) -> int:
    return (clock.now() - moment).days
