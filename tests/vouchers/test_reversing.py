"""Taking a decided day back when the world has moved on: always a sentence, never a half state."""

from datetime import date

import pytest

from lotsen.core import audit
from lotsen.core.errors import Conflict
from lotsen.people.models import Lotse
from tests.deferred import fire_deferred
from tests.factories.vouchers import Cast, make_cast, make_contract, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import VoucherState
from vouchers.models import JournalEntry, Voucher
from vouchers.queries.verify import verify
from vouchers.services import DayBooking, DayOrder

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast(population=5_000)  # one place
    make_grant(cast, 3_000_00)
    return cast


@pytest.fixture
def voucher(cast: Cast) -> Voucher:
    return make_vouchers(cast)[0]


def release(cast: Cast, voucher: Voucher, *days: int) -> list[JournalEntry]:
    orders = [DayOrder(voucher.pk, day, DAY, f"release {voucher.pk} {day}") for day in days]
    return [booked.entry for booked in services.release_days(orders=orders, actor=cast.trainer)]


def redeem(cast: Cast, voucher: Voucher, day: int, key: str = "") -> DayBooking:
    return services.redeem_day(
        voucher_id=voucher.pk,
        day_number=day,
        seminar_day_on=DAY,
        actor=cast.trainer,
        idempotency_key=key or f"redeem {day}",
    )


def reverse(cast: Cast, entry: JournalEntry) -> JournalEntry:
    return services.reverse_day(entry_id=entry.pk, reason="Irrtum", actor=cast.office)


def assert_sound(voucher: Voucher, state: str) -> None:
    voucher.refresh_from_db()
    assert voucher.state == state
    fire_deferred()
    assert verify().problems == []


def test_a_day_of_a_cancelled_voucher_stays_as_it_is(cast: Cast, voucher: Voucher) -> None:
    [entry] = release(cast, voucher, 1)
    services.cancel_voucher(voucher_id=voucher.pk, reason="Wechsel", actor=cast.office)
    with pytest.raises(Conflict, match="storniert"):
        reverse(cast, entry)
    assert_sound(voucher, VoucherState.CANCELLED)


def test_an_expired_voucher_comes_back_while_its_place_is_free(
    cast: Cast, voucher: Voucher
) -> None:
    entries = release(cast, voucher, 1, 2, 3)
    reverse(cast, entries[2])
    assert_sound(voucher, VoucherState.ISSUED)


def test_an_expired_voucher_whose_place_was_given_away_stays_expired(
    cast: Cast, voucher: Voucher
) -> None:
    entries = release(cast, voucher, 1, 2, 3)
    make_contract(cast)
    with pytest.raises(Conflict, match="Kontingent"):
        reverse(cast, entries[0])
    assert_sound(voucher, VoucherState.EXPIRED)


def test_a_person_with_a_new_voucher_does_not_get_the_old_one_back() -> None:
    cast = make_cast()  # three places
    make_grant(cast, 3_000_00)
    [voucher] = make_vouchers(cast)
    redeem(cast, voucher, 1)
    entries = release(cast, voucher, 2, 3)
    assert_sound(voucher, VoucherState.REDEEMED)
    contract = make_contract(cast, [Lotse.objects.get(pk=voucher.lotse_id)])
    services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(Conflict, match="offenen Vertrag oder hat einen Gutschein"):
        reverse(cast, entries[0])
    assert_sound(voucher, VoucherState.REDEEMED)


def test_repeating_a_reversed_booking_is_not_taken_for_done(cast: Cast, voucher: Voucher) -> None:
    first = redeem(cast, voucher, 1, "one act")
    reverse(cast, first.entry)
    with pytest.raises(Conflict, match="storniert"):
        redeem(cast, voucher, 1, "one act")
    redeem(cast, voucher, 1, "another act")
    assert_sound(voucher, VoucherState.PARTLY_REDEEMED)


def test_every_voucher_of_a_batch_records_its_own_days(cast: Cast, voucher: Voucher) -> None:
    release(cast, voucher, 1, 2)
    [entry] = audit.entries_for(voucher).filter(action="voucher.day_released")
    assert entry.facts == {"days": [1, 2]}
