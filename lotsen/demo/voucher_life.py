"""Two vouchers of the demo whose page tells a longer story: a substitute, and one issued anew."""

from dataclasses import dataclass
from datetime import date, timedelta

from lotsen.core.errors import DomainError
from lotsen.demo.plan.days import working_day
from lotsen.demo.plan.model import Contract, OpenWork
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import CANCEL, CONFIRM, ENROL, Timeline
from lotsen.people.services import register_person
from vouchers.services import cancel_voucher, reissue_voucher, transfer_voucher

SUBSTITUTE = ("Erika", "Ersatz")


@dataclass
class LongLife:
    """The last contract with issued vouchers: for its first person a colleague comes, the second
    voucher was cancelled by mistake."""

    stage: Stage
    contract: Contract

    def transfer(self) -> None:
        """HR enters the colleague, who takes the voucher over."""
        first = self.contract.persons[0]
        hr, (given, family) = self.stage.hr(self.contract.kommune), SUBSTITUTE
        colleague = register_person(
            given_name=given,
            family_name=family,
            email=f"{given}.{family}@{first.email.partition('@')[2]}".lower(),
            kommune=self.stage.kommunen[self.contract.kommune],
            actor=hr,
        )
        self.stage.lotsen[colleague.email] = colleague
        transfer_voucher(
            voucher_id=self.stage.vouchers.pop(first.email),
            to=colleague,
            reason="Wechsel der Zuständigkeit im Hauptamt",
            actor=hr,
        )

    def cancel(self) -> None:
        """The office cancels the wrong voucher."""
        cancel_voucher(
            voucher_id=self.stage.vouchers[self.contract.persons[1].email],
            reason="Irrtümlich für diese Person gehalten",
            actor=self.stage.office,
        )

    def reissue(self) -> None:
        """A new ID takes its place."""
        email = self.contract.persons[1].email
        try:
            voucher = reissue_voucher(
                voucher_id=self.stage.vouchers[email], actor=self.stage.office
            )
        except DomainError:
            return  # a demo of the first days of a year has no money yet
        self.stage.vouchers[email] = voucher.pk


def plan_voucher_life(work: OpenWork, stage: Stage, timeline: Timeline, today: date) -> None:
    """Both stories of the last days."""
    life = LongLife(stage, next(c for c in reversed(work.issued) if len(c.persons) > 1))
    day = working_day(today - timedelta(days=2))
    timeline.add(day, ENROL, life.transfer)
    timeline.add(day, CANCEL, life.cancel)
    timeline.add(day, CONFIRM, life.reissue)
