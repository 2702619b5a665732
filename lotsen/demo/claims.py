"""Claims of the demo: the past is paid by quarters, and today one waits for each who acts.

Providers claim shortly before a quarter ends, so that the turn of the year finds little open. All
acts go through the services; what is long ago tells nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.demo.plan.cast import PROVIDERS, VERWALTUNGSSCHULE, ProviderPart
from lotsen.demo.plan.days import working_day
from lotsen.demo.stage import Stage
from lotsen.demo.timeline import Timeline
from vouchers import services
from vouchers.bank_rules import next_bank_day
from vouchers.enums import Account
from vouchers.models import Balance, Claim
from vouchers.queries import claimable_days
from vouchers.services.claims import Day

OTHERS = [part for part in PROVIDERS if part is not VERWALTUNGSSCHULE]
CLAIM, CHECK, ORDER, PAY = 10, 12, 13, 16
"""Hours of the day; see `timeline`."""

FIRST_YEAR = 2018
QUARTER_DAYS = ((3, 12), (6, 12), (9, 12), (12, 5))
CHECKED_AFTER, ORDERED_AFTER, PAID_AFTER = 3, 5, 7
LEFT_OPEN_DAYS = 60
"""So long before today nothing is claimed any more: these days are there to be claimed."""


@dataclass
class Quarter:
    """The claims of all providers on their way from the claim to the money."""

    stage: Stage
    claims: list[Claim] = field(default_factory=list)
    payments: list[UUID] = field(default_factory=list)

    def submit(self) -> None:
        """Everybody claims what is open; most quarters only some have anything."""
        due = Balance.objects.filter(account=Account.DUE, cents__gt=0)
        houses = set(due.values_list("provider", flat=True))
        for part in PROVIDERS:
            if self.stage.organisations[part.code].pk not in houses:
                continue
            if days := _open(self.stage, part.code):
                self.claims.append(_submit(self.stage, part.code, days))

    def check(self) -> None:
        """The office finds all of them right."""
        self.claims = [_checked(claim, self.stage.office) for claim in self.claims]

    def order(self) -> None:
        """The ministry orders."""
        self.payments = [_ordered(claim, self.stage.ministry) for claim in self.claims]

    def pay(self) -> None:
        """One file for the bank, paid on the same day."""
        if not self.payments:
            return
        second = self.stage.second_ministry
        on = clock.today()
        services.make_payment_file(payment_ids=self.payments, execute_on=on, actor=second)
        services.confirm_paid(payment_ids=self.payments, paid_on=on, actor=second, notify=False)


@dataclass
class Present:
    """What waits today: a claim for the ministry, one for the office, a payment for its file."""

    stage: Stage
    waiting: list[Claim] = field(default_factory=list)

    def submit(self) -> None:
        """A seminar day in each of three claims; the last one is of the sign-in's provider."""
        own = self._portions(VERWALTUNGSSCHULE)
        others = [portion for part in OTHERS for portion in self._portions(part)]
        first_two = [*others, *own[1:]][:2]
        for code, days in [*first_two, *own[:1]]:
            self.waiting.append(_submit(self.stage, code, days))

    def check(self) -> None:
        """All but the last one are checked."""
        checked = [_checked(claim, self.stage.office) for claim in self.waiting[:-1]]
        self.waiting = [*checked, *self.waiting[-1:]]

    def order(self) -> None:
        """The first of two checked ones is ordered and waits for the next payment file."""
        if len(self.waiting) == 3:
            _ordered(self.waiting[0], self.stage.ministry)

    def _portions(self, part: ProviderPart) -> list[tuple[str, list[Day]]]:
        """What the provider can claim, one seminar day after the other."""
        days = claimable_days(self.stage.organisations[part.code].pk)
        return [
            (part.code, [(day.voucher_id, day.day_number) for day in group])
            for _, group in groupby(days, attrgetter("held_on"))
        ]


def plan_claims(stage: Stage, timeline: Timeline, today: date) -> None:
    """Quarter by quarter until two months ago, then what waits today."""
    for claimed_on in quarters(today - timedelta(days=LEFT_OPEN_DAYS)):
        quarter = Quarter(stage)
        timeline.add(claimed_on, CLAIM, quarter.submit)
        timeline.add(_later(claimed_on, CHECKED_AFTER), CHECK, quarter.check)
        timeline.add(_later(claimed_on, ORDERED_AFTER), ORDER, quarter.order)
        paid_on = next_bank_day(_later(claimed_on, PAID_AFTER))
        timeline.add(paid_on, PAY, quarter.pay)
    present = Present(stage)
    timeline.add(today - timedelta(days=6), CLAIM, present.submit)
    timeline.add(today - timedelta(days=4), CHECK, present.check)
    timeline.add(today - timedelta(days=2), ORDER, present.order)


def quarters(until: date) -> Iterator[date]:
    """The days on which providers claim, up to `until`."""
    for year in range(FIRST_YEAR, until.year + 1):
        for month, day in QUARTER_DAYS:
            claimed_on = working_day(date(year, month, day))
            if date(FIRST_YEAR, 12, 1) <= claimed_on <= until:
                yield claimed_on


def _later(day: date, days: int) -> date:
    return working_day(day + timedelta(days=days), step=1)


def _open(stage: Stage, code: str) -> list[Day]:
    days = claimable_days(stage.organisations[code].pk)
    return [(day.voucher_id, day.day_number) for day in days]


def _submit(stage: Stage, code: str, days: Sequence[Day]) -> Claim:
    on = clock.today()
    return services.submit_claim(
        provider=stage.organisations[code],
        days=days,
        provider_reference=f"{code.upper()} {on:%m/%Y}",
        submission_key=f"demo:{code}:{on}:{days[0][0]}:{days[0][1]}",
        actor=stage.provider(code),
        notify=False,
    )


def _checked(claim: Claim, office: Actor) -> Claim:
    for act in (services.confirm_factual, services.confirm_arithmetic):
        claim = act(claim_id=claim.pk, version=claim.version, actor=office)
    return claim


def _ordered(claim: Claim, ministry: Actor) -> UUID:
    payment = services.order_claim(
        claim_id=claim.pk, version=claim.version, actor=ministry, notify=False
    )
    return payment.pk
