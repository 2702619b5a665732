"""A booking names both persons, its case, and its reversal both ways."""

import pytest
from django.urls import reverse

from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.corrections import pay_out, redeem_all
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page_of(entry: JournalEntry) -> str:
    address = reverse("vouchers:entry", args=[entry.pk])
    return text_of(client_of(make_actor(Role.AUDITOR)).get(address))


def test_a_grant_names_both_persons_and_its_proposal(cast: Cast) -> None:
    entry = make_grant(cast)
    page = page_of(entry)
    assert cast.second.name in page
    assert f"{cast.ministry.name}, hat vorgeschlagen" in page
    assert reverse("vouchers:proposal", args=[entry.proposal.pk]) in page


def test_a_reversal_is_linked_both_ways(cast: Cast) -> None:
    make_grant(cast)
    [booking] = redeem_all(cast, make_vouchers(cast)[0], [1])
    reversal = services.reverse_day(entry_id=booking.entry.pk, reason="Irrtum", actor=cast.office)
    assert reverse("vouchers:entry", args=[reversal.pk]) in page_of(booking.entry)
    assert reverse("vouchers:entry", args=[booking.entry.pk]) in page_of(reversal)


def test_a_claimed_day_leads_to_its_claim(cast: Cast) -> None:
    make_grant(cast)
    voucher = make_vouchers(cast)[0]
    [booking] = redeem_all(cast, voucher, [1])
    claim = services.submit_claim(
        provider=cast.provider,
        days=[(voucher.pk, 1)],
        provider_reference="",
        submission_key="claim",
        actor=cast.trainer,
    )
    page = page_of(booking.entry)
    assert claim.number in page
    assert reverse("vouchers:claim", args=[claim.pk]) in page


def test_a_paid_day_is_reclaimed_not_reversed(cast: Cast) -> None:
    make_grant(cast)
    voucher = make_vouchers(cast)[0]
    [booking] = redeem_all(cast, voucher, [1])
    office = client_of(cast.office)
    address = reverse("vouchers:entry", args=[booking.entry.pk])
    button = reverse("vouchers:reverse-day", args=[booking.entry.pk])
    assert button in text_of(office.get(address))
    assert button not in page_of(booking.entry)  # only the office corrects
    pay_out(cast, voucher)
    page = text_of(office.get(address))
    assert button not in page
    assert "ist schon ausgezahlt. Der Betrag kann nur noch zurückgefordert werden." in page
    assert reverse("vouchers:reclaim-new", args=[voucher.pk]) in page


def test_a_reversed_day_leads_to_its_correction(cast: Cast) -> None:
    make_grant(cast)
    [booking] = redeem_all(cast, make_vouchers(cast)[0], [1])
    services.reverse_day(entry_id=booking.entry.pk, reason="Irrtum", actor=cast.office)
    page = text_of(client_of(cast.office).get(reverse("vouchers:entry", args=[booking.entry.pk])))
    assert "Zur Berichtigung" in page
