"""Corrections of the demo: one decided reclaim, and a control sample with open and closed cases."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from lotsen.core import clock
from lotsen.demo.plan.cast import VERWALTUNGSSCHULE
from lotsen.demo.plan.days import working_day
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import Timeline
from vouchers.models import ControlSample, Reclaim, Voucher
from vouchers.queries.reclaims import paid_days
from vouchers.queries.samples import population
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim
from vouchers.services.sampling import check_case, draw_sample

PROPOSE, APPROVE, DRAW, LOOK = 10, 15, 10, 13
"""Hours of the day; see `timeline`."""

PROPOSED_BEFORE, APPROVED_BEFORE, DRAWN_BEFORE, LOOKED_BEFORE = 24, 21, 16, 9
"""Days before today."""

CASES, LEFT_OPEN = 6, 2
DAYS_TO_PAY = 30
SOUND = "Vertrag, Unterschriftenliste und Abrechnung eingesehen. Tage und Beträge stimmen überein."
OBJECTION = "Auf der Unterschriftenliste fehlt eine Unterschrift für einen eingelösten Tag."


@dataclass
class Correction:
    """A paid day whose attendance could not be proven."""

    stage: Stage
    reclaims: list[Reclaim] = field(default_factory=list)

    def propose(self) -> None:
        """The office finds it in the latest paid voucher of the provider who can sign in."""
        house = self.stage.organisations[VERWALTUNGSSCHULE.code]
        paid = Voucher.objects.filter(provider=house, paid_days__gt=0)
        voucher = paid.order_by("-issued_at", "pk").first()
        if voucher is None:
            return
        day = paid_days(voucher)[-1]
        reclaim = propose_reclaim(
            voucher_id=voucher.pk,
            day_numbers=[day.day_number],
            reason="Für diesen Tag fehlt die Unterschrift auf der Anwesenheitsliste.",
            interest_from=day.paid_on,
            submission_key=f"demo:{voucher.pk}",
            actor=self.stage.office,
        )
        self.reclaims.append(reclaim)

    def approve(self) -> None:
        """The ministry decides; letter and mail go to the provider."""
        due_on = clock.today() + timedelta(days=DAYS_TO_PAY)
        for reclaim in self.reclaims:
            approve_reclaim(reclaim_id=reclaim.pk, due_on=due_on, actor=self.stage.ministry)


@dataclass
class Sample:
    """A draw of the last year with redeemed days; the second person of the ministry looks at it."""

    stage: Stage
    drawn: list[ControlSample] = field(default_factory=list)

    def draw(self) -> None:
        """Half a dozen cases, or all there are."""
        last = clock.today().year - 1
        year = last if population(last) else clock.today().year
        if found := len(population(year)):
            sample = draw_sample(
                year=year,
                seed=f"demo-{year}-gewuerfelt-4-2-6-1",
                amount=min(CASES, found),
                per_cent=False,
                actor=self.stage.office,
            )
            self.drawn.append(sample)

    def look(self) -> None:
        """Most cases are right, one is not, the last ones wait."""
        for sample in self.drawn:
            for position in range(1, sample.size - LEFT_OPEN + 1):
                sound = position != 2
                check_case(
                    sample_id=sample.pk,
                    position=position,
                    sound=sound,
                    note=SOUND if sound else OBJECTION,
                    actor=self.stage.second_ministry,
                )


def plan_corrections(stage: Stage, timeline: Timeline, today: date) -> None:
    """Both in the last four weeks."""
    correction, sample = Correction(stage), Sample(stage)
    for before, hour, act in (
        (PROPOSED_BEFORE, PROPOSE, correction.propose),
        (APPROVED_BEFORE, APPROVE, correction.approve),
        (DRAWN_BEFORE, DRAW, sample.draw),
        (LOOKED_BEFORE, LOOK, sample.look),
    ):
        timeline.add(working_day(today - timedelta(days=before)), hour, act)
