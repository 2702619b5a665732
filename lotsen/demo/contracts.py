"""Contracts and vouchers of the demo, through the services of the funding side."""

from functools import partial
from itertools import groupby
from operator import attrgetter

from lotsen.demo.archive import ContractArchive, contact_address
from lotsen.demo.plan.model import Contract, Plan
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import ISSUE, SUBMIT, Timeline
from lotsen.people.models import Lotse
from vouchers.models import TransferContract
from vouchers.services import NewPerson, agree_and_issue, submit_contract


def plan_contracts(plan: Plan, stage: Stage, timeline: Timeline) -> None:
    """The contracts of the past: all submitted on one day together, all issued on one day too."""
    archive = ContractArchive(stage)
    for act, hour, attribute in (
        (archive.submit, SUBMIT, "submitted_on"),
        (archive.issue, ISSUE, "issued_on"),
    ):
        day_of = attrgetter(attribute)
        for day, contracts in groupby(sorted(plan.contracts, key=day_of), day_of):
            timeline.add(day, hour, partial(act, list(contracts)))


class ContractCase:
    """One contract on its way; tells the stage its people and their vouchers."""

    def __init__(self, contract: Contract, stage: Stage) -> None:
        self._plan = contract
        self._stage = stage
        self.submitted: TransferContract | None = None

    def submit(self, *, notify: bool = True) -> TransferContract:
        """HR names the persons, who are registered with it."""
        kommune = self._stage.kommunen[self._plan.kommune]
        actor = self._stage.hr(kommune.key)
        persons = self._plan.persons
        self.submitted = submit_contract(
            kommune=kommune,
            line=self._stage.line(),
            provider=self._stage.organisations[self._plan.provider],
            persons=[],
            new_persons=[
                NewPerson(p.given_name, p.family_name, p.email, department=p.department)
                for p in persons
            ],
            contact_name=actor.name,
            contact_email=contact_address(persons[0]),
            submission_key=f"demo:{persons[0].email}",
            actor=actor,
            notify=notify,
        )
        for lotse in Lotse.objects.filter(contract_persons__contract=self.submitted):
            self._stage.lotsen[lotse.email] = lotse
        return self.submitted

    def issue(self, *, notify: bool = True) -> None:
        """The office agrees and issues; the IDs are kept by mail address."""
        assert self.submitted is not None
        emails = {self._stage.lotsen[p.email].pk: p.email for p in self._plan.persons}
        vouchers = agree_and_issue(
            contract_id=self.submitted.pk, actor=self._stage.office, notify=notify
        )
        for voucher in vouchers:
            self._stage.vouchers[emails[voucher.lotse_id]] = voucher.pk
