"""The end of a budget year: what is open goes on, what is unspent goes back, the year is closed.

docs/programme.md § 6: budget per calendar year, closed years take no postings. Proposed by one
person of the ministry and approved by another; everything is booked in one transaction.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db import transaction

from lotsen.core import audit, clock
from lotsen.core.actor import Actor
from lotsen.core.db import constraint_errors
from lotsen.core.errors import Conflict, DomainError
from lotsen.core.reasons import clean_reason
from lotsen.core.roles import Role
from vouchers import budget_mails
from vouchers.enums import Account, BudgetYearState, EntryKind, ProposalKind, ProposalState
from vouchers.models import Balance, BudgetProposal, BudgetYear, Voucher, VoucherBalance
from vouchers.queries.year_end import obstacles, open_items
from vouchers.rights import is_repeated, require_other_person, require_role
from vouchers.services.booking import Draft, Ledger, Line
from vouchers.services.proposals import OTHER_CONTENT, decide, lock_proposal, require_open

VOUCHERS_PER_ENTRY = 200
"""So that no entry grows beyond what a person can read and the seal hashes quickly."""


@transaction.atomic
def propose_closing(
    *,
    year: int,
    carries_available: bool,
    reason: str,
    submission_key: str,
    actor: Actor,
    notify: bool = True,
) -> BudgetProposal:
    """Propose to close a budget year; books nothing.

    With `carries_available` unspent money goes to the next year instead of back to the Land. The
    same key with the same content returns the first proposal. Raises `DomainError` for an unknown
    year or a missing reason; `Conflict` when the year is closed, its closing waits already, a used
    key comes with other content, or something stands in the way (`queries.year_end.obstacles`).
    """
    require_role(actor, Role.MINISTRY)
    reason = clean_reason(
        reason, ask="Bitte nennen Sie einen Grund, zum Beispiel den Erlass zum Abschluss."
    )
    Ledger(actor)  # books nothing; but what stands in the way holds still
    known = BudgetProposal.objects.filter(submission_key=submission_key).first()
    if known is not None:
        return _same(known, year, carries_available)
    _require_closable(year)
    waits = f"Der Jahresabschluss {year} wartet schon auf die Freigabe."
    with constraint_errors(
        {"proposal_one_open_closing_per_year": waits, "proposal_submitted_once": waits}
    ):
        proposal = BudgetProposal.objects.create(
            kind=ProposalKind.CLOSE,
            year=year,
            carries_available=carries_available,
            reason=reason,
            submission_key=submission_key,
            proposed_by_id=actor.person_id,
            proposed_at=clock.now(),
        )
    facts = {"year": year, "carries_available": carries_available}
    audit.record(actor=actor, action="budget.proposed.close", target=proposal, **facts)
    if notify:
        budget_mails.proposal_waiting(proposal, actor)
    return proposal


@transaction.atomic
def approve_closing(*, proposal_id: UUID, actor: Actor, notify: bool = True) -> BudgetProposal:
    """Close the year that somebody else proposed to close, in one transaction.

    What is open goes into the next year with its vouchers, day by day and account by account; what
    is unspent goes back to the Land, or along. Approving twice is once. Raises `NotAllowed` for the
    person who proposed it; `Conflict` when somebody else has decided already or something stands
    in the way by now.
    """
    require_role(actor, Role.MINISTRY)
    ledger = Ledger(actor)
    proposal = lock_proposal(proposal_id)
    require_other_person(actor, proposal.proposed_by_id)
    if is_repeated(proposal, ProposalState.APPROVED, actor):
        return proposal
    require_open(proposal)
    closing = _Closing(proposal, _require_closable(proposal.year))
    BudgetYear.objects.get_or_create(year=closing.next_year)
    moved = closing.carried()
    entries = ledger.book([closing.draft(EntryKind.CARRY_OUT, move) for move in moved])
    vouchers = [voucher for move in moved for voucher in move.vouchers]
    keys = [voucher.pk for voucher in vouchers]
    Voucher.objects.filter(pk__in=keys).update(budget_year=closing.next_year)
    ledger.book([closing.draft(EntryKind.CARRY_IN, move) for move in moved])
    entries += ledger.book([closing.lapse(line, cents) for line, cents in closing.lapsing()])
    BudgetYear.objects.filter(pk=proposal.year).update(
        state=BudgetYearState.CLOSED, closed_at=clock.now()
    )
    decide(proposal, ProposalState.APPROVED, actor, entry=entries[0] if entries else None)
    facts = {"vouchers": len(vouchers), "cents": sum(move.cents for move in moved)}
    audit.record(actor=actor, action="budget.year_closed", target=closing.year, **facts)
    audit.record_many(
        actor=actor, action="voucher.carried_over", targets=list(vouchers), year=closing.next_year
    )
    if notify:
        budget_mails.proposal_decided(proposal, actor)
    return proposal


@dataclass(frozen=True, slots=True)
class _Move:
    """One entry's worth of money of a line that goes from one year to the next."""

    line_id: int
    name: str
    lines: tuple[Line, ...]
    vouchers: tuple[Voucher, ...] = ()

    @property
    def cents(self) -> int:
        return sum(line.cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Closing:
    """What closing a year books; the ledger is locked."""

    proposal: BudgetProposal
    year: BudgetYear

    @property
    def next_year(self) -> int:
        return self.year.pk + 1

    def carried(self) -> list[_Move]:
        """All open days of vouchers, and what is unspent if it goes along."""
        items = open_items(self.year.pk).select_related("voucher__lotse")
        by = ("voucher__line_id", "voucher_id", "day_number", "account")
        moves = list(_moves(items.order_by(*by)))
        if self.proposal.carries_available:
            moves += [
                _Move(line, "verfuegbar", (Line(Account.AVAILABLE, cents, line),))
                for line, cents in self._unspent()
            ]
        return moves

    def lapsing(self) -> list[tuple[int, int]]:
        """Line and cents of what goes back to the Land."""
        return [] if self.proposal.carries_available else self._unspent()

    def draft(self, kind: EntryKind, move: _Move) -> Draft:
        """Out of the closing year, or into the next one."""
        leaves = kind == EntryKind.CARRY_OUT
        sign = -1 if leaves else 1
        return Draft(
            kind=kind,
            year=self.year.pk if leaves else self.next_year,
            key=f"{kind}:{self.proposal.pk}:{move.line_id}:{move.name}",
            lines=(
                *(_signed(line, sign) for line in move.lines),
                Line(Account.EXTERNAL, -sign * move.cents, move.line_id),
            ),
            reason=self.proposal.reason,
            approver_id=self.proposal.proposed_by_id,
        )

    def lapse(self, line_id: int, cents: int) -> Draft:
        """Back to the Land."""
        return Draft(
            kind=EntryKind.LAPSE,
            year=self.year.pk,
            key=f"lapse:{self.proposal.pk}:{line_id}",
            lines=(
                Line(Account.AVAILABLE, -cents, line_id),
                Line(Account.EXTERNAL, cents, line_id),
            ),
            reason=self.proposal.reason,
            approver_id=self.proposal.proposed_by_id,
        )

    def _unspent(self) -> list[tuple[int, int]]:
        rows = Balance.objects.filter(year=self.year, account=Account.AVAILABLE, cents__gt=0)
        return list(rows.order_by("line").values_list("line", "cents"))


def _moves(items: Iterable[VoucherBalance]) -> Iterator[_Move]:
    """The items, sorted by line and voucher, in entries of one line and so many vouchers."""
    for line_id, of_line in groupby(items, key=lambda item: item.voucher.line_id):
        by_voucher = [list(days) for _, days in groupby(of_line, key=lambda item: item.voucher_id)]
        for start in range(0, len(by_voucher), VOUCHERS_PER_ENTRY):
            part = by_voucher[start : start + VOUCHERS_PER_ENTRY]
            yield _Move(
                line_id,
                str(start // VOUCHERS_PER_ENTRY + 1),
                tuple(
                    Line(Account(x.account), x.cents, line_id, x.voucher, x.day_number)
                    for days in part
                    for x in days
                ),
                tuple(days[0].voucher for days in part),
            )


def _signed(line: Line, sign: int) -> Line:
    return Line(line.account, sign * line.cents, line.line_id, line.voucher, line.day_number)


def _same(known: BudgetProposal, year: int, carries_available: bool) -> BudgetProposal:
    content = (known.kind, known.year, known.carries_available)
    if content != (ProposalKind.CLOSE, year, carries_available):
        raise Conflict(OTHER_CONTENT)
    return known


def _require_closable(year: int) -> BudgetYear:
    found = BudgetYear.objects.filter(pk=year).first()
    if found is None:
        raise DomainError(f"Für {year} gibt es kein Haushaltsjahr.")
    if found.state == BudgetYearState.CLOSED:
        raise Conflict(f"Das Haushaltsjahr {year} ist schon abgeschlossen.")
    in_the_way = obstacles(found)
    if in_the_way:
        raise Conflict(" ".join(in_the_way))
    return found
