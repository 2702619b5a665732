"""Contracts that wait for money are served first come, first served."""

import pytest
from django.urls import reverse

import vouchers.tasks  # noqa: F401 - registers the job
from lotsen.core import jobs
from lotsen.core.actor import SYSTEM
from lotsen.core.enums import JobState
from lotsen.core.models import Job, Mail
from lotsen.people.models import Employment
from tests.factories.accounts import client_of
from tests.factories.vouchers import Cast, basis_line, make_cast, make_contract, make_grant
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.enums import ContractState, OverBudget
from vouchers.models import FundingLine, TransferContract
from vouchers.queries import balances
from vouchers.queries.cases import QUEUE_JOB

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    FundingLine.objects.update(over_budget=OverBudget.QUEUE)
    basis_line().quota_rules.update(places=10)
    return make_cast()


def waiting(cast: Cast, persons: int = 1) -> TransferContract:
    contract = make_contract(cast, persons)
    assert services.agree_and_issue(contract_id=contract.pk, actor=cast.office) == []
    contract.refresh_from_db()
    return contract


def is_issued(contract: TransferContract) -> bool:
    contract.refresh_from_db()
    return contract.issued_at is not None


def test_without_money_the_contract_is_agreed_and_both_sides_read_that_it_waits(
    cast: Cast,
) -> None:
    contract = make_contract(cast)
    office, hr = client_of(cast.office), client_of(cast.hr)
    agree = reverse("vouchers:contract-agree", args=[contract.pk])
    assert "wird auf Mittel warten" in text_of(office.get(agree))
    assert "wartet auf Mittel" in text_of(office.post(agree, follow=True))
    contract.refresh_from_db()
    assert (contract.state, contract.queued_at is None) == (ContractState.AGREED, False)
    page = reverse("vouchers:contract", args=[contract.pk])
    for client in (office, hr):
        assert "wartet auf Mittel" in text_of(client.get(page))
        assert "wartet auf Mittel" in text_of(client.get("/vertraege/"))
    mail = Mail.objects.get(key__startswith="contract-queued")
    assert "wartet auf Mittel" in mail.body


def test_an_approval_serves_the_queue_in_the_order_of_the_contracts(cast: Cast) -> None:
    first, second, third = waiting(cast), waiting(cast, 2), waiting(cast)
    make_grant(cast, 700_00)
    job = Job.objects.get(kind=QUEUE_JOB)
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.DONE, "")
    # 400 € are left, the third one waits although nobody else wants them
    assert [is_issued(one) for one in (first, second, third)] == [True, False, False]


def test_nobody_overtakes_a_contract_that_waits(cast: Cast) -> None:
    big = waiting(cast, 3)
    make_grant(cast, 600_00)
    late = make_contract(cast)
    agree = reverse("vouchers:contract-agree", args=[late.pk])
    assert "warten schon länger" in text_of(client_of(cast.office).get(agree))
    assert services.agree_and_issue(contract_id=late.pk, actor=cast.office) == []
    assert services.issue_queued(line=basis_line(), year=2026, actor=SYSTEM) == []
    make_grant(cast, 600_00)
    assert len(services.issue_queued(line=basis_line(), year=2026, actor=SYSTEM)) == 4
    assert is_issued(big)
    assert is_issued(late)
    assert big.queued_at is None
    assert balances().available == 0


def test_a_contract_that_cannot_be_issued_does_not_hold_up_the_others(cast: Cast) -> None:
    broken, sound = waiting(cast), waiting(cast)
    Employment.objects.filter(lotse__contract_persons__contract=broken).update(ends_on="2026-01-01")
    make_grant(cast)
    assert len(services.issue_queued(line=basis_line(), year=2026, actor=SYSTEM)) == 1
    assert [is_issued(broken), is_issued(sound)] == [False, True]
    assert broken.queued_at is not None


def test_the_office_issues_a_waiting_contract_by_hand_once_there_is_money(cast: Cast) -> None:
    contract = waiting(cast)
    make_grant(cast, 300_00)
    agree = reverse("vouchers:contract-agree", args=[contract.pk])
    assert "ist ausgestellt" in text_of(client_of(cast.office).post(agree, follow=True))
    assert is_issued(contract)


def test_asking_again_keeps_the_place_in_the_queue(cast: Cast) -> None:
    contract = waiting(cast)
    since = contract.queued_at
    assert services.issue_vouchers(contract_id=contract.pk, actor=cast.office) == []
    contract.refresh_from_db()
    assert contract.queued_at == since
    assert Mail.objects.filter(key__startswith="contract-queued").count() == 1
