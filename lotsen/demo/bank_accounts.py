"""Bank accounts of the demo: every provider has one from the beginning, one names a new one today.

The bank code is all zeros, so no bank has these accounts; the check digits are right.
"""

from datetime import date, timedelta
from functools import partial

from stdnum import iban

from lotsen.demo.plan.cast import PROVIDERS, VERWALTUNGSSCHULE
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import CONFIRM, SUBMIT, Timeline
from vouchers import services
from vouchers.queries.payments import bank_accounts_visible_to

FIRST_DAY = date(2018, 11, 5)
FIRST_ACCOUNT = 11
"""Account numbers below belong to the paying office of the demo."""

CHANGED_BEFORE = timedelta(days=1)


def plan_bank_accounts(stage: Stage, timeline: Timeline, today: date) -> None:
    """Named in the first week of the programme and confirmed the same day; one change waits."""
    for position, part in enumerate(PROVIDERS, start=FIRST_ACCOUNT):
        name = partial(_name, stage, part.code, part.name, position)
        timeline.add(FIRST_DAY, SUBMIT, name)
        timeline.add(FIRST_DAY, CONFIRM, partial(_confirm, stage, part.code))
    changing = next(part for part in PROVIDERS if part is not VERWALTUNGSSCHULE)
    new = partial(
        _name, stage, changing.code, changing.name, FIRST_ACCOUNT + len(PROVIDERS), notify=True
    )
    timeline.add(today - CHANGED_BEFORE, SUBMIT, new)


def _name(stage: Stage, code: str, holder: str, position: int, *, notify: bool = False) -> None:
    account = f"DE00{0:08d}{position:010d}"
    services.propose_bank_account(
        provider=stage.organisations[code],
        holder=holder,
        iban=f"DE{iban.calc_check_digits(account)}{account[4:]}",
        actor=stage.provider(code),
        notify=notify,
    )


def _confirm(stage: Stage, code: str) -> None:
    own = bank_accounts_visible_to(stage.provider(code)).get()
    services.confirm_bank_account(account_id=own.pk, actor=stage.office, notify=False)
