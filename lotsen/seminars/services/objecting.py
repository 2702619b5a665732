"""The provider tells the office that a confirmed day is wrong; only the office can correct it."""

from uuid import UUID

from django.db import transaction

from lotsen.core import audit
from lotsen.core.actor import Actor
from lotsen.core.errors import DomainError
from lotsen.seminars import mails
from lotsen.seminars.models import DayConfirmation
from lotsen.seminars.services.planning import managed


@transaction.atomic
def report_error(
    *, seminar_id: UUID, day_number: int, description: str, submission_key: UUID, actor: Actor
) -> None:
    """Write to everybody in the office and note it; the same `submission_key` writes once.

    Nothing is booked. Raises `DomainError` without a description, for a day that is not confirmed
    yet and when nobody works in the office, `NotAllowed` for somebody else's seminar.
    """
    seminar = managed(seminar_id, actor)
    if not description.strip():
        raise DomainError("Bitte beschreiben Sie, was falsch ist.")
    if not DayConfirmation.objects.filter(day__seminar=seminar, day__number=day_number).exists():
        raise DomainError(
            f"Tag {day_number} ist noch nicht bestätigt. Bitte ändern Sie die Anwesenheit selbst."
        )
    told, new = mails.error_reported(
        seminar, day_number, description.strip(), submission_key, actor
    )
    if not told:
        raise DomainError("In der Programmstelle ist derzeit niemand eingetragen.")
    if new:
        audit.record(
            actor=actor, action="seminar.error_reported", target=seminar, day=day_number, told=told
        )
