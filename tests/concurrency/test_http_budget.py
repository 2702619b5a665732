"""Many officers issue vouchers for the last money at the same moment, through the web server.

First the control: without lock and CHECK too many succeed. The window between reading the budget
and booking is held open in both, so that the only difference is the guards.
"""

from dataclasses import replace
from time import sleep

import pytest
from django.urls import reverse

from lotsen.core.roles import Role
from tests.concurrency.live import MANY, Answer, Site, statuses, together
from tests.concurrency.race import meeting
from tests.factories.accounts import make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.vouchers import Cast, basis_line, make_cast, make_contract, make_grant
from vouchers.models import FundingLine, Voucher
from vouchers.queries import balances, totals
from vouchers.queries.verify import verify

pytestmark = pytest.mark.django_db(transaction=True)
PAUSE = 0.03


@pytest.fixture(autouse=True)
def slow_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody thinks a moment after reading what is available."""
    read = totals.available_cents

    def read_and_wait(*, year: int, line: FundingLine) -> int:
        available = read(year=year, line=line)
        sleep(PAUSE)
        return available

    monkeypatch.setattr(totals, "available_cents", read_and_wait)


def waiting_contracts(cents: int, clients: int) -> tuple[Cast, list[str]]:
    """So much money, and the pages on which the office agrees with contracts of many Kommunen."""
    cast = make_cast()
    make_grant(cast, cents)
    pages = []
    for _ in range(clients):
        kommune = make_kommune(population=40_000)
        hr = make_actor(Role.HR, kommune.organisation)
        contract = make_contract(replace(cast, kommune=kommune, hr=hr))
        pages.append(reverse("vouchers:contract-agree", args=[contract.pk]))
    return cast, pages


def press_all(site: Site, cast: Cast, pages: list[str]) -> list[Answer]:
    windows = [site.window(cast.office) for _ in pages]
    return together(
        [lambda w=w, p=p: w.press(p, {}) for w, p in zip(windows, pages, strict=True)]  # type: ignore[misc]
    )


@pytest.mark.usefixtures("without_lock", "without_check")
@pytest.mark.parametrize("clients", MANY)
def test_control_without_lock_and_check_the_last_300_euros_are_spent_again(
    site: Site, clients: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "available_cents", meeting(totals.available_cents, parties=4))
    answers = press_all(site, *waiting_contracts(300_00, clients))
    assert statuses(answers)[302] >= 2
    assert balances().available < 0


@pytest.mark.parametrize("clients", MANY)
def test_one_of_many_gets_the_last_300_euros(site: Site, clients: int) -> None:
    answers = press_all(site, *waiting_contracts(300_00, clients))
    assert statuses(answers) == {302: 1, 409: clients - 1}
    refused = [answer.page for answer in answers if answer.status == 409]
    assert all("Das Budget reicht nicht: verfügbar 0,00" in page for page in refused)
    money = balances()
    assert (money.granted, money.available, money.committed) == (300_00, 0, 300_00)
    assert Voucher.objects.count() == 1
    assert verify().problems == []


@pytest.mark.parametrize("clients", MANY)
def test_twenty_of_many_get_100_euros_each(site: Site, clients: int) -> None:
    FundingLine.objects.filter(pk=basis_line().pk).update(max_days=1)
    answers = press_all(site, *waiting_contracts(2_000_00, clients))
    assert statuses(answers) == {302: 20, 409: clients - 20}
    money = balances()
    assert (money.granted, money.available, money.committed) == (2_000_00, 0, 2_000_00)
    assert Voucher.objects.count() == 20
    assert verify().problems == []
