"""What the ministry decides with two people, and years that wait to be closed."""

from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.formatting import counted, day
from lotsen.reporting.overviews.parts import Task
from vouchers.enums import BudgetYearState
from vouchers.models import BudgetYear
from vouchers.queries.proposals import waiting_for
from vouchers.queries.year_end import waiting_closing


def approval_tasks(actor: Actor) -> list[Task]:
    """Proposals of others that this person may decide; one query."""
    waiting = list(waiting_for(actor))
    if not waiting:
        return []
    only = waiting[0] if len(waiting) == 1 else None
    return [
        Task(
            "Wartet auf Ihre Freigabe" + (f": {only}" if only else ""),
            reverse("vouchers:proposal", args=[only.pk]) if only else reverse("vouchers:proposals"),
            counted(len(waiting), "Vorschlag", "Vorschläge"),
            "warning",
            f"vorgeschlagen von {waiting[0].proposed_by.name} am {day(waiting[0].proposed_at)}",
        )
    ]


def closing_tasks() -> list[Task]:
    """The first year that is over and still open, unless its closing waits already."""
    over = BudgetYear.objects.filter(state=BudgetYearState.OPEN, year__lt=clock.today().year)
    year = over.order_by("year").first()
    if year is None or waiting_closing(year) is not None:
        return []
    return [
        Task(
            f"Haushaltsjahr {year} abschließen",
            reverse("vouchers:year", args=[year.pk]),
            "noch offen",
            "info",
            "Offene Gutscheine gehen in das Folgejahr über, das Jahr nimmt nichts mehr an.",
        )
    ]
