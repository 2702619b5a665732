"""A colleague takes over a seat, and the voucher with it (docs/programme.md § 3)."""

from uuid import UUID

from django.db import transaction

from kommunen.queries import are_one_body, may_act_for
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from lotsen.people.models import Lotse
from lotsen.seminars import mails, rules
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment, Seminar
from lotsen.seminars.services.enrollable import check_people, kommunen_of, lock_lotsen
from lotsen.seminars.services.enrolling import SENTENCES, next_in
from lotsen.seminars.services.locks import days_of, lock_seminar
from vouchers.services import assign_vouchers, lock_vouchers, transfer_voucher, unassign_vouchers
from vouchers.services.booking import Ledger
from vouchers.services.submitting import lock_kommune


@transaction.atomic
def substitute(
    *, enrolment_id: UUID, lotse_id: UUID, reason: str, actor: Actor, notify: bool = True
) -> Enrolment:
    """Give the seat to another employee of the same Kommune; returns the new enrolment.

    Until the day before the first one, whatever the deadlines; number of seats, fee and grant
    stay. The same substitute again returns the enrolment that is there. Raises `NotAllowed` for
    somebody else's enrolment or person; `DomainError` without a reason or for a person of another
    Kommune; `Conflict` once the seminar has begun, the enrolment has ended, or the substitute has
    a place, voucher or contract of the kind.
    """
    if not rules.may_enrol(actor):
        raise NotAllowed("Eine Ersatzperson nennen Personalstelle und Programmstelle.")
    reason = clean_reason(reason)
    seminar, enrolment = _lock(enrolment_id, actor)
    if actor.role == Role.HR and not may_act_for(actor, enrolment.kommune):
        raise NotAllowed("Diese Anmeldung können Sie nicht ändern.")
    known = enrolment.substitute
    if known is not None and known.lotse_id == lotse_id:
        return known
    first_day = days_of(seminar)[0].held_on
    refused = rules.unreplaceable_because(enrolment, first_day=first_day, today=clock.today())
    if refused:
        raise Conflict(refused)
    lotse = _substitute(enrolment, lotse_id, actor)
    _leave(enrolment, actor)
    if enrolment.voucher_id:
        transfer_voucher(
            voucher_id=enrolment.voucher_id, to=lotse, reason=reason, actor=actor, notify=notify
        )
    made = _take(enrolment, lotse, actor)
    if notify:
        mails.announce("substituted", seminar, [made.pk], actor)
    return made


def _lock(enrolment_id: UUID, actor: Actor) -> tuple[Seminar, Enrolment]:
    """With a voucher money moves: ledger and Kommune come before the seminar."""
    found = Enrolment.objects.select_related("kommune").get(pk=enrolment_id)
    if found.voucher_id:
        Ledger(actor)
        lock_kommune(found.kommune)
    seminar = lock_seminar(found.seminar_id)
    enrolment = Enrolment.objects.select_related("lotse", "kommune", "replaced_by").get(
        pk=enrolment_id
    )
    if enrolment.voucher_id != found.voucher_id:
        raise Conflict("Die Anmeldung wurde gerade geändert. Bitte laden Sie die Seite neu.")
    enrolment.seminar = seminar
    return seminar, enrolment


def _substitute(enrolment: Enrolment, lotse_id: UUID, actor: Actor) -> Lotse:
    lotsen = lock_lotsen([lotse_id])
    lotse = lotsen[lotse_id]
    if not are_one_body(kommunen_of(lotsen, actor)[lotse_id], enrolment.kommune_id):
        raise DomainError(f"{lotse.full_name} ist nicht bei {enrolment.kommune.label} eingetragen.")
    check_people(enrolment.seminar, [lotse])
    return lotse


def _leave(enrolment: Enrolment, actor: Actor) -> None:
    enrolment.state, enrolment.cancelled_at = EnrolmentState.CANCELLED, clock.now()
    enrolment.save(update_fields=["state", "cancelled_at"])
    number = enrolment.seminar.number
    if enrolment.voucher_id:
        unassign_vouchers(voucher_ids=[enrolment.voucher_id], actor=actor, use=number)
    audit.record(actor=actor, action="enrolment.replaced", target=enrolment, seminar=number)


def _take(earlier: Enrolment, lotse: Lotse, actor: Actor) -> Enrolment:
    made = Enrolment(
        seminar=earlier.seminar,
        number=next_in(earlier.seminar),
        lotse=lotse,
        kommune_id=earlier.kommune_id,
        voucher_id=earlier.voucher_id,
        replaces=earlier,
        fee_cents=earlier.fee_cents,
        grant_cents=earlier.grant_cents,
        enrolled_by_id=actor.user_id,
        enrolled_at=clock.now(),
    )
    with constraint_errors(SENTENCES):
        made.save(force_insert=True)
    number = earlier.seminar.number
    if earlier.voucher_id:
        vouchers = list(lock_vouchers([earlier.voucher_id]).values())
        assign_vouchers(vouchers=vouchers, actor=actor, use=number)
    audit.record(actor=actor, action="enrolment.made", target=made, seminar=number)
    return made
