"""A provider claims redeemed days: which ones, once, and back until they are checked."""

from datetime import timedelta
from typing import Any

import pytest

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import Mail
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor, make_organisation
from tests.factories.claims import make_claim, make_claim_cast, make_redeemed
from tests.factories.vouchers import Cast, make_cast, make_grant
from vouchers import services
from vouchers.enums import ClaimState
from vouchers.models import Claim, ClaimLine
from vouchers.queries.claims import active_claim_of, claimable_days, claimable_total
from vouchers.services.checking import refuse_claim, refuse_line
from vouchers.services.claims import MAX_LINES, submit_claim, withdraw_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_claim_cast()


def test_redeemed_days_can_be_claimed_oldest_first(cast: Cast) -> None:
    days = claimable_days(cast.provider.pk)
    assert [day.day_number for day in days] == [1, 2, 3]
    assert [day.held_on for day in days] == sorted(day.held_on for day in days)
    assert {day.kommune for day in days} == {cast.kommune.label}
    assert claimable_total(cast.provider.pk) == (3, 300_00)
    assert claimable_days(make_organisation().pk) == []


def test_a_claim_takes_the_days_with_it(cast: Cast) -> None:
    claim = make_claim(cast)
    year = clock.today().year
    assert claim.number == f"AB-{year}-0001"
    assert claim.state == ClaimState.SUBMITTED
    assert [line.cents for line in claim.lines.all()] == [100_00] * 3
    assert claimable_days(cast.provider.pk) == []
    [line, *_] = claim.lines.all()
    assert active_claim_of(line.voucher_id, 1) == claim
    with pytest.raises(DomainError, match="kein Tag ausgewählt"):
        make_claim(cast)


def test_some_days_only(cast: Cast) -> None:
    [first, _, third] = claimable_days(cast.provider.pk)
    wanted = [(third.voucher_id, 3), (first.voucher_id, 1)]
    claim = make_claim(cast, days=wanted, provider_reference="  RE 17 ")
    assert claim.provider_reference == "RE 17"
    assert [line.day_number for line in claim.lines.all()] == [1, 3]
    assert claimable_total(cast.provider.pk) == (1, 100_00)


def test_the_same_form_twice_is_one_claim(cast: Cast) -> None:
    key: dict[str, Any] = {
        "provider": cast.provider,
        "submission_key": "form",
        "actor": cast.trainer,
    }
    first = submit_claim(**key)
    assert submit_claim(**key) == first
    voucher = first.lines.get(position=1).voucher_id
    with pytest.raises(Conflict, match="schon für die Abrechnung"):
        submit_claim(**key, days=[(voucher, 1)])
    with pytest.raises(Conflict, match="schon für die Abrechnung"):
        submit_claim(**key, provider_reference="anders")
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("days", [[("08000000-B-0001", 1)], [("", 0)]])
def test_a_day_that_is_not_open_is_refused(cast: Cast, days: list[tuple[str, int]]) -> None:
    with pytest.raises(Conflict, match="nicht mehr fällig"):
        make_claim(cast, days=days)
    assert not Claim.objects.exists()


def test_no_day_and_a_long_reference_are_refused(cast: Cast) -> None:
    with pytest.raises(DomainError, match="kein Tag ausgewählt"):
        make_claim(cast, days=[])
    with pytest.raises(DomainError, match="höchstens 60 Zeichen"):
        make_claim(cast, provider_reference="x" * 61)


def test_more_days_than_a_claim_holds(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_LINES == 500
    monkeypatch.setattr("vouchers.services.claims.MAX_LINES", 2)
    days = [(day.voucher_id, day.day_number) for day in claimable_days(cast.provider.pk)]
    with pytest.raises(DomainError, match="höchstens 2 Tage"):
        make_claim(cast, days=days)
    assert [line.day_number for line in make_claim(cast).lines.all()] == [1, 2]


def test_a_foreign_provider_and_other_roles_are_refused(cast: Cast) -> None:
    for actor in (make_actor(Role.PROVIDER), cast.office, cast.ministry, cast.hr):
        with pytest.raises(NotAllowed):
            submit_claim(provider=cast.provider, submission_key="fremd", actor=actor)


def test_a_day_of_another_provider_is_not_claimed(cast: Cast) -> None:
    other = make_cast()
    make_grant(other, 300_00)
    [voucher] = make_redeemed(other, days=1)
    with pytest.raises(Conflict):
        make_claim(cast, days=[(voucher.pk, 1)])


def test_a_reversed_day_cannot_be_claimed(cast: Cast) -> None:
    day = claimable_days(cast.provider.pk)[0]
    services.reverse_day(entry_id=day.entry_id, reason="Irrtum", actor=cast.office)
    assert [open_.day_number for open_ in claimable_days(cast.provider.pk)] == [2, 3]


def test_withdrawn_days_can_be_claimed_again(cast: Cast) -> None:
    claim = make_claim(cast)
    withdraw_claim(claim_id=claim.pk, version=claim.version, actor=cast.trainer)
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (ClaimState.WITHDRAWN, 2)
    again = make_claim(cast)
    assert again.lines.count() == 3
    assert ClaimLine.objects.filter(active=True).count() == 3


def test_a_colleague_may_withdraw_but_no_other_house(cast: Cast) -> None:
    claim = make_claim(cast)
    with pytest.raises(NotAllowed):
        withdraw_claim(claim_id=claim.pk, version=1, actor=make_actor(Role.PROVIDER))
    with pytest.raises(NotAllowed):
        withdraw_claim(claim_id=claim.pk, version=1, actor=cast.office)
    colleague = make_actor(Role.PROVIDER, cast.provider)
    assert withdraw_claim(claim_id=claim.pk, version=1, actor=colleague).state == "withdrawn"


def test_a_checked_claim_is_not_withdrawn(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.FACTUAL)
    with pytest.raises(Conflict, match="ist inzwischen sachlich richtig"):
        withdraw_claim(claim_id=claim.pk, version=claim.version, actor=cast.trainer)


def test_refused_days_can_be_claimed_again(cast: Cast) -> None:
    claim = make_claim(cast)
    line = claim.lines.get(position=2)
    refuse_line(line_id=line.pk, reason="Doppelt", version=1, actor=cast.office)
    assert [day.day_number for day in claimable_days(cast.provider.pk)] == [2]
    second = make_claim(cast)
    refuse_claim(claim_id=second.pk, reason="Noch nicht", version=1, actor=cast.office)
    assert [day.day_number for day in claimable_days(cast.provider.pk)] == [2]
    assert make_claim(cast).lines.get().day_number == 2


def test_the_office_hears_of_a_claim_once_per_person(cast: Cast) -> None:
    make_actor(Role.OFFICE)
    with clock.at(clock.now() + timedelta(days=1)):
        claim = make_claim(cast)
    mails = Mail.objects.filter(key__startswith="claim-submitted:")
    assert mails.count() == 2
    body = mails[0].body
    assert claim.number in body
    assert "3\xa0Tage" in body
    assert "300,00\xa0€" in body
