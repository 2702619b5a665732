"""Amounts, quota and order rules as pure functions. Nothing here reads or writes the database."""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from kommunen.enums import KommuneKind
from vouchers.enums import ContractRule, LegalGroup, VoucherState

MAX_PERSONS = 20
"""Persons in one contract; more are refused as a typing mistake long before the quota."""


ID_LENGTH = 40
FOREIGN_ID = re.compile(r"08[0-9]{6}[-A-Za-z0-9._]+", re.ASCII)

LONGEST_COURSE = 3
"""Days of the longest course (docs/programme.md § 3): the limit of lines that set none."""


class DayLimit(Protocol):
    """What `most_days` needs of a `FundingLine`."""

    max_days: int | None


class QuotaRange(Protocol):
    """What `places` needs of a `QuotaRule`."""

    @property
    def group(self) -> str: ...
    @property
    def min_population(self) -> int: ...
    @property
    def max_population(self) -> int | None: ...
    @property
    def places(self) -> int: ...


RangeOf = TypeVar("RangeOf", bound=QuotaRange)


def legal_group(kind: str) -> LegalGroup:
    """The legal kind decides before the inhabitants do (docs/programme.md § 4)."""
    own_kreis = kind in (KommuneKind.STADTKREIS, KommuneKind.LANDKREIS)
    return LegalGroup.KREIS if own_kreis else LegalGroup.GEMEINDE


def quota_rule(rules: Iterable[RangeOf], *, kind: str, population: int | None) -> RangeOf | None:
    """The rule that holds for a Kommune of that kind and size."""
    group = legal_group(kind)
    for rule in rules:
        upper = rule.max_population
        if (
            rule.group == group
            and population is not None
            and rule.min_population <= population
            and (upper is None or population <= upper)
        ):
            return rule
    return None


def places(rules: Iterable[QuotaRange], *, kind: str, population: int | None) -> int:
    """Funded places of a Kommune of that kind and size; 0 where no rule fits."""
    rule = quota_rule(rules, kind=kind, population=population)
    return rule.places if rule else 0


def most_days(line: DayLimit) -> int:
    """How many days a contract on a line without a fixed number may name."""
    return min(line.max_days or LONGEST_COURSE, LONGEST_COURSE)


def share_rates(
    *, rate_cents: int, share_percent: int, cost_cents: int, days: int
) -> tuple[int, ...]:
    """Cents of each day of an Inhouse training: a share of its cost, at most the rate a day.

    The share is rounded down to the cent and spread over the days, odd cents first; all days
    together are never above it (docs/programme.md § 4).
    """
    total = min(cost_cents * share_percent // 100, rate_cents * days)
    each, rest = divmod(total, days)
    return tuple(each + (1 if position < rest else 0) for position in range(days))


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def quota_fault(rules: Iterable[QuotaRange]) -> str:
    """What is wrong with quota rules; empty when every Kommune finds at most one of them."""
    last: dict[str, int | None] = {}
    for rule in sorted(rules, key=lambda rule: (rule.group, rule.min_population)):
        upper = rule.max_population
        if upper is not None and upper < rule.min_population:
            return f"Die obere Grenze {upper} liegt unter der unteren {rule.min_population}."
        if rule.group in last:
            before = last[rule.group]
            if before is None or before >= rule.min_population:
                return (
                    "Zwei Kontingentregeln derselben Gruppe überschneiden sich bei"
                    f" {rule.min_population} Einwohnern."
                )
        last[rule.group] = upper
    return ""


def voucher_id(*, pattern: str, key: str, letter: str, serial: int) -> str:
    """The ID after the pattern of the funding period, e.g. "08215084-B-0001".

    Plain replacement of three fixed placeholders: a pattern can never reach anything else.
    """
    filled = pattern.replace("{key}", key).replace("{letter}", letter)
    return filled.replace("{serial}", f"{serial:04d}")


def foreign_id_fault(text: str, kommune_key: str) -> str:
    """What is wrong with an ID that was issued elsewhere; empty when it can be taken over.

    It begins with the key of the Kommune (docs/programme.md § 3) and is no longer than ours.
    """
    if not text.startswith(kommune_key):
        return f"Die Gutschein-ID „{text[:ID_LENGTH]}“ muss mit {kommune_key} beginnen."
    if len(text) > ID_LENGTH or not FOREIGN_ID.fullmatch(text):
        return (
            f"Die Gutschein-ID „{text[:ID_LENGTH]}“ darf nach dem Schlüssel nur Buchstaben ohne"
            f" Umlaute, Ziffern, Punkt, Binde- und Unterstrich haben, höchstens {ID_LENGTH}"
            " Zeichen."
        )
    return ""


def day_grant_cents(*, rate_cents: int, cap_cents: int | None) -> int:
    """Cents paid for one confirmed day: the rate, never more than the fee share of the day."""
    return rate_cents if cap_cents is None else max(0, min(rate_cents, cap_cents))


def voucher_state(
    *, days: int, redeemed: int, released: int, paid: int = 0, assigned: bool = False
) -> VoucherState:
    """State that follows from the days and the enrolment (a cancelled voucher is not asked)."""
    if redeemed + released == days:
        if not redeemed:
            return VoucherState.EXPIRED
        return VoucherState.SETTLED if paid == redeemed else VoucherState.REDEEMED
    if redeemed:
        return VoucherState.PARTLY_REDEEMED
    return VoucherState.ASSIGNED if assigned else VoucherState.ISSUED


def contract_in_time(
    rule: str, *, agreed_on: date | None, booked_on: date, starts_on: date
) -> bool:
    """Whether a contract came early enough for a funded enrolment (docs/programme.md § 3).

    Strict: agreed no later than the day of the booking. Overlap: no later than the first seminar
    day. Without an agreed contract there is no funding.
    """
    if agreed_on is None:
        return False
    return agreed_on <= (booked_on if rule == ContractRule.STRICT else starts_on)
