"""Sixteen workers book several days at once, in random order, as fast as they can.

With the ledger lock nobody waits for each other crosswise and nothing is lost; who waits too long
gets a sentence and can try again. The control takes it and the locks of the vouchers away: bookings
then wait for each other in circles, which PostgreSQL breaks, and vouchers forget days.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.db import is_lock_timeout
from lotsen.core.errors import Busy, DomainError
from tests.concurrency.live import Site
from tests.concurrency.race import race
from tests.factories.vouchers import Cast, make_cast, make_contract, make_grant, make_vouchers
from vouchers import services
from vouchers.models import JournalEntry
from vouchers.queries import balances
from vouchers.queries.verify import verify
from vouchers.services import DayOrder, redemption, reversing
from vouchers.services.booking import LEDGER_LOCK

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 16
ORDERS = 4
SECONDS = (5, pytest.param(60, marks=pytest.mark.nightly))
DAY_ON = date(2026, 3, 2)
Outcome = Counter[str]


@pytest.fixture
def days() -> tuple[Cast, list[tuple[str, int]]]:
    """Voucher days of six Kommunen in two budget years."""
    casts = [make_cast() for _ in range(6)]
    made = []
    for year in (clock.today().year - 1, clock.today().year):
        with clock.at(datetime(year, 5, 4, 12)):
            make_grant(casts[0], 30_000_00)
            made += [make_vouchers(cast)[0] for cast in casts]
    return casts[0], [(voucher.pk, day) for voucher in made for day in (1, 2, 3)]


def book_for(seconds: float, cast: Cast, days: list[tuple[str, int]]) -> Outcome:
    """All workers redeem and take back for so long; what became of it."""
    end = time.monotonic() + seconds

    def work(number: int) -> Callable[[], Outcome]:
        return lambda: _work(random.Random(number), end, cast, days)

    total: Outcome = Counter()
    for result in race(*[work(number) for number in range(WORKERS)]):
        if isinstance(result, Exception):
            raise result
        total += result
    return total


def _work(chance: random.Random, end: float, cast: Cast, days: list[tuple[str, int]]) -> Outcome:
    outcome: Outcome = Counter()
    acts = 0
    while time.monotonic() < end:
        acts += 1
        picked = chance.sample(days, ORDERS)
        orders = [DayOrder(*day, DAY_ON, f"{chance.random()}") for day in picked]
        try:
            booked = services.redeem_days(orders=orders, actor=cast.office)
            outcome["redeemed"] += len(booked)
            for one in booked:
                services.reverse_day(entry_id=one.entry.pk, reason="Irrtum", actor=cast.office)
                outcome["taken back"] += 1
        except Busy:
            outcome["busy"] += 1
        except DomainError:
            outcome["refused"] += 1
        except DatabaseError as error:
            outcome["deadlock" if is_lock_timeout(error) else "database error"] += 1
    return outcome


@pytest.fixture
def no_voucher_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (redemption, reversing):
        monkeypatch.setattr(module, "hold_vouchers", lambda ids: None)


@pytest.mark.usefixtures("without_lock", "no_voucher_locks")
@pytest.mark.parametrize("seconds", SECONDS)
def test_control_without_the_locks_there_are_deadlocks_or_lost_days(
    days: tuple[Cast, list[tuple[str, int]]], seconds: float
) -> None:
    outcome = book_for(seconds, *days)
    assert outcome["deadlock"] + outcome["database error"] + len(verify().problems) > 0


@pytest.mark.parametrize("seconds", SECONDS)
def test_sixteen_workers_never_deadlock_and_lose_nothing(
    days: tuple[Cast, list[tuple[str, int]]], seconds: float
) -> None:
    outcome = book_for(seconds, *days)
    assert outcome["redeemed"] >= ORDERS
    assert (outcome["deadlock"], outcome["database error"]) == (0, 0)
    assert JournalEntry.objects.filter(kind="redeem").count() == outcome["redeemed"]
    assert JournalEntry.objects.filter(kind="reversal").count() == outcome["taken back"]
    assert balances().due == 100_00 * (outcome["redeemed"] - outcome["taken back"])
    assert verify().problems == []


def test_who_waits_too_long_reads_a_sentence_and_nothing_is_booked(site: Site) -> None:
    cast = make_cast()
    make_grant(cast)
    path = reverse("vouchers:contract-agree", args=[make_contract(cast).pk])
    window = site.window(cast.office)
    known = connection.get_connection_params()
    with psycopg.connect(
        dbname=known["dbname"], user=known["user"], host=known["host"]
    ) as somebody_slow:
        somebody_slow.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
        answer = window.press_once(path, {})
    assert answer.status == 503
    assert "Bitte versuchen Sie es erneut" in answer.page
    assert balances().committed == 0
    assert window.press(path, {}).status == 302
    assert balances().committed == 300_00
