"""When one can enrol, cancel and confirm, and what it costs. Pure functions, no reading.

Sentences are for the user.
"""

from collections.abc import Sequence
from datetime import date

from lotsen.core.actor import Actor
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from lotsen.seminars.enums import SEMINAR_TRANSITIONS, EnrolmentState, SeminarFormat, SeminarState
from lotsen.seminars.models import Enrolment, Seminar
from lotsen.seminars.models.seminar import DAYS
from vouchers.models import Voucher
from vouchers.rules import day_grant_cents

FULL = "Alle Plätze sind vergeben."

CASE_READERS = (Role.LOTSE, Role.HR, Role.PROVIDER, Role.OFFICE)
"""Who opens an enrolment or a certificate; ministry and Rechnungshof read what the person's page
and the totals say (docs/programme.md § 8)."""


def may_plan(actor: Actor | None) -> bool:
    """Whether `actor` may create seminars: a provider its own, the office any."""
    return actor is not None and (actor.is_system or actor.role in (Role.PROVIDER, Role.OFFICE))


def may_manage(actor: Actor | None, seminar: Seminar) -> bool:
    """Whether `actor` runs this seminar: its provider, or the office."""
    if actor is None:
        return False
    if actor.is_system or actor.role == Role.OFFICE:
        return True
    return actor.role == Role.PROVIDER and actor.organisation_id == seminar.provider_id


def may_enrol(actor: Actor | None) -> bool:
    """Whether `actor` may enrol people at all: HR the own ones, the office any."""
    return actor is not None and (actor.is_system or actor.role in (Role.HR, Role.OFFICE))


def may_become(seminar: Seminar, state: SeminarState) -> bool:
    """Whether the state machine has this step."""
    return state in SEMINAR_TRANSITIONS[seminar.state]


def closed_because(seminar: Seminar, *, first_day: date, today: date, late: bool = False) -> str:
    """Why nobody can enrol now; empty when it is open. Seats are not looked at.

    `late` lets the office enrol after the deadline, until the day before the first one.
    """
    if seminar.state == SeminarState.DRAFT:
        return "Das Seminar ist noch nicht veröffentlicht."
    if seminar.state == SeminarState.CANCELLED:
        return "Das Seminar wurde abgesagt."
    if seminar.state == SeminarState.COMPLETED or today >= first_day:
        return "Das Seminar hat bereits begonnen oder ist vorbei."
    if today > seminar.enrol_until and not late:
        return f"Die Anmeldefrist endete am {day(seminar.enrol_until)}."
    return ""


def uncancellable_because(
    enrolment: Enrolment, actor: Actor, *, first_day: date, today: date
) -> str:
    """Why this enrolment cannot be cancelled by `actor` now; empty when it can.

    HR cancels until the provider's deadline; provider and office until the day before the start.
    """
    seminar = enrolment.seminar
    if enrolment.state != EnrolmentState.ENROLLED:
        return f"Die Anmeldung {enrolment.reference} ist {enrolment.state_label}."
    if today >= first_day:
        return "Das Seminar hat begonnen. Eine Abmeldung ist nicht mehr möglich."
    if actor.role == Role.HR and today > seminar.cancel_until:
        return (
            f"Die kostenfreie Abmeldung war bis {day(seminar.cancel_until)} möglich. Bitte wenden"
            " Sie sich an den Bildungsträger."
        )
    return ""


def unreplaceable_because(enrolment: Enrolment, *, first_day: date, today: date) -> str:
    """Why nobody can take this seat over now; empty until the day before the start."""
    if enrolment.state != EnrolmentState.ENROLLED:
        return f"Die Anmeldung {enrolment.reference} ist {enrolment.state_label}."
    if today >= first_day:
        return "Das Seminar hat begonnen. Eine Ersatzperson ist nicht mehr möglich."
    return ""


def unfundable_because(enrolment: Enrolment, *, first_day: date, today: date) -> str:
    """Why no voucher at all can be added to this enrolment now; empty when one can."""
    if enrolment.state != EnrolmentState.ENROLLED:
        return f"Die Anmeldung {enrolment.reference} ist {enrolment.state_label}."
    if enrolment.voucher_id is not None:
        return f"Zur Anmeldung {enrolment.reference} gehört schon ein Gutschein."
    if today >= first_day:
        return "Das Seminar hat begonnen. Ein Gutschein kann nicht mehr ergänzt werden."
    return ""


def fee_shares(fee_cents: int, days: int = DAYS) -> tuple[int, ...]:
    """The part of the fee that falls on each day; adds up to the fee, odd cents come first."""
    share, rest = divmod(fee_cents, days)
    return tuple(share + (1 if position < rest else 0) for position in range(days))


def grant_cents(fee_cents: int, voucher: Voucher | None) -> int:
    """The grant of all days, never above the fee (docs/programme.md § 4); 0 without a voucher.

    A voucher has as many days as the seminar that it pays for.
    """
    if voucher is None:
        return 0
    shares = fee_shares(fee_cents, voucher.days)
    return sum(
        day_grant_cents(rate_cents=voucher.day_rate_cents, cap_cents=share) for share in shares
    )


def outcome(presence: Sequence[bool]) -> EnrolmentState:
    """What an enrolment becomes when all days are confirmed."""
    if all(presence):
        return EnrolmentState.COMPLETED
    return EnrolmentState.PARTLY if any(presence) else EnrolmentState.MISSED


def is_complete(seminar: Seminar) -> bool:
    """Whether people would know where to go."""
    return bool(seminar.city) or seminar.format == SeminarFormat.ONLINE
