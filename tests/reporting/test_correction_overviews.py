"""Who has to act on a correction finds it on the first page."""

from datetime import timedelta

import pytest

from lotsen.core import clock
from lotsen.core.actor import Actor
from tests.factories.accounts import client_of
from tests.factories.corrections import pay_out, redeem_all
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers.models import Reclaim
from vouchers.services.reclaiming import approve_reclaim, propose_reclaim
from vouchers.services.sampling import check_case, draw_sample

pytestmark = pytest.mark.django_db


def overview_of(actor: Actor) -> str:
    return client_of(actor).get("/uebersicht/").content.decode().replace("\xa0", " ")


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    make_grant(cast)
    return cast


@pytest.fixture
def reclaim(cast: Cast) -> Reclaim:
    voucher = make_vouchers(cast)[0]
    redeem_all(cast, voucher)
    pay_out(cast, voucher)
    return propose_reclaim(
        voucher_id=voucher.pk,
        day_numbers=[1],
        reason="Teilnahme nicht belegt",
        interest_from=clock.today(),
        submission_key="form",
        actor=cast.office,
    )


def test_a_reclaim_waits_for_the_ministry_and_then_for_the_provider(
    cast: Cast, reclaim: Reclaim
) -> None:
    assert "Rückforderungen freigeben" in overview_of(cast.ministry)
    due_on = clock.today() + timedelta(days=30)
    approve_reclaim(reclaim_id=reclaim.pk, due_on=due_on, actor=cast.ministry)
    assert "Rückforderungen freigeben" not in overview_of(cast.ministry)
    assert f"Rückforderung bezahlen: {reclaim.number}" in overview_of(cast.trainer)


def test_drawn_cases_wait_for_office_and_ministry(cast: Cast) -> None:
    redeem_all(cast, make_vouchers(cast)[0])
    sample = draw_sample(
        year=clock.today().year, seed="gewuerfelt", amount=1, per_cent=False, actor=cast.office
    )
    for actor in (cast.office, cast.ministry):
        assert "Stichprobe prüfen" in overview_of(actor)
    check_case(sample_id=sample.pk, position=1, sound=True, note="Gesehen.", actor=cast.second)
    assert "Stichprobe prüfen" not in overview_of(cast.office)
