"""The pages on which the office takes a day back and decides it anew."""

import re
from typing import Any

import pytest
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError
from tests.factories.accounts import client_of
from tests.factories.corrections import pay_out, redeem_all
from tests.factories.seminars import make_course
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import Account, VoucherState
from vouchers.models import JournalEntry, Voucher
from vouchers.queries import balances
from vouchers.services.reclaiming import propose_reclaim

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast)
    return cast


@pytest.fixture
def voucher(cast: Cast) -> Voucher:
    return make_vouchers(cast)[0]


def text_of(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode().replace("\xa0", " "))
    return re.sub(r"\s+", " ", plain)


def page_of(entry: JournalEntry) -> str:
    return reverse("vouchers:reverse-day", args=[entry.pk])


def reversed_entry(cast: Cast, entry: JournalEntry) -> JournalEntry:
    return services.reverse_day(entry_id=entry.pk, reason="Irrtum", actor=cast.office)


def test_the_office_reverses_a_day_and_releases_it(cast: Cast, voucher: Voucher) -> None:
    entry = redeem_all(cast, voucher, [1])[0].entry
    office = client_of(cast.office)
    assert page_of(entry) in office.get(reverse("vouchers:entry", args=[entry.pk])).content.decode()
    page = text_of(office.get(page_of(entry)))
    assert "Die fälligen 100,00 € werden" in page
    assert "wieder 100,00 € gebunden" in page
    done = office.post(page_of(entry), {"reason": "Falsche Person"}, follow=True)
    assert "Tag 1 neu entscheiden" in text_of(done)
    assert balances().due == 0
    again = reverse("vouchers:decide-day", args=[entry.pk])
    assert "neu entschieden" in text_of(
        office.post(again, {"decision": "nicht-anwesend"}, follow=True)
    )
    voucher.refresh_from_db()
    assert (voucher.redeemed_days, voucher.released_days) == (0, 1)
    released = JournalEntry.objects.latest("number")
    assert released.occurred_on == entry.occurred_on
    assert office.post(again, {"decision": "anwesend"}).status_code == 409


def test_a_released_day_can_be_redeemed_after_all(cast: Cast, voucher: Voucher) -> None:
    first = redeem_all(cast, voucher, [1])[0].entry
    reversed_entry(cast, first)
    released = services.decide_day_again(entry_id=first.pk, present=False, actor=cast.office)
    reversed_entry(cast, released)
    redeemed = services.decide_day_again(entry_id=released.pk, present=True, actor=cast.office)
    assert redeemed.occurred_on == first.occurred_on
    assert balances().due == 100_00


def test_the_new_decision_never_pays_more_than_the_fee(cast: Cast) -> None:
    course = make_course(fee_cents=30_00)
    with course.on_day(3):
        course.mark_all(True, False, True)
        course.confirm()
    released = JournalEntry.objects.get(kind="release")
    reversed_entry(cast, released)
    services.decide_day_again(entry_id=released.pk, present=True, actor=cast.office)
    assert balances(provider=course.cast.provider).due == 30_00
    page = text_of(client_of(cast.office).get(page_of(released)))
    assert f"nicht anwesend, so bestätigt im Seminar {course.seminar.number}" in page


def test_the_page_says_what_becomes_of_the_certificate(cast: Cast) -> None:
    course = make_course()
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    entry = JournalEntry.objects.filter(kind="redeem").earliest("number")
    page = text_of(client_of(cast.office).get(page_of(entry)))
    assert re.search(r"Zertifikat DL-\d{4}-\d{5} bleibt gültig", page)


def test_a_paid_day_is_reclaimed_instead(cast: Cast, voucher: Voucher) -> None:
    entry = redeem_all(cast, voucher)[0].entry
    pay_out(cast, voucher)
    with pytest.raises(Conflict, match="nur noch zurückgefordert"):
        reversed_entry(cast, entry)
    voucher.refresh_from_db()
    assert voucher.state == VoucherState.SETTLED


def test_a_reclaimed_day_names_its_case(cast: Cast, voucher: Voucher) -> None:
    entry = redeem_all(cast, voucher)[0].entry
    pay_out(cast, voucher)
    page = text_of(client_of(cast.office).get(page_of(entry)))
    assert "Rückforderung vorschlagen" in page
    reclaim = propose_reclaim(
        voucher_id=voucher.pk,
        day_numbers=[1],
        reason="Teilnahme nicht belegt",
        interest_from=clock.today(),
        submission_key="form",
        actor=cast.office,
    )
    page = text_of(client_of(cast.office).get(page_of(entry)))
    assert f"gibt es die Rückforderung {reclaim.number}" in page
    assert "Rückforderung vorschlagen" not in page


def test_a_booking_is_reversed_once(cast: Cast, voucher: Voucher) -> None:
    entry = redeem_all(cast, voucher, [1])[0].entry
    reversal = reversed_entry(cast, entry)
    with pytest.raises(Conflict, match=f"schon storniert: Buchung {reversal}"):
        services.reverse_day(entry_id=entry.pk, reason="Anderer Grund", actor=cast.office)


def test_only_a_reversed_day_is_decided_anew(cast: Cast, voucher: Voucher) -> None:
    entry = redeem_all(cast, voucher, [1])[0].entry
    with pytest.raises(DomainError, match="sobald seine Buchung storniert ist"):
        services.decide_day_again(entry_id=entry.pk, present=True, actor=cast.office)


def test_other_bookings_have_no_such_page(cast: Cast, voucher: Voucher) -> None:
    issue = JournalEntry.objects.get(kind="issue")
    assert client_of(cast.office).get(page_of(issue)).status_code == 404
    assert Account.COMMITTED in {posting.account for posting in issue.postings.all()}
