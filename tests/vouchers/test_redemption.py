"""Days of vouchers: redeemed once, capped by the fee, released when missed, reversible."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lotsen.core.errors import Conflict, DomainError, NotAllowed
from tests.deferred import fire_deferred
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import VoucherState
from vouchers.models import JournalEntry, Voucher
from vouchers.queries import balances
from vouchers.queries.verify import verify
from vouchers.services import DayOrder

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast, 900_00)
    return cast


@pytest.fixture
def voucher(cast: Cast) -> Voucher:
    return make_vouchers(cast)[0]


def redeem(cast: Cast, voucher: Voucher, day: int, cap: int | None = None, key: str = "") -> int:
    booked = services.redeem_day(
        voucher_id=voucher.pk,
        day_number=day,
        seminar_day_on=DAY,
        actor=cast.trainer,
        idempotency_key=key or f"day:{voucher.pk}:{day}",
        cap_cents=cap,
    )
    return booked.cents


def release(cast: Cast, voucher: Voucher, day: int) -> JournalEntry:
    return services.release_day(
        voucher_id=voucher.pk,
        day_number=day,
        seminar_day_on=DAY,
        actor=cast.trainer,
        idempotency_key=f"missed:{voucher.pk}:{day}",
    ).entry


def amounts() -> tuple[int, int, int]:
    totals = balances()
    assert totals.adds_up
    return totals.available, totals.committed, totals.due


def test_three_confirmed_days_make_the_voucher_redeemed(cast: Cast, voucher: Voucher) -> None:
    for day in (1, 2, 3):
        assert redeem(cast, voucher, day) == 100_00
    voucher.refresh_from_db()
    assert voucher.state == VoucherState.REDEEMED
    assert amounts() == (600_00, 0, 300_00)
    assert balances(kommune=cast.kommune, provider=cast.provider).due == 300_00


def test_a_missed_day_gives_its_money_back(cast: Cast, voucher: Voucher) -> None:
    redeem(cast, voucher, 1)
    release(cast, voucher, 2)
    voucher.refresh_from_db()
    assert (voucher.state, voucher.open_days) == (VoucherState.PARTLY_REDEEMED, 1)
    assert amounts() == (700_00, 100_00, 100_00)


def test_a_person_who_never_came_lets_the_voucher_expire(cast: Cast, voucher: Voucher) -> None:
    for day in (1, 2, 3):
        release(cast, voucher, day)
    voucher.refresh_from_db()
    assert voucher.state == VoucherState.EXPIRED
    assert amounts() == (900_00, 0, 0)


def test_the_fee_caps_the_grant_and_the_rest_goes_back(cast: Cast, voucher: Voucher) -> None:
    assert redeem(cast, voucher, 1, cap=80_00) == 80_00
    assert amounts() == (620_00, 200_00, 80_00)
    assert redeem(cast, voucher, 2, cap=0) == 0
    assert amounts() == (720_00, 100_00, 80_00)


def test_a_day_is_decided_once(cast: Cast, voucher: Voucher) -> None:
    redeem(cast, voucher, 1)
    with pytest.raises(Conflict, match=r"Tag 1 .* schon abgerechnet"):
        redeem(cast, voucher, 1, key="another act")
    with pytest.raises(Conflict, match="schon abgerechnet"):
        release(cast, voucher, 1)


def test_the_same_act_twice_is_one_booking(cast: Cast, voucher: Voucher) -> None:
    assert redeem(cast, voucher, 1) == redeem(cast, voucher, 1) == 100_00
    assert JournalEntry.objects.filter(kind="redeem").count() == 1
    voucher.refresh_from_db()
    assert voucher.redeemed_days == 1


def test_a_used_key_with_other_content_is_refused(cast: Cast, voucher: Voucher) -> None:
    redeem(cast, voucher, 1, key="act")
    with pytest.raises(Conflict, match="anderen Angaben"):
        redeem(cast, voucher, 2, key="act")
    with pytest.raises(Conflict, match="anderen Angaben"):
        redeem(cast, voucher, 1, cap=50_00, key="act")


@pytest.mark.parametrize("day", [0, 4, -1])
def test_a_day_that_does_not_exist(cast: Cast, voucher: Voucher, day: int) -> None:
    with pytest.raises(DomainError, match="gibt es nicht"):
        redeem(cast, voucher, day)


def test_only_the_provider_on_the_voucher_redeems(cast: Cast, voucher: Voucher) -> None:
    other = make_cast()
    with pytest.raises(NotAllowed, match="nicht auf Ihr Haus"):
        redeem(other, voucher, 1)
    with pytest.raises(NotAllowed):
        services.redeem_days(orders=[DayOrder(voucher.pk, 1, DAY, "by-hr")], actor=cast.hr)


def test_a_batch_is_all_or_nothing(cast: Cast, voucher: Voucher) -> None:
    redeem(cast, voucher, 2)
    orders = [DayOrder(voucher.pk, day, DAY, f"batch:{day}") for day in (1, 2)]
    with pytest.raises(Conflict):
        services.redeem_days(orders=orders, actor=cast.trainer)
    assert amounts() == (600_00, 200_00, 100_00)


def test_a_batch_needs_no_more_statements_than_one_day(cast: Cast) -> None:
    vouchers = make_vouchers(cast, 3)
    one = [DayOrder(vouchers[0].pk, 1, DAY, "one")]
    many = [DayOrder(v.pk, day, DAY, f"{v.pk}:{day}") for v in vouchers for day in (2, 3)]
    counts = []
    for orders in (one, many):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            services.redeem_days(orders=orders, actor=cast.trainer)
        counts.append(len([q for q in queries if "SAVEPOINT" not in q["sql"]]))
    assert counts == [8, 8]


def test_a_cancelled_voucher_cannot_be_redeemed(cast: Cast, voucher: Voucher) -> None:
    services.cancel_voucher(voucher_id=voucher.pk, reason="Wechsel", actor=cast.office)
    with pytest.raises(Conflict):
        redeem(cast, voucher, 1)


def test_a_partly_redeemed_voucher_cannot_be_cancelled(cast: Cast, voucher: Voucher) -> None:
    redeem(cast, voucher, 1)
    with pytest.raises(Conflict, match="schon ein Tag eingelöst"):
        services.cancel_voucher(voucher_id=voucher.pk, reason="Wechsel", actor=cast.office)


def test_a_reversed_day_is_open_again_and_reversed_once(cast: Cast, voucher: Voucher) -> None:
    redeem(cast, voucher, 1)
    entry = JournalEntry.objects.get(kind="redeem")
    first = services.reverse_day(entry_id=entry.pk, reason="Falsche Person", actor=cast.office)
    again = services.reverse_day(entry_id=entry.pk, reason="Falsche Person", actor=cast.office)
    assert first == again
    voucher.refresh_from_db()
    assert (voucher.state, voucher.redeemed_days) == (VoucherState.ISSUED, 0)
    assert amounts() == (600_00, 300_00, 0)
    with pytest.raises(Conflict):
        services.reverse_day(entry_id=entry.pk, reason="Anderer Grund", actor=cast.office)
    with pytest.raises(DomainError):
        services.reverse_day(entry_id=first.pk, reason="Zurück", actor=cast.office)
    release(cast, voucher, 1)
    fire_deferred()
    assert verify().problems == []
