"""Money of a line for a budget year: one person proposes, another one approves, then it is booked.

docs/programme.md § 6: budget per budget year and line, granted and raised by two people.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.formatting import euro
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import budget_mails
from vouchers.enums import Account, BudgetYearState, EntryKind, ProposalKind, ProposalState
from vouchers.models import BudgetProposal, BudgetYear, FundingLine, JournalEntry
from vouchers.queries.funding import is_closed
from vouchers.queries.proposals import Effect, effect_of
from vouchers.rights import is_repeated, require_other_person, require_role
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.proposals import OTHER_CONTENT, decide, lock_proposal, require_open
from vouchers.services.queueing import order_queue

FIRST_YEAR, LAST_YEAR = 2018, 2099
WHICH_DECISION = "Bitte nennen Sie einen Grund, zum Beispiel den Bewilligungsbescheid."
ENTRY_KINDS = {
    ProposalKind.GRANT: EntryKind.GRANT,
    ProposalKind.LOWER: EntryKind.LAPSE,
    ProposalKind.COMMITMENT: EntryKind.COMMITMENT,
}


@transaction.atomic
def propose_budget(
    *,
    kind: ProposalKind,
    line: FundingLine,
    year: int,
    cents: int,
    reason: str,
    submission_key: str,
    actor: Actor,
    notify: bool = True,
) -> BudgetProposal:
    """Propose to grant, lower or pre-commit `cents` of a line in a budget year; books nothing.

    The same key with the same content returns the first proposal. `notify=False` leaves out the
    mails: for what is taken over from the past. Raises `DomainError` for an amount that is not
    positive, a missing reason, a line that is not valid in that year, or a
    Verpflichtungsermächtigung for a year that has begun; `Conflict` for a closed year, a used key
    with other content, or less money than is to be taken back.
    """
    require_role(actor, Role.MINISTRY)
    _check(line=line, year=year, cents=cents)
    text = clean_reason(reason, ask=WHICH_DECISION)
    known = BudgetProposal.objects.filter(submission_key=submission_key).first()
    if known is not None:
        return _same(known, kind=kind, line=line, year=year, cents=cents)
    _check_year(kind, year)
    if kind == ProposalKind.LOWER:
        _require_covered(kind, effect_of(kind=kind, line=line, year=year, cents=cents))
    proposal, is_new = BudgetProposal.objects.get_or_create(
        submission_key=submission_key,
        defaults={
            "kind": kind,
            "line": line,
            "year": year,
            "cents": cents,
            "reason": text,
            "proposed_by_id": actor.person_id,
            "proposed_at": clock.now(),
        },
    )
    if not is_new:  # a double click: the other one was faster
        return _same(proposal, kind=kind, line=line, year=year, cents=cents)
    facts = {"year": year, "line": line.pk, "cents": cents}
    audit.record(actor=actor, action=f"budget.proposed.{kind}", target=proposal, **facts)
    if notify:
        budget_mails.proposal_waiting(proposal, actor)
    return proposal


def _same(
    known: BudgetProposal, *, kind: ProposalKind, line: FundingLine, year: int, cents: int
) -> BudgetProposal:
    """The proposal of a form that is sent again; `Conflict` when it has other content by now."""
    if (known.kind, known.line_id, known.year, known.cents) != (kind, line.pk, year, cents):
        raise Conflict(OTHER_CONTENT)
    return known


@transaction.atomic
def approve_budget(*, proposal_id: UUID, actor: Actor, notify: bool = True) -> BudgetProposal:
    """Approve a proposal of somebody else and book it; the budget year opens with its first money.

    A grant also ends the Verpflichtungsermächtigung of its line and year, in the same transaction.
    Approving twice is once. Raises `NotAllowed` for the person who proposed it, `Conflict` when
    somebody else has decided already, the year is closed, less is available than is to be taken
    back, or the grant does not cover what was committed in advance.
    """
    require_role(actor, Role.MINISTRY)
    ledger = Ledger(actor)
    proposal = lock_proposal(proposal_id)
    require_other_person(actor, proposal.proposed_by_id)
    if is_repeated(proposal, ProposalState.APPROVED, actor):
        return proposal
    require_open(proposal)
    kind, (line, cents) = ProposalKind(proposal.kind), _money(proposal)
    _check_year(kind, proposal.year)
    effect = effect_of(kind=kind, line=line, year=proposal.year, cents=cents)
    _require_covered(kind, effect)
    BudgetYear.objects.get_or_create(year=proposal.year, defaults={"state": BudgetYearState.OPEN})
    entry = ledger.book(_drafts(proposal, effect))[0]
    decide(proposal, ProposalState.APPROVED, actor, entry=entry)
    audit.record(actor=actor, action="budget.granted", target=entry, proposal=str(proposal.pk))
    if kind != ProposalKind.LOWER:
        order_queue(proposal, actor)
    if notify:
        budget_mails.proposal_decided(proposal, actor)
    return proposal


def grant_budget(
    *,
    line: FundingLine,
    year: int,
    cents: int,
    reason: str,
    idempotency_key: str,
    actor: Actor,
    approver: Actor,
) -> JournalEntry:
    """Propose as `actor` and approve as `approver`: a grant of the past that is taken over."""
    proposal = propose_budget(
        kind=ProposalKind.GRANT,
        line=line,
        year=year,
        cents=cents,
        reason=reason,
        submission_key=idempotency_key,
        actor=actor,
        notify=False,
    )
    if proposal.is_open:
        proposal = approve_budget(proposal_id=proposal.pk, actor=approver, notify=False)
    assert proposal.entry is not None
    return proposal.entry


def _drafts(proposal: BudgetProposal, effect: Effect) -> list[Draft]:
    """What to book: the proposal, and the end of the VE whose place it takes."""
    line, cents = _money(proposal)
    kind = ProposalKind(proposal.kind)
    signed = -cents if kind == ProposalKind.LOWER else cents
    drafts = [_draft(proposal, ENTRY_KINDS[kind], f"proposal:{proposal.pk}", line, signed)]
    if effect.ends_ve:
        key = f"ve_end:{proposal.pk}"
        ended = -effect.before.ve
        drafts.append(_draft(proposal, EntryKind.COMMITMENT_END, key, line, ended))
    return drafts


def _draft(
    proposal: BudgetProposal, kind: EntryKind, key: str, line: FundingLine, cents: int
) -> Draft:
    return Draft(
        kind=kind,
        year=proposal.year,
        key=key,
        lines=(
            Line(Account.EXTERNAL, -cents, line.pk),
            Line(Account.AVAILABLE, cents, line.pk),
        ),
        reason=proposal.reason,
        approver_id=proposal.proposed_by_id,
    )


def _money(proposal: BudgetProposal) -> tuple[FundingLine, int]:
    """Line and cents, which every proposal but a closing has (database check)."""
    assert proposal.line is not None
    assert proposal.cents is not None
    return proposal.line, proposal.cents


def _check_year(kind: ProposalKind, year: int) -> None:
    if is_closed(year):
        raise Conflict(f"Das Haushaltsjahr {year} ist abgeschlossen.")
    this_year = clock.today().year
    if kind == ProposalKind.COMMITMENT and year <= this_year:
        raise DomainError(
            "Eine Verpflichtungsermächtigung gilt für ein künftiges Haushaltsjahr, frühestens"
            f" {this_year + 1}. Für {year} schlagen Sie bitte eine Bewilligung vor."
        )


def _require_covered(kind: ProposalKind, effect: Effect) -> None:
    if effect.is_covered:
        return
    before = effect.before
    if kind == ProposalKind.LOWER:
        limit = max(0, min(before.firm, before.available))
        raise Conflict(f"Gekürzt werden kann höchstens, was noch verfügbar ist: {euro(limit)}.")
    raise Conflict(
        "Die Bewilligung deckt nicht, was auf die Verpflichtungsermächtigung schon gebunden ist:"
        f" bewilligt wären {euro(effect.after.firm)}, gebunden sind {euro(before.used)}."
    )


def _check(*, line: FundingLine, year: int, cents: int) -> None:
    if cents <= 0:
        raise DomainError("Der Betrag muss größer als 0,00 € sein.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError("Dieses Haushaltsjahr liegt außerhalb des Programms.")
    first, last = date(year, 1, 1), date(year, 12, 31)
    if line.valid_from > last or (line.valid_until and line.valid_until < first):
        raise DomainError(f"„{line.name}“ gilt {year} nicht.")
