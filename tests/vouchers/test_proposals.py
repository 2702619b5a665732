"""Two people of the ministry decide on money; a VE lends money to a year that is to come."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from lotsen.core import clock
from lotsen.core.db import violated_constraint
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import euro
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from tests.deferred import fire_deferred
from tests.factories.accounts import make_actor
from tests.factories.vouchers import Cast, basis_line, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import Account, EntryKind, ProposalKind, ProposalState
from vouchers.models import BudgetProposal, BudgetYear, JournalEntry
from vouchers.queries import balances
from vouchers.queries.entries import entries_of_proposal, filtered_postings, posting_sum
from vouchers.queries.proposals import waiting_for
from vouchers.queries.totals import budget_table
from vouchers.services.booking import Draft, Ledger, Line

pytestmark = pytest.mark.django_db
GRANT, LOWER, VE = ProposalKind.GRANT, ProposalKind.LOWER, ProposalKind.COMMITMENT


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def this_year() -> int:
    return clock.today().year


def propose(cast: Cast, cents: int = 1_000_00, **changed: Any) -> BudgetProposal:
    values: dict[str, Any] = {
        "kind": GRANT,
        "line": basis_line(),
        "year": this_year(),
        "cents": cents,
        "reason": "Bewilligungsbescheid",
        "submission_key": f"{changed.get('kind', GRANT)}-{cents}",
        "actor": cast.ministry,
    }
    return services.propose_budget(**values | changed)


def approve(cast: Cast, proposal: BudgetProposal) -> BudgetProposal:
    return services.approve_budget(proposal_id=proposal.pk, actor=cast.second)


def test_a_proposal_books_nothing_and_its_approval_books_once_with_both_names(cast: Cast) -> None:
    proposal = propose(cast)
    assert not JournalEntry.objects.exists()
    entry = approve(cast, proposal).entry
    assert entry is not None
    assert (entry.actor_id, entry.approver_id) == (cast.second.user_id, cast.ministry.user_id)
    assert (entry.kind, entry.reason) == (EntryKind.GRANT, "Bewilligungsbescheid")
    assert balances().granted == balances().available == 1_000_00
    assert approve(cast, proposal).entry == entry
    with pytest.raises(Conflict, match="schon freigegeben"):
        services.approve_budget(proposal_id=proposal.pk, actor=make_actor(Role.MINISTRY))
    assert list(entries_of_proposal(proposal)) == [entry]


def test_nobody_decides_on_the_own_proposal_or_withdraws_another_one(cast: Cast) -> None:
    proposal = propose(cast)
    with pytest.raises(NotAllowed, match="andere Person"):
        services.approve_budget(proposal_id=proposal.pk, actor=cast.ministry)
    with pytest.raises(NotAllowed, match="andere Person"):
        services.reject_budget(proposal_id=proposal.pk, reason="Nein", actor=cast.ministry)
    with pytest.raises(NotAllowed, match="Zurückziehen"):
        services.withdraw_budget(proposal_id=proposal.pk, actor=cast.second)
    for actor in (cast.office, cast.hr, cast.trainer):
        with pytest.raises(NotAllowed, match="Rolle"):
            services.approve_budget(proposal_id=proposal.pk, actor=actor)
    assert not waiting_for(cast.ministry).exists()
    assert waiting_for(cast.second).get() == proposal


def test_the_database_wants_two_people_too(cast: Cast) -> None:
    proposal = propose(cast)
    proposal.state, proposal.decided_by_id = ProposalState.APPROVED, proposal.proposed_by_id
    proposal.decided_at = clock.now()
    with pytest.raises(IntegrityError, match="proposal_four_eyes"), transaction.atomic():
        proposal.save()
    BudgetYear.objects.create(year=this_year())
    for kind, sentence in ((EntryKind.GRANT, "Neue Mittel"), (EntryKind.LAPSE, "zweite Person")):
        draft = Draft(
            kind=kind,
            year=this_year(),
            key=f"past the service {kind}",
            lines=(
                Line(Account.EXTERNAL, -1, basis_line().pk),
                Line(Account.AVAILABLE, 1, basis_line().pk),
            ),
            reason="Ohne zweite Person",
        )
        with pytest.raises(Conflict, match=sentence), transaction.atomic():
            Ledger(cast.ministry).book([draft])


def test_what_was_proposed_stays_as_it_was(cast: Cast) -> None:
    proposal = propose(cast)
    for values in ({"cents": 5}, {"reason": "Anders"}, {"year": 2030}):
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            BudgetProposal.objects.filter(pk=proposal.pk).update(**values)
        assert violated_constraint(refused.value) == "proposal_facts_fixed"
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        proposal.delete()
    assert violated_constraint(refused.value) == "proposal_facts_fixed"


def test_a_refusal_has_a_reason_and_is_final(cast: Cast) -> None:
    proposal = propose(cast)
    with pytest.raises(DomainError, match="begründen"):
        services.reject_budget(proposal_id=proposal.pk, reason=" ", actor=cast.second)
    refusal: dict[str, Any] = {
        "proposal_id": proposal.pk,
        "reason": "Bescheid fehlt",
        "actor": cast.second,
    }
    assert services.reject_budget(**refusal) == services.reject_budget(**refusal)
    with pytest.raises(Conflict, match="schon abgelehnt"):
        services.reject_budget(**refusal | {"reason": "Anders"})
    with pytest.raises(Conflict, match="schon abgelehnt"):
        approve(cast, proposal)
    with pytest.raises(Conflict, match="schon abgelehnt"):
        services.withdraw_budget(proposal_id=proposal.pk, actor=cast.ministry)
    assert balances().granted == 0


def test_the_proposer_withdraws(cast: Cast) -> None:
    proposal = propose(cast)
    for _ in range(2):
        services.withdraw_budget(proposal_id=proposal.pk, actor=cast.ministry)
    with pytest.raises(Conflict, match="schon zurückgezogen"):
        approve(cast, proposal)


def test_the_same_form_is_one_proposal_and_other_content_is_refused(cast: Cast) -> None:
    first = propose(cast, submission_key="form")
    assert propose(cast, submission_key="form") == first
    with pytest.raises(Conflict, match="anderen Angaben"):
        propose(cast, 5, submission_key="form")
    assert BudgetProposal.objects.count() == 1


def test_the_others_of_the_ministry_get_mail_and_then_the_proposer(cast: Cast) -> None:
    proposal = propose(cast)
    [waiting] = Mail.objects.filter(key__startswith="proposal-waiting:")
    assert waiting.to != proposal.proposed_by.email
    assert euro(1_000_00) in waiting.body
    services.reject_budget(proposal_id=proposal.pk, reason="Bescheid fehlt", actor=cast.second)
    [decided] = Mail.objects.filter(key__startswith="proposal-decided:")
    assert decided.to == proposal.proposed_by.email
    assert "Bescheid fehlt" in decided.body


def test_only_what_is_available_can_be_taken_back(cast: Cast) -> None:
    make_grant(cast, 500_00)
    proposal = propose(cast, 400_00, kind=LOWER)
    make_vouchers(cast)  # 300 € of the 500 € are committed meanwhile
    with pytest.raises(Conflict, match="höchstens, was noch verfügbar ist: 200,00"):
        approve(cast, proposal)
    with pytest.raises(Conflict, match="höchstens, was noch verfügbar ist: 200,00"):
        propose(cast, 201_00, kind=LOWER)
    entry = approve(cast, propose(cast, 200_00, kind=LOWER)).entry
    assert entry is not None
    assert entry.kind == EntryKind.LAPSE
    assert (balances().granted, balances().available) == (300_00, 0)


@pytest.mark.parametrize("kind", [GRANT, LOWER])
def test_a_closed_year_takes_no_proposal(cast: Cast, kind: ProposalKind) -> None:
    proposal = propose(cast)
    BudgetYear.objects.create(year=this_year(), state="closed", closed_at=clock.now())
    with pytest.raises(Conflict, match="abgeschlossen"):
        propose(cast, 5, kind=kind)
    with pytest.raises(Conflict, match="abgeschlossen"):
        approve(cast, proposal)


def test_a_ve_is_for_a_year_to_come(cast: Cast) -> None:
    for year in (this_year() - 1, this_year()):
        with pytest.raises(DomainError, match="künftiges Haushaltsjahr"):
            propose(cast, kind=VE, year=year)


def rows(year: int) -> list[tuple[int, int, int]]:
    return [
        (row.firm_cents, row.ve_cents, row.totals.available)
        for row in budget_table()
        if row.year.pk == year
    ]


def test_the_grant_takes_the_place_of_the_ve(cast: Cast) -> None:
    year = this_year() + 1
    approve(cast, propose(cast, 600_00, kind=VE, year=year))
    assert rows(year) == [(0, 600_00, 600_00)]
    proposal = approve(cast, propose(cast, 1_000_00, year=year))
    assert rows(year) == [(1_000_00, 0, 1_000_00)]
    kinds = [entry.kind for entry in entries_of_proposal(proposal)]
    assert kinds == [EntryKind.GRANT, EntryKind.COMMITMENT_END]
    external: dict[str, Any] = {"account": Account.EXTERNAL, "year": year}
    assert posting_sum(filtered_postings(kind="ve-in-kraft", **external)) == 0
    assert posting_sum(filtered_postings(kind="ohne-ve", **external)) == -1_000_00
    approve(cast, propose(cast, 50_00, year=year))
    assert rows(year) == [(1_050_00, 0, 1_050_00)]


def test_a_grant_must_cover_what_was_committed_in_advance(cast: Cast) -> None:
    year = this_year() + 1
    approve(cast, propose(cast, 600_00, kind=VE, year=year))
    with clock.at(clock.now().replace(year=year, month=1, day=5, hour=9)):
        make_vouchers(cast)
    small = propose(cast, 299_99, year=year)
    with pytest.raises(Conflict, match=r"bewilligt wären 299,99.€, gebunden sind 300,00"):
        approve(cast, small)
    assert rows(year) == [(0, 600_00, 300_00)]
    approve(cast, propose(cast, 300_00, year=year))
    assert rows(year) == [(300_00, 0, 0)]
    fire_deferred()


def test_a_reduction_does_not_touch_a_ve(cast: Cast) -> None:
    year = this_year() + 1
    approve(cast, propose(cast, 600_00, kind=VE, year=year))
    with pytest.raises(Conflict, match="höchstens, was noch verfügbar ist: 0,00"):
        propose(cast, 100_00, kind=LOWER, year=year)
