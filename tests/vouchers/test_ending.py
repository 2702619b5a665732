"""An agreed contract that nobody needs any more is ended before its vouchers are issued."""

import pytest

import vouchers.tasks  # noqa: F401 - registers the job
from lotsen.accounts.models import User
from lotsen.core import audit, jobs
from lotsen.core.actor import Actor
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Job, Mail
from lotsen.core.roles import Role
from lotsen.people.models import Employment, Lotse
from tests.factories.accounts import make_actor
from tests.factories.vouchers import (
    Cast,
    basis_line,
    make_cast,
    make_contract,
    make_grant,
    make_inhouse,
)
from tests.vouchers.test_queue import is_issued, waiting
from vouchers import services
from vouchers.enums import ContractState, OverBudget
from vouchers.models import FundingLine, TransferContract
from vouchers.queries import persons_bound, quota_of
from vouchers.queries.cases import PAPER_JOB, QUEUE_JOB

pytestmark = pytest.mark.django_db
REASON = "Die Schulung wird nicht mehr gebraucht"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def email_of(actor: Actor) -> str:
    return User.objects.get(pk=actor.person_id).email


def agreed(cast: Cast, persons: int = 1) -> TransferContract:
    contract = make_contract(cast, persons)
    return services.agree_contract(contract_id=contract.pk, actor=cast.office)


def test_persons_and_places_are_free_again_and_the_paper_stays(cast: Cast) -> None:
    contract = agreed(cast, 2)
    jobs.run(Job.objects.get(kind=PAPER_JOB).pk)
    lotsen = [person.lotse for person in contract.persons.all()]
    assert quota_of(cast.kommune, basis_line()).free == 1
    assert persons_bound(lotsen, "basis") == {lotse.pk for lotse in lotsen}
    ended = services.end_contract(contract_id=contract.pk, reason=f" {REASON} ", actor=cast.office)
    assert (ended.state, ended.reason) == (ContractState.ENDED, REASON)
    assert ended.ended_by_id == cast.office.user_id
    assert ended.ended_at is not None
    assert ended.document is not None
    assert quota_of(cast.kommune, basis_line()).free == 3
    assert persons_bound(lotsen, "basis") == set()
    assert make_contract(cast, lotsen).state == ContractState.SUBMITTED


def test_a_contract_whose_person_has_left_is_no_dead_end(cast: Cast) -> None:
    make_grant(cast)
    contract = agreed(cast)
    Employment.objects.filter(lotse__contract_persons__contract=contract).update(
        ends_on="2026-01-01"
    )
    with pytest.raises(DomainError):
        services.issue_vouchers(contract_id=contract.pk, actor=cast.office)
    services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.office)
    assert quota_of(cast.kommune, basis_line()).reserved == 0


def test_the_contact_person_reads_who_ended_it_and_why(cast: Cast) -> None:
    contract = agreed(cast)
    services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.hr)
    mail = Mail.objects.get(key=f"contract-ended:{contract.pk}")
    assert mail.to == contract.contact_email
    for part in (contract.number, "die Personalstelle hat", "aufgehoben", REASON):
        assert part in mail.body
    assert [entry.action for entry in audit.entries_for(contract)][-1] == "contract.ended"


def told(readers: str) -> dict[str, Mail]:
    """What provider or office read, by address."""
    found = Mail.objects.filter(key__startswith=f"contract-ended-{readers}:")
    return {mail.to: mail for mail in found}


@pytest.mark.parametrize("side", ["hr", "office"])
def test_the_provider_reads_what_but_neither_reason_nor_names(cast: Cast, side: str) -> None:
    colleague = make_actor(Role.PROVIDER, cast.provider)
    make_actor(Role.PROVIDER)
    contract = agreed(cast, 2)
    actor = getattr(cast, side)
    services.end_contract(contract_id=contract.pk, reason=REASON, actor=actor)
    mails = told("provider")
    assert set(mails) == {email_of(cast.trainer), email_of(colleague)}
    for mail in mails.values():
        assert mail.subject == f"Weitergabevertrag {contract.number} aufgehoben"
        for part in (contract.number, contract.line.name, cast.kommune.label, cast.provider.name):
            assert part in mail.body
        assert f"die {actor.role_label} hat den Weitergabevertrag" in mail.body
        assert mail.body.endswith("/gutscheine/\n")
        people = Lotse.objects.filter(contract_persons__contract=contract)
        secrets = [REASON, str(contract.pk), contract.contact_name, actor.name]
        _, text = mail.body.split("\n", 1)
        for hidden in (*secrets, *(lotse.family_name for lotse in people)):
            assert hidden not in text


def test_the_office_hears_of_it_when_hr_did_it(cast: Cast) -> None:
    contract = agreed(cast)
    services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.hr)
    mails = told("office")
    assert set(mails) == {email_of(cast.office)}
    for mail in mails.values():
        for part in (contract.number, "die Personalstelle hat", cast.kommune.label, REASON):
            assert part in mail.body
        assert "Zu tun ist nichts" in mail.body
        assert f"/vertraege/{contract.pk}/" in mail.body


def test_the_office_is_not_told_of_its_own_act_but_the_contact_is(cast: Cast) -> None:
    contract = agreed(cast)
    services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.office)
    assert told("office") == {}
    mail = Mail.objects.get(key=f"contract-ended:{contract.pk}")
    assert mail.to == contract.contact_email
    assert "die Programmstelle hat" in mail.body


def test_the_same_press_again_is_the_first_one(cast: Cast) -> None:
    contract = agreed(cast)
    first = services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.hr)
    again = services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.hr)
    assert again.ended_at == first.ended_at
    sent = Mail.objects.filter(key__startswith="contract-ended")
    assert len({mail.to for mail in sent}) == len(sent) == 3
    with pytest.raises(Conflict, match=r"wurde am .* aufgehoben"):
        services.end_contract(contract_id=contract.pk, reason="Anders", actor=cast.hr)
    with pytest.raises(Conflict, match=r"wurde am .* aufgehoben"):
        services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.office)


def test_nothing_happens_to_an_ended_contract_any_more(cast: Cast) -> None:
    make_grant(cast)
    contract = agreed(cast)
    services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.hr)
    with pytest.raises(Conflict, match="aufgehoben"):
        services.issue_vouchers(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(Conflict, match="aufgehoben"):
        services.agree_contract(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(Conflict, match="aufgehoben"):
        services.withdraw_contract(contract_id=contract.pk, actor=cast.hr)


def test_with_vouchers_those_are_cancelled_instead(cast: Cast) -> None:
    make_grant(cast)
    contract = make_contract(cast)
    with pytest.raises(Conflict, match="noch nicht vereinbart"):
        services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.hr)
    services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    for actor in (cast.hr, cast.office):
        with pytest.raises(Conflict, match=r"schon Gutscheine ausgestellt.*storniert"):
            services.end_contract(contract_id=contract.pk, reason=REASON, actor=actor)


def test_both_sides_may_and_nobody_else(cast: Cast) -> None:
    contract = agreed(cast)
    for actor in (make_cast().hr, cast.ministry, cast.trainer, make_actor(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            services.end_contract(contract_id=contract.pk, reason=REASON, actor=actor)
    with pytest.raises(DomainError, match="Grund"):
        services.end_contract(contract_id=contract.pk, reason="  ", actor=cast.hr)
    contract.refresh_from_db()
    assert contract.state == ContractState.AGREED


def test_the_kommunen_of_an_inhouse_training_may_take_part_in_another_one(cast: Cast) -> None:
    contract = make_inhouse(cast)
    partner = contract.kommunen.exclude(kommune=cast.kommune).get().kommune
    services.agree_contract(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(Conflict, match="Schon an einer Inhouse-Schulung"):
        make_inhouse(cast, partners=(partner,))
    services.end_contract(contract_id=contract.pk, reason=REASON, actor=cast.hr)
    assert make_inhouse(cast, partners=(partner,)).kommunen.filter(active=True).count() == 2


@pytest.fixture
def queueing() -> Cast:
    FundingLine.objects.update(over_budget=OverBudget.QUEUE)
    basis_line().quota_rules.update(places=10)
    return make_cast()


def test_whoever_stands_behind_it_in_the_queue_is_called_up(queueing: Cast) -> None:
    big, small, late = waiting(queueing, 3), waiting(queueing), waiting(queueing)
    make_grant(queueing, 300_00)
    jobs.run(Job.objects.get(kind=QUEUE_JOB).pk)
    assert not is_issued(small)  # strictly in turn, and 900 € are not there
    ended = services.end_contract(contract_id=big.pk, reason=REASON, actor=queueing.hr)
    assert ended.queued_at is None
    [mail] = told("office").values()
    assert "Der Vertrag wartete auf Mittel." in mail.body
    job = Job.objects.get(kind=QUEUE_JOB, key=str(big.pk))
    assert (job.organisation_id, job.created_by_id) == (None, None)
    jobs.run(job.pk)
    assert [is_issued(small), is_issued(late)] == [True, False]


def test_a_contract_that_did_not_wait_for_money_moves_no_queue(queueing: Cast) -> None:
    contract = agreed(queueing)
    services.end_contract(contract_id=contract.pk, reason=REASON, actor=queueing.office)
    assert not Job.objects.filter(kind=QUEUE_JOB).exists()
