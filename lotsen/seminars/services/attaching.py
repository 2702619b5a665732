"""A voucher that came after the enrolment, where the rule lets contract and booking overlap."""

from datetime import date
from uuid import UUID

from django.db import transaction

from kommunen.queries import may_act_for
from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import day_of
from lotsen.core.roles import Role
from lotsen.seminars import rules
from lotsen.seminars.models import Enrolment
from lotsen.seminars.services.locks import days_of, lock_seminar
from lotsen.seminars.services.paying import check_contract, check_fit
from vouchers.models import Voucher
from vouchers.services import assign_vouchers, lock_vouchers


@transaction.atomic
def attach_voucher(*, enrolment_id: UUID, voucher_id: str, actor: Actor) -> Enrolment:
    """Let a voucher pay for a place that was taken at the full price, before the first day.

    The same voucher again changes nothing. Raises `NotAllowed` for somebody else's enrolment;
    `DomainError` for a voucher of somebody else or one that does not fit, or when the contract came
    too late for the rule of the funding period; `Conflict` when the enrolment has a voucher or has
    ended, the seminar has begun, or the voucher is used.
    """
    if not rules.may_enrol(actor):
        raise NotAllowed("Einen Gutschein ergänzen Personalstelle und Programmstelle.")
    seminar = lock_seminar(Enrolment.objects.values_list("seminar", flat=True).get(pk=enrolment_id))
    enrolment = Enrolment.objects.select_related("lotse", "kommune").get(pk=enrolment_id)
    enrolment.seminar = seminar
    if actor.role == Role.HR and not may_act_for(actor, enrolment.kommune):
        raise NotAllowed("Diese Anmeldung können Sie nicht ändern.")
    if enrolment.voucher_id == voucher_id:
        return enrolment
    voucher = lock_vouchers([voucher_id]).get(voucher_id)
    if voucher is None:
        raise DomainError(f"Den Gutschein {voucher_id} gibt es nicht.")
    check_attachable(enrolment, voucher, first_day=days_of(seminar)[0].held_on)
    enrolment.voucher = voucher
    enrolment.grant_cents = rules.grant_cents(enrolment.fee_cents, voucher)
    enrolment.save(update_fields=["voucher", "grant_cents"])
    assign_vouchers(vouchers=[voucher], actor=actor, use=seminar.number)
    audit.record(
        actor=actor, action="enrolment.voucher_added", target=enrolment, voucher=voucher.pk
    )
    return enrolment


def check_attachable(enrolment: Enrolment, voucher: Voucher, *, first_day: date) -> None:
    """Raise like `attach_voucher` unless this voucher can pay for this place now."""
    refused = rules.unfundable_because(enrolment, first_day=first_day, today=clock.today())
    if refused:
        raise Conflict(refused)
    if (voucher.lotse_id, voucher.kommune_id) != (enrolment.lotse_id, enrolment.kommune_id):
        raise DomainError(
            f"Der Gutschein {voucher.pk} ist nicht auf {enrolment.lotse.full_name} ausgestellt."
        )
    check_fit(enrolment.seminar, voucher)
    check_contract(voucher, booked_on=day_of(enrolment.enrolled_at), first_day=first_day)


def attachment_hindrance(enrolment: Enrolment, voucher: Voucher, *, first_day: date) -> str:
    """Why this voucher cannot pay for this place, as a sentence; empty when it can."""
    try:
        check_attachable(enrolment, voucher, first_day=first_day)
    except DomainError as error:
        return str(error)
    return ""
