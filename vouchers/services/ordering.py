"""The ministry orders the payment of a checked claim, or gives it back to the office."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from django.db import transaction

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import claim_mails
from vouchers.enums import Account, ClaimState, EntryKind, PaymentState
from vouchers.models import Claim, ClaimLine, Payment
from vouchers.rights import require_role
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.checking import require_due
from vouchers.services.claim_acts import (
    advance,
    hold_claim,
    is_second_press,
    require_current,
    require_uninvolved,
    take_claim,
)
from vouchers.services.payments import create_payment


@transaction.atomic
def order_claim(*, claim_id: UUID, version: int, actor: Actor, notify: bool = True) -> Payment:
    """Record *angeordnet*, book `due` → `ordered` and make the payment to the provider.

    One entry per budget year of the vouchers; the second person of each booking is who found the
    claim arithmetically right. Pressing twice is once. Raises `NotAllowed` for who submitted or
    checked it, in whatever role (docs/programme.md § 6); `Conflict` when the claim is no longer the
    one on the page or the ledger differs; `DomainError` when the provider has no confirmed bank
    account.
    """
    require_role(actor, Role.MINISTRY)
    ledger = Ledger(actor)
    claim = hold_claim(claim_id)
    if is_second_press(claim, ClaimState.ORDERED, claim.ordered_by_id, version, actor):
        return claim.payments.exclude(state=PaymentState.RETURNED).get()
    require_current(claim, version=version, states=[ClaimState.CHECKED])
    require_uninvolved(actor, claim, ordering=True)
    lines = require_due(claim)
    cents = sum(line.cents for line in lines)
    payment = create_payment(claim=claim, cents=cents, actor=actor)
    ledger.book(_drafts(claim, lines, payment))
    advance(
        claim,
        action="claim.ordered",
        actor=actor,
        state=ClaimState.ORDERED,
        ordered_by=actor.person_id,
        ordered_at=clock.now(),
    )
    if notify:
        claim_mails.ordered(claim, payment, actor)
    return payment


@transaction.atomic
def return_claim(*, claim_id: UUID, reason: str, version: int, actor: Actor) -> Claim:
    """Give a checked claim back to the office with a reason; both checks start again.

    Raises `DomainError` without a reason, otherwise like `order_claim`.
    """
    require_role(actor, Role.MINISTRY)
    text = clean_reason(reason)
    claim = take_claim(claim_id, version=version, states=[ClaimState.CHECKED])
    require_uninvolved(actor, claim, ordering=True)
    checkers = {claim.factual_by_id, claim.arithmetic_by_id}
    advance(
        claim,
        action="claim.returned",
        actor=actor,
        state=ClaimState.SUBMITTED,
        note=text,
        factual_by=None,
        factual_at=None,
        arithmetic_by=None,
        arithmetic_at=None,
    )
    claim_mails.returned(claim, checkers, actor)
    return claim


def _drafts(claim: Claim, lines: Iterable[ClaimLine], payment: Payment) -> list[Draft]:
    """One entry per budget year; a claim may hold days of vouchers of several years."""
    by_year = sorted(lines, key=_year_of)
    return [
        Draft(
            kind=EntryKind.ORDER,
            year=year,
            key=f"order:{payment.pk}:{year}",
            lines=tuple(posting for line in group for posting in _postings(line)),
            approver_id=claim.arithmetic_by_id,
        )
        for year, group in groupby(by_year, _year_of)
    ]


def _year_of(line: ClaimLine) -> int:
    return line.voucher.budget_year_id


def _postings(line: ClaimLine) -> tuple[Line, Line]:
    voucher, day = line.voucher, line.day_number
    return (
        Line(Account.DUE, -line.cents, voucher.line_id, voucher, day),
        Line(Account.ORDERED, line.cents, voucher.line_id, voucher, day),
    )
