"""Money of the demo: about 800,000 € for the first phase, then smaller sums.

docs/programme.md § 5 has the sum; the split over the years is invented.
"""

from datetime import date
from functools import partial

from lotsen.demo.stage import Stage
from lotsen.demo.timeline import GRANT, Timeline
from vouchers.services import grant_budget

EURO = 100
FIRST_PHASE = {
    2018: 80_000 * EURO,
    2019: 240_000 * EURO,
    2020: 160_000 * EURO,
    2021: 160_000 * EURO,
    2022: 160_000 * EURO,
}
EVERY_YEAR_AFTER = 48_000 * EURO
FIRST_DAY = date(2018, 11, 2)


def plan_grants(stage: Stage, timeline: Timeline, today: date) -> None:
    """One grant for every budget year from 2018 to the year of `today`, in its first days."""
    for year in range(FIRST_DAY.year, today.year + 1):
        on = FIRST_DAY if year == FIRST_DAY.year else date(year, 1, 2)
        if on <= today:
            timeline.add(on, GRANT, partial(_grant, stage, year))


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
