"""A place is given back: free at once, and the voucher can be used again."""

from uuid import UUID

from django.db import transaction

from kommunen.queries import may_act_for
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, NotAllowed
from lotsen.core.roles import Role
from lotsen.seminars import mails, rules
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment
from lotsen.seminars.services.locks import days_of, lock_seminar
from vouchers.services import unassign_vouchers


@transaction.atomic
def cancel_enrolment(*, enrolment_id: UUID, actor: Actor, notify: bool = True) -> Enrolment:
    """End one enrolment. Repeating is harmless.

    HR cancels the own people until the provider's deadline, provider and office until the day
    before the start. Raises `Conflict` afterwards, `NotAllowed` for somebody else's enrolment.
    """
    seminar = lock_seminar(Enrolment.objects.values_list("seminar", flat=True).get(pk=enrolment_id))
    enrolment = Enrolment.objects.select_related("lotse", "kommune").get(pk=enrolment_id)
    enrolment.seminar = seminar
    if not _is_theirs(enrolment, actor):
        raise NotAllowed("Diese Anmeldung können Sie nicht ändern.")
    if enrolment.is_cancelled:
        return enrolment
    first_day = days_of(seminar)[0].held_on
    refused = rules.uncancellable_because(
        enrolment, actor, first_day=first_day, today=clock.today()
    )
    if refused:
        raise Conflict(refused)
    enrolment.state, enrolment.cancelled_at = EnrolmentState.CANCELLED, clock.now()
    enrolment.save(update_fields=["state", "cancelled_at"])
    if enrolment.voucher_id:
        unassign_vouchers(voucher_ids=[enrolment.voucher_id], actor=actor, use=seminar.number)
    audit.record(
        actor=actor, action="enrolment.cancelled", target=enrolment, seminar=seminar.number
    )
    if notify:
        mails.announce("enrolment_cancelled", seminar, [enrolment.pk], actor)
    return enrolment


def _is_theirs(enrolment: Enrolment, actor: Actor) -> bool:
    if rules.may_manage(actor, enrolment.seminar):
        return True
    return actor.role == Role.HR and may_act_for(actor, enrolment.kommune)
