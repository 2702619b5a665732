"""How far the certificates of a seminar are, and whether one is real."""

from dataclasses import dataclass

from django.db.models import Count

from lotsen.seminars.models import Certificate, Seminar


@dataclass(frozen=True, slots=True)
class Progress:
    """So many of so many certificates have their file."""

    done: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.done >= self.total


def certificate_progress(seminar: Seminar) -> Progress:
    """One query; nothing to do is complete."""
    counted = Certificate.objects.filter(enrolment__seminar=seminar).aggregate(
        done=Count("document"), total=Count("pk")
    )
    return Progress(**counted)


def verified(number: str, code: str) -> Certificate | None:
    """The certificate with this number and code, typed as people type them; else None."""
    found = Certificate.objects.filter(number=_typed(number), code=_typed(code))
    return found.select_related("enrolment__seminar__provider", "enrolment__lotse").first()


def _typed(text: str) -> str:
    """Capitals, groups joined by hyphens, whatever separated them."""
    return "-".join(text.upper().replace("\N{EN DASH}", "-").replace("-", " ").split())[:40]
