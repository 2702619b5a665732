"""How far the certificates of a seminar are, and whether one is real."""

from dataclasses import dataclass, replace

from django.db.models import Count

from lotsen.core.enums import OPEN_JOB_STATES
from lotsen.core.models import Job
from lotsen.seminars.models import Certificate, Seminar

CERTIFICATES_JOB = "seminars.certificates"
"""Kind of the job that makes the files; its key begins with the seminar's."""


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of so many certificates have their file; `is_working` while a job makes the rest."""

    done: int
    total: int
    is_working: bool = False

    @property
    def is_complete(self) -> bool:
        return self.done >= self.total


def certificate_progress(seminar: Seminar) -> Progress:
    """One query, and a second one while files are missing; nothing to do is complete."""
    counted = Certificate.objects.filter(enrolment__seminar=seminar).aggregate(
        done=Count("document"), total=Count("pk")
    )
    progress = Progress(**counted)
    if progress.is_complete:
        return progress
    job = Job.objects.filter(
        kind=CERTIFICATES_JOB, key__startswith=f"{seminar.pk}:", state__in=OPEN_JOB_STATES
    )
    return replace(progress, is_working=job.exists())


def verified(number: str, code: str) -> Certificate | None:
    """The certificate with this number and code, typed as people type them; else None."""
    found = Certificate.objects.filter(number=_typed(number), code=_typed(code))
    return found.select_related("enrolment__seminar__provider", "enrolment__lotse").first()


def _typed(text: str) -> str:
    """Capitals, groups joined by hyphens, whatever separated them."""
    return "-".join(text.upper().replace("\N{EN DASH}", "-").replace("-", " ").split())[:40]
