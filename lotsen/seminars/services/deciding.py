"""The steps in the life of a seminar that its provider decides: published, cancelled."""

from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.reasons import CALL_OFF_LENGTH, clean_reason
from lotsen.seminars import mails, rules
from lotsen.seminars.enums import EnrolmentState, SeminarState
from lotsen.seminars.models import Enrolment, Seminar
from lotsen.seminars.services.locks import days_of
from lotsen.seminars.services.planning import managed
from vouchers.services import unassign_vouchers


@transaction.atomic
def publish_seminar(*, seminar_id: UUID, actor: Actor) -> Seminar:
    """Let everybody see the seminar and HR enrol. Publishing again changes nothing.

    Raises `DomainError` when a day is not in the future, the deadline is over, the place or the
    fee is missing; `Conflict` when the seminar is over or cancelled.
    """
    seminar = managed(seminar_id, actor)
    if seminar.is_published:
        return seminar
    _require_step(seminar, SeminarState.PUBLISHED)
    today = clock.today()
    if any(day.held_on <= today for day in days_of(seminar)):
        raise DomainError("Alle Seminartage müssen in der Zukunft liegen.")
    if seminar.enrol_until < today:
        raise DomainError("Die Anmeldefrist ist schon abgelaufen. Bitte ändern Sie die Frist.")
    if not rules.is_complete(seminar):
        raise DomainError("Bitte geben Sie vor der Veröffentlichung den Ort des Seminars an.")
    if seminar.fee_cents == 0:
        raise DomainError("Bitte geben Sie vor der Veröffentlichung die Gebühr an.")
    seminar.published_at = clock.now()
    return _move(seminar, SeminarState.PUBLISHED, "seminar.published", actor)


@transaction.atomic
def cancel_seminar(*, seminar_id: UUID, reason: str, actor: Actor, notify: bool = True) -> Seminar:
    """Call the seminar off: every enrolment ends, every voucher can be used again.

    A job tells HR and the enrolled people. Repeating is harmless. Raises `DomainError` without a
    reason, `Conflict` once a day is confirmed.
    """
    seminar = managed(seminar_id, actor)
    if seminar.is_cancelled:
        return seminar
    _require_step(seminar, SeminarState.CANCELLED)
    reason = clean_reason(
        reason, ask="Bitte nennen Sie den Grund der Absage.", most=CALL_OFF_LENGTH
    )
    if any(hasattr(day, "confirmation") for day in days_of(seminar)):
        raise Conflict(
            "Ein Seminartag ist schon bestätigt. Das Seminar kann nicht mehr abgesagt werden."
        )
    seminar.cancel_reason = reason
    enrolled = Enrolment.objects.filter(seminar=seminar, state=EnrolmentState.ENROLLED)
    vouchers = dict(enrolled.values_list("pk", "voucher"))
    told = list(vouchers)
    enrolled.update(state=EnrolmentState.CANCELLED, cancelled_at=clock.now())
    unassign_vouchers(
        voucher_ids=[pk for pk in vouchers.values() if pk], actor=actor, use=seminar.number
    )
    _move(seminar, SeminarState.CANCELLED, "seminar.cancelled", actor, enrolments=len(told))
    if told and notify:
        mails.announce("seminar_cancelled", seminar, told, actor)
    return seminar


def _require_step(seminar: Seminar, state: SeminarState) -> None:
    if not rules.may_become(seminar, state):
        raise Conflict(f"Das Seminar ist bereits {seminar.get_state_display()}.")


def _move(
    seminar: Seminar, state: SeminarState, action: str, actor: Actor, **facts: int
) -> Seminar:
    seminar.state = state
    seminar.version += 1
    seminar.save(update_fields=["state", "published_at", "cancel_reason", "version"])
    audit.record(actor=actor, action=action, target=seminar, **facts)
    return seminar
