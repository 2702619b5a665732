"""Amounts, IDs and quota as tables."""

from datetime import date

import pytest

from tests.factories.kommunen import registry  # noqa: F401
from vouchers import rules
from vouchers.enums import ContractRule, LineKind, VoucherState
from vouchers.models import FundingLine
from vouchers.queries import line_on, quota_places

CHECK_CASES = {
    "08211000": 4,  # Baden-Baden
    "08121000": 4,  # Heilbronn (Stadt)
    "08231000": 4,  # Pforzheim
    "08221000": 4,  # Heidelberg
    "08311000": 5,  # Freiburg
    "08212000": 5,  # Karlsruhe (Stadt)
    "08421000": 4,  # Ulm
    "08415061": 3,  # Reutlingen
    "08237000": 4,  # Landkreis Freudenstadt
    "08235000": 4,  # Landkreis Calw
    "08316000": 4,  # Landkreis Emmendingen
    "08425000": 5,  # Alb-Donau-Kreis
}


@pytest.mark.django_db
@pytest.mark.usefixtures("registry")
def test_the_quotas_of_all_1136_bodies_add_up_to_1597() -> None:
    line = line_on(LineKind.BASIS, date(2025, 6, 1))
    assert line is not None
    places = quota_places(line, date(2025, 6, 1))
    assert len(places) == 1_136
    assert sum(places.values()) == 1_597
    assert {key: places[key] for key in CHECK_CASES} == CHECK_CASES


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "population", "expected"),
    [
        ("gemeinde", 1, 1),
        ("gemeinde", 9_999, 1),
        ("stadt", 10_000, 2),
        ("stadt", 30_000, 2),
        ("grosse_kreisstadt", 30_001, 3),
        ("grosse_kreisstadt", 130_000, 3),
        ("stadtkreis", 9_000, 4),
        ("stadtkreis", 175_000, 4),
        ("landkreis", 175_001, 5),
        ("landkreis", 600_000, 5),
        ("gemeinde", 0, 0),
        ("gemeinde", None, 0),
    ],
)
def test_the_legal_kind_decides_first(kind: str, population: int | None, expected: int) -> None:
    line = line_on(LineKind.BASIS)
    assert line is not None
    ranges = list(line.quota_rules.all())
    assert rules.places(ranges, kind=kind, population=population) == expected


@pytest.mark.django_db
def test_lines_and_periods_are_rows_with_validity() -> None:
    today, old = line_on(LineKind.BASIS), line_on(LineKind.BASIS, date(2019, 5, 1))
    assert today is not None
    assert old is not None
    assert (today.day_rate_cents, today.max_days, today.letter) == (100_00, 3, "B")
    assert (today.period.contract_rule, old.period.contract_rule) == ("strict", "overlap")
    assert line_on(LineKind.BASIS, date(2018, 10, 31)) is None
    inhouse = FundingLine.objects.filter(kind=LineKind.INHOUSE).latest("valid_from")
    assert (inhouse.day_rate_cents, inhouse.share_percent, inhouse.min_kommunen) == (
        1_700_00,
        50,
        2,
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{key}-{letter}-{serial}", "08215084-B-0007"),
        ("{key}/{serial}", "08215084/0007"),
        ("{key}{0.__class__}{serial}", "08215084{0.__class__}0007"),
    ],
)
def test_the_pattern_knows_three_placeholders(pattern: str, expected: str) -> None:
    assert rules.voucher_id(pattern=pattern, key="08215084", letter="B", serial=7) == expected


@pytest.mark.parametrize(
    ("rate", "cap", "expected"),
    [(100_00, None, 100_00), (100_00, 80_00, 80_00), (100_00, 120_00, 100_00), (50_00, 0, 0)],
)
def test_the_grant_is_never_above_the_fee(rate: int, cap: int | None, expected: int) -> None:
    assert rules.day_grant_cents(rate_cents=rate, cap_cents=cap) == expected


@pytest.mark.parametrize(
    ("redeemed", "released", "expected"),
    [
        (0, 0, VoucherState.ISSUED),
        (0, 2, VoucherState.ISSUED),
        (1, 0, VoucherState.PARTLY_REDEEMED),
        (1, 1, VoucherState.PARTLY_REDEEMED),
        (3, 0, VoucherState.REDEEMED),
        (1, 2, VoucherState.REDEEMED),
        (0, 3, VoucherState.EXPIRED),
    ],
)
def test_the_state_follows_from_the_days(
    redeemed: int, released: int, expected: VoucherState
) -> None:
    assert rules.voucher_state(days=3, redeemed=redeemed, released=released) == expected


BOOKED, STARTS = date(2026, 3, 10), date(2026, 4, 20)


@pytest.mark.parametrize(
    ("rule", "agreed", "expected"),
    [
        (ContractRule.STRICT, date(2026, 3, 10), True),
        (ContractRule.STRICT, date(2026, 3, 11), False),
        (ContractRule.OVERLAP, date(2026, 4, 20), True),
        (ContractRule.OVERLAP, date(2026, 4, 21), False),
        (ContractRule.OVERLAP, None, False),
    ],
)
def test_the_contract_comes_first(rule: str, agreed: date | None, expected: bool) -> None:
    in_time = rules.contract_in_time(rule, agreed_on=agreed, booked_on=BOOKED, starts_on=STARTS)
    assert in_time is expected
