"""Amounts, quota and order rules as pure functions. Nothing here reads or writes the database."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from kommunen.enums import KommuneKind
from vouchers.enums import ContractRule, LegalGroup, VoucherState

MAX_PERSONS = 20
"""Persons in one contract; more are refused as a typing mistake long before the quota."""


class QuotaRange(Protocol):
    """What `places` needs of a `QuotaRule`."""

    group: str
    min_population: int
    max_population: int | None
    places: int


def legal_group(kind: str) -> LegalGroup:
    """The legal kind decides before the inhabitants do (docs/programme.md § 4)."""
    own_kreis = kind in (KommuneKind.STADTKREIS, KommuneKind.LANDKREIS)
    return LegalGroup.KREIS if own_kreis else LegalGroup.GEMEINDE


def places(rules: Iterable[QuotaRange], *, kind: str, population: int | None) -> int:
    """Funded places of a Kommune of that kind and size; 0 where no rule fits."""
    group = legal_group(kind)
    for rule in rules:
        upper = rule.max_population
        if (
            rule.group == group
            and population is not None
            and rule.min_population <= population
            and (upper is None or population <= upper)
        ):
            return rule.places
    return 0


def voucher_id(*, pattern: str, key: str, letter: str, serial: int) -> str:
    """The ID after the pattern of the funding period, e.g. "08215084-B-0001".

    Plain replacement of three fixed placeholders: a pattern can never reach anything else.
    """
    filled = pattern.replace("{key}", key).replace("{letter}", letter)
    return filled.replace("{serial}", f"{serial:04d}")


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
