"""What is due in the whole programme; ministry, Rechnungshof and office read the same counts."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.formatting import counted
from lotsen.reporting.overviews.parts import Task
from lotsen.reporting.queries.dashboard import Dashboard
from lotsen.reporting.queries.seminars import overdue
from vouchers.enums import ContractState
from vouchers.models import TransferContract

OLD_AFTER_DAYS = 3
CHECK, ISSUE = "Verträge prüfen", "Gutscheine zu vereinbarten Verträgen ausstellen"
NAMED_FOR_READERS = {
    CHECK: "Eingereichte Verträge",
    ISSUE: "Vereinbarte Verträge, Gutscheine noch nicht ausgestellt",
}
SUBMITTED = Q(state=ContractState.SUBMITTED)
UNISSUED = Q(state=ContractState.AGREED, issued_at=None)


def contract_tasks() -> list[Task]:
    """Contracts that wait for a decision, and agreed ones without vouchers; one query."""
    found = TransferContract.objects.aggregate(
        submitted=Count("pk", filter=SUBMITTED),
        oldest=Min("submitted_at", filter=SUBMITTED),
        unissued=Count("pk", filter=UNISSUED),
    )
    address = reverse("vouchers:contracts")
    tasks = []
    if found["submitted"]:
        days = _days_since(found["oldest"])
        tasks.append(
            Task(
                CHECK,
                f"{address}?stand={ContractState.SUBMITTED}",
                f"{found['submitted']} neu",
                "warning" if days > OLD_AFTER_DAYS else "info",
                f"ältester seit {counted(days, 'Tag', 'Tagen')}",
            )
        )
    if found["unissued"]:
        tasks.append(
            Task(
                ISSUE,
                f"{address}?stand={ContractState.AGREED}",
                counted(found["unissued"], "Vertrag", "Verträge"),
                "info",
            )
        )
    return tasks


def seminar_tasks() -> list[Task]:
    """Seminar days that are over and not confirmed: the vouchers stay committed meanwhile."""
    seminars = overdue().count()
    if not seminars:
        return []
    return [
        Task(
            "Anwesenheit überfällig",
            reverse("seminars:list") + "?ansicht=ueberfaellig",
            counted(seminars, "Seminar", "Seminare"),
            "danger",
            "Der Bildungsträger hat vergangene Tage noch nicht bestätigt.",
        )
    ]


def waiting_elsewhere() -> list[Task]:
    """The same for those who only watch, named as what lies there instead of as an order."""
    tasks = [*contract_tasks(), *seminar_tasks()]
    return [replace(task, label=NAMED_FOR_READERS.get(task.label, task.label)) for task in tasks]


def budget_tasks(board: Dashboard) -> list[Task]:
    """What the ministry has to do: this year's money is not granted, or it is used up."""
    if board.year != clock.today().year or board.money.available > 0:
        return []
    status = "nichts mehr verfügbar" if board.money.granted else "noch nichts bewilligt"
    label = f"Mittel für {board.year} bewilligen"
    hint = "Ohne Mittel kann die Programmstelle keine Gutscheine ausstellen."
    return [Task(label, reverse("vouchers:proposal-new"), status, "warning", hint)]


def _days_since(moment: datetime) -> int:
    return (clock.now() - moment).days
