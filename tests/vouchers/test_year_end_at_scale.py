"""Closing a year with two thousand open vouchers takes few statements, however many there are."""

import time
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotsen.core import clock
from tests.deferred import fire_deferred
from tests.factories.corrections import redeem_all
from tests.factories.money import propose_closing
from tests.factories.vouchers import Cast, basis_line, make_cast, make_contract, make_grant
from vouchers import services
from vouchers.models import Voucher
from vouchers.queries import balances
from vouchers.services.booking import Ledger
from vouchers.services.issuing import commitment

pytestmark = [pytest.mark.django_db, pytest.mark.nightly]
YEAR, MANY, BATCH = 2025, 2_000, 500
STATEMENTS = 40


def issue_many(cast: Cast) -> list[Voucher]:
    """So many vouchers of one Kommune, written like old cases: past quota, through the ledger."""
    contract = make_contract(cast)
    person = contract.persons.get().lotse
    people = [type(person)(**_copy(person, number)) for number in range(MANY)]
    type(person).objects.bulk_create(people)
    line = basis_line()
    vouchers = [
        Voucher(
            id=f"{cast.kommune.pk}-T-{number:04}",
            contract=contract,
            lotse=lotse,
            kommune=cast.kommune,
            line=line,
            provider=cast.provider,
            budget_year_id=YEAR,
            days=3,
            day_rate_cents=line.day_rate_cents,
            issued_at=clock.now(),
        )
        for number, lotse in enumerate(people)
    ]
    Voucher.objects.bulk_create(vouchers)
    for start in range(0, MANY, BATCH):
        Ledger(cast.office).book([commitment(v) for v in vouchers[start : start + BATCH]])
    return vouchers


def _copy(person: object, number: int) -> dict[str, str]:
    names = ("given_name", "family_name", "department", "sort_key", "search_text")
    copied = {name: getattr(person, name) for name in names}
    return copied | {"email": f"nummer{number}@kommune.example"}


def test_two_thousand_vouchers_are_carried_over_in_few_statements() -> None:
    cast = make_cast()
    with clock.at(datetime(YEAR, 3, 2, 9)):
        make_grant(cast, MANY * 300_00 + 5_00)
        vouchers = issue_many(cast)
        for voucher in vouchers[:50]:
            redeem_all(cast, voucher, [1])
    fire_deferred()
    with clock.at(datetime(YEAR + 1, 1, 12, 9)):
        proposal = propose_closing(cast, YEAR)
        started = time.monotonic()
        with CaptureQueriesContext(connection) as captured:
            services.approve_closing(proposal_id=proposal.pk, actor=cast.second)
            fire_deferred()
        taken = time.monotonic() - started
    assert balances(year=YEAR + 1).committed == (3 * MANY - 50) * 100_00
    assert balances(year=YEAR).granted == 0
    assert len(captured) < STATEMENTS
    print(f"\n{MANY} vouchers: {taken:.1f} s, {len(captured)} statements")  # noqa: T201
