"""Paid money is to come back: the office proposes, the ministry decides.

Order: ledger → reclaim → voucher. The provider's payment is recorded in `repaying.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors, locked
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import day as day_text
from lotsen.core.formatting import instant
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from lotsen.core.sequence import next_number
from vouchers.enums import Account, EntryKind, ReclaimState
from vouchers.models import Reclaim, ReclaimLine, Voucher, VoucherBalance
from vouchers.queries.reclaims import PaidDay, paid_days, years_of_payment
from vouchers.rights import is_repeated, require_role
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.open_years import move_to_open_year
from vouchers.services.proposals import OTHER_CONTENT
from vouchers.services.reclaim_letters import order_reclaim_letter

SENTENCES = {"reclaim_day_once": "Einer dieser Tage wird schon zurückgefordert."}


@transaction.atomic
def propose_reclaim(
    *,
    voucher_id: str,
    day_numbers: Sequence[int],
    reason: str,
    interest_from: date,
    submission_key: str,
    actor: Actor,
) -> Reclaim:
    """Propose to claim paid days of one voucher back; nothing is booked yet.

    The same `submission_key` with the same content is the same proposal. Raises `DomainError`
    without a reason, without days, and for interest that begins before the money was paid;
    `Conflict` for a day that is not paid or is reclaimed already, and for other content.
    """
    require_role(actor, Role.OFFICE)
    reason = clean_reason(reason, ask="Bitte nennen Sie den Grund der Rückforderung.")
    Ledger(actor)
    known = Reclaim.objects.filter(submission_key=submission_key).first()
    if known is not None:
        require_same_reclaim(
            known,
            voucher_id=voucher_id,
            days=day_numbers,
            reason=reason,
            interest_from=interest_from,
        )
        return known
    voucher = Voucher.objects.get(pk=voucher_id)
    days = _chosen(voucher, day_numbers)
    _check_start(days, interest_from)
    year = clock.today().year
    reclaim = Reclaim.objects.create(
        number=f"RF-{year}-{next_number('reclaim', year):04d}",
        voucher=voucher,
        cents=sum(day.cents for day in days),
        reason=reason,
        interest_from=interest_from,
        submission_key=submission_key,
        proposed_by_id=actor.person_id,
        proposed_at=clock.now(),
    )
    with constraint_errors(SENTENCES):
        ReclaimLine.objects.bulk_create(
            ReclaimLine(
                reclaim=reclaim, voucher=voucher, day_number=day.day_number, cents=day.cents
            )
            for day in days
        )
    audit.record(actor=actor, action="reclaim.proposed", target=reclaim, cents=reclaim.cents)
    return reclaim


@transaction.atomic
def approve_reclaim(
    *, reclaim_id: UUID, due_on: date, actor: Actor, notify: bool = True
) -> Reclaim:
    """Decide the reclaim and book it: `paid` → `receivable`, letter and mail to the provider.

    A day that was paid out of a closed year is booked from `external` in the running year; the
    voucher's bookings go there from now on. The same decision again is the first one. Raises
    `NotAllowed` for the person who proposed, `Conflict` when it is decided already, the payment
    came back or no budget year is open, `DomainError` for a day of payment in the past.
    """
    ledger, reclaim = _lock_to_decide(reclaim_id, actor)
    if is_repeated(reclaim, ReclaimState.DECIDED, actor) and reclaim.due_on == due_on:
        return reclaim
    _require_proposed(reclaim)
    if due_on < clock.today():
        raise DomainError("Die Zahlungsfrist darf nicht in der Vergangenheit liegen.")
    lines = list(reclaim.lines.order_by("day_number"))
    _require_paid(reclaim, lines)
    move_to_open_year(reclaim.voucher)
    ledger.book([_reclaim_draft(reclaim, lines)])
    reclaim.state = ReclaimState.DECIDED
    reclaim.due_on = due_on
    _decide(reclaim, actor)
    audit.record(actor=actor, action="reclaim.decided", target=reclaim, cents=reclaim.cents)
    if notify:
        order_reclaim_letter(reclaim, actor)
    return reclaim


@transaction.atomic
def reject_reclaim(*, reclaim_id: UUID, reason: str, actor: Actor) -> Reclaim:
    """Refuse the proposal with a reason; its days can be proposed again.

    The same refusal again is the first one. Raises like `approve_reclaim`, and `DomainError`
    without a reason.
    """
    reason = clean_reason(reason, ask="Bitte nennen Sie den Grund der Ablehnung.")
    _, reclaim = _lock_to_decide(reclaim_id, actor)
    if is_repeated(reclaim, ReclaimState.REJECTED, actor) and reclaim.decision_reason == reason:
        return reclaim
    _require_proposed(reclaim)
    reclaim.state = ReclaimState.REJECTED
    reclaim.decision_reason = reason
    _decide(reclaim, actor)
    reclaim.lines.update(active=False)
    audit.record(actor=actor, action="reclaim.rejected", target=reclaim)
    return reclaim


def require_same_reclaim(
    known: Reclaim, *, voucher_id: str, days: Iterable[int], reason: str, interest_from: date | None
) -> None:
    """Raise `Conflict` when a form that was sent before comes again with something else."""
    booked = (
        known.voucher_id,
        set(known.lines.values_list("day_number", flat=True)),
        known.reason,
        known.interest_from,
    )
    if booked != (voucher_id, set(days), reason, interest_from):
        raise Conflict(OTHER_CONTENT)


def _chosen(voucher: Voucher, numbers: Sequence[int]) -> list[PaidDay]:
    if not numbers:
        raise DomainError("Bitte wählen Sie mindestens einen Tag.")
    paid = {day.day_number: day for day in paid_days(voucher)}
    if missing := sorted(set(numbers) - set(paid)):
        raise Conflict(
            f"Tag {missing[0]} des Gutscheins {voucher.pk} ist nicht ausgezahlt oder wird schon"
            " zurückgefordert."
        )
    return [paid[number] for number in sorted(set(numbers))]


def _check_start(days: Sequence[PaidDay], interest_from: date) -> None:
    """Nobody owes interest for a time in which the money was not there."""
    last = max(day.paid_on for day in days)
    if interest_from < last:
        raise DomainError(
            f"Zinsen können frühestens am Tag der Auszahlung beginnen, dem {day_text(last)}."
        )
    if interest_from > clock.today():
        raise DomainError("Der Zinsbeginn darf nicht in der Zukunft liegen.")


def lock_reclaim(reclaim_id: UUID) -> Reclaim:
    """The case with its voucher, locked until the transaction ends."""
    reclaims = locked(Reclaim.objects)
    return reclaims.select_related("voucher__lotse", "voucher__provider").get(pk=reclaim_id)


def _lock_to_decide(reclaim_id: UUID, actor: Actor) -> tuple[Ledger, Reclaim]:
    require_role(actor, Role.MINISTRY)
    ledger = Ledger(actor)
    reclaim = lock_reclaim(reclaim_id)
    if actor.same_person(reclaim.proposed_by_id):
        raise NotAllowed(
            "Sie haben diese Rückforderung selbst vorgeschlagen. Entscheiden muss eine andere"
            " Person."
        )
    return ledger, reclaim


def _require_proposed(reclaim: Reclaim) -> None:
    if not reclaim.is_proposed:
        raise Conflict(
            f"Über die Rückforderung {reclaim.number} wurde schon entschieden:"
            f" {reclaim.get_state_display()} am {instant(reclaim.decided_at)}."
        )


def _decide(reclaim: Reclaim, actor: Actor) -> None:
    reclaim.decided_by_id = actor.person_id
    reclaim.decided_at = clock.now()
    reclaim.save(update_fields=["state", "due_on", "decision_reason", "decided_by", "decided_at"])


def _require_paid(reclaim: Reclaim, lines: Sequence[ReclaimLine]) -> None:
    paid = dict(
        VoucherBalance.objects.filter(voucher=reclaim.voucher_id, account=Account.PAID).values_list(
            "day_number", "cents"
        )
    )
    for line in lines:
        if paid.get(line.day_number, 0) < line.cents:
            raise Conflict(
                f"Tag {line.day_number} des Gutscheins {reclaim.voucher_id} ist nicht mehr"
                " ausgezahlt: Die Zahlung ist zurückgekommen."
            )


def _reclaim_draft(reclaim: Reclaim, lines: Sequence[ReclaimLine]) -> Draft:
    voucher, years = reclaim.voucher, years_of_payment(reclaim.voucher)
    postings: list[Line] = []
    for line in lines:
        in_year = years.get(line.day_number) == voucher.budget_year_id
        source = (
            Line(Account.PAID, -line.cents, voucher.line_id, voucher, line.day_number)
            if in_year
            else Line(Account.EXTERNAL, -line.cents, voucher.line_id)
        )
        target = Line(Account.RECEIVABLE, line.cents, voucher.line_id, voucher, line.day_number)
        postings += [source, target]
    return Draft(
        kind=EntryKind.RECLAIM,
        year=voucher.budget_year_id,
        key=f"reclaim:{reclaim.pk}:{voucher.budget_year_id}",
        lines=tuple(postings),
        reason=reclaim.reason,
        approver_id=reclaim.proposed_by_id,
    )
