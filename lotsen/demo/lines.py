"""The lines beyond Basis in the demo: an Aufbau voucher to be used, and two Inhouse trainings.

One training is settled and can be claimed, the other one waits for a second person because it is an
exception. Days count from today; in the first weeks of a year there is less to show.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from lotsen.core import clock
from lotsen.demo.plan.cast import DEMO_STADT, TWO_HATS_LANDKREIS, VERWALTUNGSSCHULE
from lotsen.demo.plan.days import seminar_day, working_day
from lotsen.demo.plan.model import Person, Plan
from lotsen.demo.plan.open_work import demo_lotse
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import CONFIRM, GRANT, ISSUE, PUBLISH, SUBMIT, Timeline
from lotsen.seminars.services import DayPlan, SeminarPlan, create_seminar, publish_seminar
from vouchers.enums import LineKind
from vouchers.models import FundingLine, TransferContract
from vouchers.queries import line_on
from vouchers.services import Terms, agree_and_issue, grant_budget, settle_inhouse, submit_contract

GRANTS = {LineKind.AUFBAU: 5_000_00, LineKind.INHOUSE: 20_000_00}
COST_CENTS, INVOICE_CENTS = 5_600_00, 5_240_00
EARLIEST_DAY, EARLIEST_SETTLED = 12, 60
"""Day of the year before which there is nothing, or no settled training: last year is closed."""


@dataclass
class LineCase:
    """One contract of a line, from HR to its voucher and on."""

    stage: Stage
    kind: LineKind
    person: Person
    terms: Terms
    notify: bool = True
    contract: TransferContract | None = None
    voucher_id: str = ""

    def submit(self) -> None:
        """HR names the person and says the terms."""
        kommune, hr = self.stage.kommunen[self.person.kommune], self.stage.hr(self.person.kommune)
        self.contract = submit_contract(
            kommune=kommune,
            line=line_now(self.kind),
            provider=self.stage.organisations[VERWALTUNGSSCHULE.code],
            persons=[self.stage.lotsen[self.person.email]],
            contact_name=hr.name,
            contact_email=f"personalstelle@{self.person.email.partition('@')[2]}",
            terms=self.terms,
            submission_key=f"demo:{self.kind}:{self.person.email}",
            actor=hr,
            notify=self.notify,
        )

    def issue(self) -> None:
        """The office agrees; there is one voucher."""
        assert self.contract is not None
        [voucher] = agree_and_issue(
            contract_id=self.contract.pk, actor=self.stage.office, notify=self.notify
        )
        self.voucher_id = voucher.pk

    def settle(self) -> None:
        """The provider sends the final invoice of two days of the weeks before."""
        today = clock.today()
        second = seminar_day(today - timedelta(days=7))
        settle_inhouse(
            voucher_id=self.voucher_id,
            invoice_number=f"{today.year}-I-0417",
            invoice_cents=INVOICE_CENTS,
            invoiced_on=today,
            days_held=[seminar_day(second - timedelta(days=1)), second],
            actor=self.stage.provider(VERWALTUNGSSCHULE.code),
        )


def plan_lines(plan: Plan, stage: Stage, timeline: Timeline, today: date) -> None:
    """Money of this year, then the cases."""
    day_of_year = today.timetuple().tm_yday
    if day_of_year < EARLIEST_DAY:
        return
    for kind, cents in GRANTS.items():
        timeline.add(date(today.year, 1, 3), GRANT, partial(_grant, stage, kind, cents))
    _plan_aufbau(plan, stage, timeline, today)
    _plan_exception(plan, stage, timeline, today)
    if day_of_year >= EARLIEST_SETTLED:
        _plan_settled(plan, stage, timeline, today)


def line_now(kind: LineKind) -> FundingLine:
    """The line of a kind on the moved today."""
    line = line_on(kind)
    assert line is not None
    return line


def _plan_aufbau(plan: Plan, stage: Stage, timeline: Timeline, today: date) -> None:
    """The demo Lotse has a voucher, and there is a seminar for it."""
    case = LineCase(stage, LineKind.AUFBAU, demo_lotse(plan.open_work), Terms(days=2))
    timeline.add(working_day(today - timedelta(days=4)), SUBMIT, case.submit)
    timeline.add(working_day(today - timedelta(days=3)), ISSUE, case.issue)
    first = seminar_day(today + timedelta(days=30), step=1)
    published = working_day(today - timedelta(days=3))
    timeline.add(published, PUBLISH, partial(_publish, stage, first))


def _plan_exception(plan: Plan, stage: Stage, timeline: Timeline, today: date) -> None:
    """A single Kommune wants to train alone: office or ministry have to look at it."""
    contracts = plan.open_work.issued
    person = next(one for one in contracts if one.kommune == TWO_HATS_LANDKREIS).persons[0]
    terms = Terms(
        days=1,
        cost_estimate_cents=COST_CENTS // 2,
        exception_reason="Die Nachbarkreise haben in diesem Förderzeitraum schon geschult.",
    )
    case = LineCase(stage, LineKind.INHOUSE, person, terms)
    timeline.add(working_day(today - timedelta(days=2)), SUBMIT, case.submit)


def _plan_settled(plan: Plan, stage: Stage, timeline: Timeline, today: date) -> None:
    """Held and invoiced: its days wait for the next claim of the provider."""
    person = plan.seminars[0].completed[0].person
    partners = (stage.kommunen[DEMO_STADT],)
    terms = Terms(days=2, cost_estimate_cents=COST_CENTS, partners=partners)
    case = LineCase(stage, LineKind.INHOUSE, person, terms, notify=False)
    timeline.add(working_day(today - timedelta(days=48)), SUBMIT, case.submit)
    timeline.add(working_day(today - timedelta(days=45)), ISSUE, case.issue)
    timeline.add(working_day(today - timedelta(days=10)), CONFIRM, case.settle)


def _publish(stage: Stage, first: date) -> None:
    """Two days of the Aufbauprogramm."""
    provider = stage.provider(VERWALTUNGSSCHULE.code)
    deadline = first - timedelta(days=10)
    plan = SeminarPlan(
        title="Aufbauprogramm: Prozesse digital gestalten",
        line=line_now(LineKind.AUFBAU),
        fee_cents=32_000,
        max_seats=16,
        min_seats=6,
        enrol_until=deadline,
        cancel_until=deadline,
        days=(DayPlan(first), DayPlan(seminar_day(first + timedelta(days=1), step=1))),
        venue=VERWALTUNGSSCHULE.name,
        city=VERWALTUNGSSCHULE.city,
    )
    seminar = create_seminar(plan=plan, actor=provider)
    publish_seminar(seminar_id=seminar.pk, actor=provider)


def _grant(stage: Stage, kind: LineKind, cents: int) -> None:
    line, year = line_now(kind), clock.today().year
    grant_budget(
        line=line,
        year=year,
        cents=cents,
        reason=f"Bewilligung für das Haushaltsjahr {year}, {line.name}",
        idempotency_key=f"demo-{kind}-{year}",
        actor=stage.ministry,
        approver=stage.second_ministry,
    )
