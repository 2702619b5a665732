"""Money of the demo: about 800,000 € for the first phase, then smaller sums.

docs/programme.md § 5 has the sum; the split over the years is invented. All years but the last two
are closed; today a VE for next year waits for its second person.
"""

from datetime import date, timedelta
from functools import partial

from lotsen.demo.stage import Stage
from lotsen.demo.timeline import GRANT, Timeline
from vouchers.enums import ProposalKind
from vouchers.services import approve_closing, grant_budget, propose_budget, propose_closing

EURO = 100
FIRST_PHASE = {
    2018: 80_000 * EURO,
    2019: 240_000 * EURO,
    2020: 160_000 * EURO,
    2021: 160_000 * EURO,
    2022: 160_000 * EURO,
}
EVERY_YEAR_AFTER = 48_000 * EURO
AHEAD = 24_000 * EURO
FIRST_DAY = date(2018, 11, 2)
CLOSED_ON = (2, 15)
"""Month and day of the closing in the year after: everything ordered is paid by then."""

PROPOSED_BEFORE = timedelta(days=3)


def plan_grants(stage: Stage, timeline: Timeline, today: date) -> None:
    """A grant for every budget year in its first days, closings, and a proposal that waits."""
    for year in range(FIRST_DAY.year, today.year + 1):
        on = FIRST_DAY if year == FIRST_DAY.year else date(year, 1, 2)
        if on <= today:
            timeline.add(on, GRANT, partial(_grant, stage, year))
    for year in range(FIRST_DAY.year, today.year - 1):
        timeline.add(date(year + 1, *CLOSED_ON), GRANT, partial(_close, stage, year))
    timeline.add(today - PROPOSED_BEFORE, GRANT, partial(_propose, stage, today.year + 1))


def _grant(stage: Stage, year: int) -> None:
    grant_budget(
        line=stage.line(),
        year=year,
        cents=FIRST_PHASE.get(year, EVERY_YEAR_AFTER),
        reason=f"Bewilligung für das Haushaltsjahr {year}",
        idempotency_key=f"demo-{year}",
        actor=stage.ministry,
        approver=stage.second_ministry,
    )


def _close(stage: Stage, year: int) -> None:
    proposal = propose_closing(
        year=year,
        carries_available=False,
        reason=f"Abschluss des Haushaltsjahres {year}",
        submission_key=f"demo-close-{year}",
        actor=stage.ministry,
        notify=False,
    )
    approve_closing(proposal_id=proposal.pk, actor=stage.second_ministry, notify=False)


def _propose(stage: Stage, year: int) -> None:
    """The second person proposes, so that the first sign-in of the ministry can approve."""
    propose_budget(
        kind=ProposalKind.COMMITMENT,
        line=stage.line(),
        year=year,
        cents=AHEAD,
        reason=f"Seminare im Frühjahr {year}",
        submission_key=f"demo-ahead-{year}",
        actor=stage.second_ministry,
    )
