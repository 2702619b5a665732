"""Overview of the technical administration: what stands still."""

from django.db.models import Count, Min, Q
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.enums import OPEN_JOB_STATES, JobState, MailState
from lotsen.core.formatting import counted, instant, number
from lotsen.core.models import Job, Mail
from lotsen.reporting.overviews.parts import Overview, Task, Tile


def overview(actor: Actor) -> Overview:
    """Parked jobs and undeliverable mails first, then the length of the queues."""
    jobs = Job.objects.aggregate(
        parked=Count("pk", filter=Q(state=JobState.PARKED)),
        open=Count("pk", filter=Q(state__in=OPEN_JOB_STATES)),
        oldest=Min("created_at", filter=Q(state=JobState.QUEUED, not_before=None)),
    )
    mails = Mail.objects.aggregate(
        failed=Count("pk", filter=Q(state=MailState.FAILED)),
        queued=Count("pk", filter=Q(state=MailState.QUEUED)),
    )
    jobs_url, mails_url = reverse("core:jobs"), reverse("core:outbox")
    tasks = []
    if jobs["parked"]:
        status = counted(jobs["parked"], "Auftrag", "Aufträge")
        tasks.append(Task("Angehaltene Aufträge prüfen", jobs_url, status, "danger"))
    if mails["failed"]:
        status = counted(mails["failed"], "Nachricht", "Nachrichten")
        tasks.append(Task("Nicht zustellbare Nachrichten prüfen", mails_url, status, "danger"))
    oldest = jobs["oldest"]
    return Overview(
        lead=f"Stand {instant(clock.now())}",
        tasks=tasks,
        tiles=[
            Tile(
                "Offene Aufträge",
                number(jobs["open"]),
                jobs_url,
                f"ältester von {instant(oldest)}" if oldest else "keiner wartet",
            ),
            Tile("Wartende Nachrichten", number(mails["queued"]), mails_url),
            Tile("Zustand der Anwendung", "prüfen", reverse("pages:healthz")),
        ],
    )
