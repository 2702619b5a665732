"""The office checks a claim: factually, arithmetically, and refuses what is not right."""

from uuid import UUID

from django.db import transaction

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import euro
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import claim_mails
from vouchers.enums import ClaimState
from vouchers.models import Claim, ClaimLine
from vouchers.queries.claims import due_by_day
from vouchers.rights import require_role
from vouchers.services.claim_acts import (
    advance,
    hold_claim,
    is_second_press,
    leads_to,
    require_current,
    require_uninvolved,
    take_claim,
)


@transaction.atomic
def confirm_factual(*, claim_id: UUID, version: int, actor: Actor) -> Claim:
    """Record *sachlich richtig*: the claimed days were held and confirmed.

    Raises `Conflict` when the claim is no longer the one on the page, `NotAllowed` unless the
    actor acts for the office and did not submit it (docs/programme.md § 6). Pressing twice is once.
    """
    require_role(actor, Role.OFFICE)
    claim = hold_claim(claim_id)
    if is_second_press(claim, ClaimState.FACTUAL, claim.factual_by_id, version, actor):
        return claim
    require_current(claim, version=version, states=leads_to(ClaimState.FACTUAL))
    require_uninvolved(actor, claim)
    advance(
        claim,
        action="claim.factual",
        actor=actor,
        state=ClaimState.FACTUAL,
        factual_by=actor.person_id,
        factual_at=clock.now(),
    )
    return claim


@transaction.atomic
def confirm_arithmetic(*, claim_id: UUID, version: int, actor: Actor) -> Claim:
    """Record *rechnerisch richtig*: every line is exactly what the ledger holds as due.

    The same person may do both checks; each is an act of its own. Raises like `confirm_factual`,
    and `Conflict` when a line differs from the ledger.
    """
    require_role(actor, Role.OFFICE)
    claim = hold_claim(claim_id)
    if is_second_press(claim, ClaimState.CHECKED, claim.arithmetic_by_id, version, actor):
        return claim
    require_current(claim, version=version, states=[ClaimState.FACTUAL])
    require_uninvolved(actor, claim)
    require_due(claim)
    advance(
        claim,
        action="claim.arithmetic",
        actor=actor,
        state=ClaimState.CHECKED,
        arithmetic_by=actor.person_id,
        arithmetic_at=clock.now(),
    )
    return claim


@transaction.atomic
def refuse_line(*, line_id: int, reason: str, version: int, actor: Actor) -> ClaimLine:
    """Take one day out of a claim with a reason; the provider may claim it again.

    Raises `DomainError` without a reason or for the last line (then the whole claim is refused),
    `Conflict` when the line or the claim is no longer as on the page, `NotAllowed` as above.
    """
    require_role(actor, Role.OFFICE)
    text = clean_reason(reason)
    claim_id = ClaimLine.objects.values_list("claim", flat=True).get(pk=line_id)
    claim = take_claim(claim_id, version=version, states=leads_to(ClaimState.REFUSED))
    require_uninvolved(actor, claim)
    line = claim.lines.get(pk=line_id)
    if not line.active:
        raise Conflict("Diese Position ist schon abgelehnt.")
    if claim.lines.filter(active=True).count() == 1:
        raise DomainError("Das ist die letzte Position. Bitte lehnen Sie die ganze Abrechnung ab.")
    line.active = False
    line.refused_by_id = actor.person_id
    line.refused_at = clock.now()
    line.refusal_reason = text
    line.save(update_fields=["active", "refused_by", "refused_at", "refusal_reason"])
    advance(claim, action="claim.line_refused", actor=actor, state=claim.state)
    claim_mails.line_refused(claim, line, actor)
    return line


@transaction.atomic
def refuse_claim(*, claim_id: UUID, reason: str, version: int, actor: Actor) -> Claim:
    """Refuse a claim as a whole with a reason; its days are open again. Raises as above."""
    require_role(actor, Role.OFFICE)
    text = clean_reason(reason)
    claim = take_claim(claim_id, version=version, states=leads_to(ClaimState.REFUSED))
    require_uninvolved(actor, claim)
    advance(claim, action="claim.refused", actor=actor, state=ClaimState.REFUSED, note=text)
    claim.lines.filter(active=True).update(active=False)
    claim_mails.refused(claim, actor)
    return claim


def require_due(claim: Claim) -> list[ClaimLine]:
    """The active lines, each of them exactly what lies on `due`. Raises `Conflict` otherwise."""
    due = due_by_day(claim)
    lines = list(
        claim.lines.filter(active=True).select_related("voucher__lotse").order_by("position")
    )
    for line in lines:
        held = due.get((line.voucher_id, line.day_number), 0)
        if held != line.cents:
            raise Conflict(
                f"Tag {line.day_number} des Gutscheins {line.voucher_id}: abgerechnet sind"
                f" {euro(line.cents)}, fällig gebucht sind {euro(held)}."
            )
    return lines
