"""What waits for each demo sign-in today; every act goes through its service, with its mails."""

from datetime import date, timedelta
from functools import partial

from lotsen.accounts.models import User
from lotsen.core.actor import SYSTEM
from lotsen.demo import accounts
from lotsen.demo.contracts import ContractCase
from lotsen.demo.plan.model import OpenWork
from lotsen.demo.plan.open_work import demo_lotse
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import ENROL, ISSUE, SUBMIT, Timeline
from lotsen.people.services import link_user
from vouchers.services import agree_contract


def plan_open_work(work: OpenWork, stage: Stage, timeline: Timeline, today: date) -> None:
    """Contracts to decide, to issue and to use, and the login of the demo Lotse."""
    for contract in work.submitted:
        case = ContractCase(contract, stage)
        timeline.add(contract.submitted_on, SUBMIT, case.submit)
    agreed = ContractCase(work.agreed, stage)
    timeline.add(work.agreed.submitted_on, SUBMIT, agreed.submit)
    timeline.add(work.agreed.issued_on, ISSUE, partial(_agree, agreed, stage))
    for contract in work.issued:
        case = ContractCase(contract, stage)
        timeline.add(contract.submitted_on, SUBMIT, case.submit)
        timeline.add(contract.issued_on, ISSUE, case.issue)
    timeline.add(today - timedelta(days=20), ENROL, partial(_link_lotse, work, stage))


def _agree(case: ContractCase, stage: Stage) -> None:
    """Agreed, but the vouchers are still to be issued."""
    assert case.submitted is not None
    agree_contract(contract_id=case.submitted.pk, actor=stage.office)


def _link_lotse(work: OpenWork, stage: Stage) -> None:
    lotse = stage.lotsen[demo_lotse(work).email]
    link_user(lotse=lotse, user=User.objects.get(email=accounts.LOTSE.email), actor=SYSTEM)
