"""Vouchers that nobody used in time expire; the office issues a new one where there is room."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Mail, PeriodicRun
from lotsen.people.models import Employment
from tests.deferred import fire_deferred
from tests.factories.people import make_qualification
from tests.factories.vouchers import Cast, basis_line, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import VoucherState
from vouchers.models import JournalEntry, Voucher
from vouchers.queries import balances, quota_of
from vouchers.services.expiring import WARNED_BEFORE
from vouchers.tasks import end_of_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast)
    return cast


def valid_for(vouchers: list[Voucher], days: int) -> date:
    """Let these vouchers be valid until so many days from today."""
    last = clock.today() + timedelta(days=days)
    Voucher.objects.filter(pk__in=[voucher.pk for voucher in vouchers]).update(valid_until=last)
    return last


def states(vouchers: list[Voucher]) -> list[str]:
    for voucher in vouchers:
        voucher.refresh_from_db()
    return [voucher.state for voucher in vouchers]


def test_what_is_not_used_in_time_gives_its_money_and_place_back(cast: Cast) -> None:
    vouchers = make_vouchers(cast, 3)
    valid_for(vouchers[:2], -1)
    valid_for(vouchers[2:], 0)
    services.assign_vouchers(vouchers=vouchers[1:2], actor=cast.hr, use="KDL-1")
    assert services.expire_vouchers() == [vouchers[0].pk]
    assert states(vouchers) == ["expired", "assigned", "issued"]
    assert (balances().committed, balances().available) == (600_00, 2_400_00)
    assert quota_of(cast.kommune, basis_line()).used == 2
    assert services.expire_vouchers() == []
    fire_deferred()


def test_one_mail_for_a_contract(cast: Cast) -> None:
    vouchers = make_vouchers(cast, 2)
    last = valid_for(vouchers, -1)
    services.expire_vouchers(last + timedelta(days=1))
    mail = Mail.objects.get(subject__startswith="Gutscheine verfallen")
    assert mail.to == vouchers[0].contract.contact_email
    assert all(voucher.pk in mail.body for voucher in vouchers)


def test_the_contact_person_is_warned_once(cast: Cast) -> None:
    vouchers = make_vouchers(cast, 2)
    valid_for(vouchers, WARNED_BEFORE.days + 1)
    assert services.warn_of_expiry() == 0
    for days in (1, 2, 3):
        assert services.warn_of_expiry(clock.today() + timedelta(days=days)) == 2
    assert Mail.objects.filter(subject__startswith="Gutscheine verfallen bald").count() == 1


def test_a_reopened_day_expires_again(cast: Cast) -> None:
    [voucher] = make_vouchers(cast)
    services.release_day(
        voucher_id=voucher.pk,
        day_number=1,
        seminar_day_on=clock.today(),
        actor=cast.trainer,
        idempotency_key="missed",
    )
    valid_for([voucher], -1)
    services.expire_vouchers()
    entry = JournalEntry.objects.get(kind="release")
    services.reverse_day(entry_id=entry.pk, reason="Irrtum", actor=cast.office)
    assert states([voucher]) == [VoucherState.ISSUED]
    assert services.expire_vouchers() == [voucher.pk]
    assert balances().committed == 0


def test_the_night_works_once_a_day(cast: Cast) -> None:
    vouchers = make_vouchers(cast, 2)
    valid_for(vouchers[:1], -1)
    end_of_day()
    valid_for(vouchers[1:], -1)
    end_of_day()
    assert states(vouchers) == ["expired", "issued"]
    assert PeriodicRun.objects.filter(name="vouchers.end_day").count() == 1


def test_the_command_says_what_it_did(cast: Cast) -> None:
    vouchers = make_vouchers(cast, 2)
    valid_for(vouchers[:1], -1)
    valid_for(vouchers[1:], 5)
    out = StringIO()
    call_command("expire_vouchers", stdout=out)
    assert f"{vouchers[0].pk} verfallen" in out.getvalue()
    assert "1 verfallen, 1 laufen" in out.getvalue()


def ended(cast: Cast) -> Voucher:
    [voucher] = make_vouchers(cast)
    valid_for([voucher], -1)
    services.expire_vouchers()
    return voucher


def test_the_office_issues_a_new_one(cast: Cast) -> None:
    basis_line().quota_rules.update(places=1)
    old = ended(cast)
    new = services.reissue_voucher(voucher_id=old.pk, actor=cast.office)
    assert (new.replaces, new.contract, new.lotse) == (old, old.contract, old.lotse)
    assert new.pk != old.pk
    assert (balances().committed, quota_of(cast.kommune, basis_line()).free) == (300_00, 0)
    assert services.reissue_voucher(voucher_id=old.pk, actor=cast.office) == new
    assert new.pk in Mail.objects.get(subject__contains="neu ausgestellt").body


def test_a_voucher_that_still_counts_is_not_replaced(cast: Cast) -> None:
    [voucher] = make_vouchers(cast)
    with pytest.raises(Conflict, match="ausgestellt"):
        services.reissue_voucher(voucher_id=voucher.pk, actor=cast.office)
    with pytest.raises(NotAllowed):
        services.reissue_voucher(voucher_id=voucher.pk, actor=cast.hr)


def test_quota_budget_and_person_are_checked_again(cast: Cast) -> None:
    old = ended(cast)
    basis_line().quota_rules.update(places=0)
    with pytest.raises(Conflict, match="Kontingent"):
        services.reissue_voucher(voucher_id=old.pk, actor=cast.office)
    basis_line().quota_rules.update(places=20)
    make_vouchers(cast, 9)
    [last] = make_vouchers(cast)
    with pytest.raises(Conflict, match="Budget reicht nicht"):
        services.reissue_voucher(voucher_id=old.pk, actor=cast.office)
    services.cancel_voucher(voucher_id=last.pk, reason="Wechsel", actor=cast.office)
    make_qualification(old.lotse, cast.kommune)
    with pytest.raises(DomainError, match="schon abgeschlossen"):
        services.reissue_voucher(voucher_id=old.pk, actor=cast.office)


def test_who_has_left_gets_no_new_one(cast: Cast) -> None:
    old = ended(cast)
    Employment.objects.filter(lotse=old.lotse).update(ends_on=clock.today())
    with pytest.raises(DomainError, match="ist nicht bei"):
        services.reissue_voucher(voucher_id=old.pk, actor=cast.office)
