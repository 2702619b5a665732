"""Corrections on the overviews: reclaims to decide or to pay, drawn cases to look at."""

from django.db.models import Count, Min
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, day, euro
from lotsen.reporting.overviews.parts import Task
from vouchers.enums import ReclaimState, SampleState
from vouchers.models import Reclaim, SampleCase
from vouchers.queries.reclaims import reclaims_visible_to


def reclaims_to_decide(actor: Actor) -> list[Task]:
    """Proposals of others that this person of the ministry may decide; one query."""
    proposed = Reclaim.objects.filter(state=ReclaimState.PROPOSED)
    found = proposed.exclude(proposed_by=actor.user_id).aggregate(
        count=Count("pk"), oldest=Min("proposed_at")
    )
    if not found["count"]:
        return []
    return [
        Task(
            "Rückforderungen freigeben",
            f"{reverse('vouchers:reclaims')}?stand={ReclaimState.PROPOSED}",
            counted(found["count"], "Vorschlag", "Vorschläge"),
            "info",
            f"ältester vom {day(found['oldest'])}",
        )
    ]


def reclaims_to_pay(actor: Actor) -> list[Task]:
    """What a provider has to pay back, the most urgent first; one query."""
    open_ones = reclaims_visible_to(actor).filter(state=ReclaimState.DECIDED).order_by("due_on")
    return [
        Task(
            f"Rückforderung bezahlen: {reclaim.number}",
            reverse("vouchers:reclaim", args=[reclaim.pk]),
            euro(reclaim.cents),
            "danger" if reclaim.due_on and reclaim.due_on < clock.today() else "warning",
            f"zahlbar bis {day(reclaim.due_on)}",
        )
        for reclaim in open_ones
    ]


def cases_to_check() -> list[Task]:
    """Drawn cases without a Prüfungsvermerk; one query."""
    waiting = SampleCase.objects.filter(state=SampleState.OPEN).count()
    if not waiting:
        return []
    count = counted(waiting, "Fall", "Fälle")
    return [Task("Stichprobe prüfen", reverse("vouchers:samples"), count, "info")]
