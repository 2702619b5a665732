"""What the overviews say about claims to provider, office and ministry."""

import re
from datetime import timedelta

import pytest

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.reporting.overviews.claims import claim_tasks, claimable
from tests.factories.accounts import client_of
from tests.factories.claims import make_claim, make_claim_cast
from vouchers import services
from vouchers.enums import ClaimState

pytestmark = pytest.mark.django_db


def overview_of(actor: Actor) -> str:
    page = client_of(actor).get("/uebersicht/").content.decode().replace("\xa0", " ")
    return re.sub(r"\s+", " ", page)


def test_the_provider_sees_what_can_be_claimed_and_gets_to_the_form() -> None:
    cast = make_claim_cast()
    [task], tile = claimable(cast.trainer)
    assert (task.url, task.status) == ("/abrechnungen/neu/", "3\xa0Tage")
    assert (tile.value, tile.note) == ("300,00\xa0€", "3\xa0Tage")
    assert tile.url == "/abrechnungen/neu/"
    assert "Abrechnung einreichen" in overview_of(cast.trainer)
    make_claim(cast)
    tasks, tile = claimable(cast.trainer)
    assert tasks == []
    assert (tile.value, tile.url) == ("0,00\xa0€", "/abrechnungen/")


def test_a_claim_waits_for_the_office_and_then_for_the_ministry() -> None:
    cast = make_claim_cast()
    assert claim_tasks(Role.OFFICE) == claim_tasks(Role.MINISTRY) == []
    claim = make_claim(cast)
    [task] = claim_tasks(Role.OFFICE)
    assert (task.label, task.status, task.kind) == (
        "Abrechnungen prüfen",
        "1\xa0Abrechnung",
        "info",
    )
    assert task.label in overview_of(cast.office)
    assert claim_tasks(Role.MINISTRY) == []
    for act in (services.confirm_factual, services.confirm_arithmetic):
        claim = act(claim_id=claim.pk, version=claim.version, actor=cast.office)
    assert claim_tasks(Role.OFFICE) == []
    assert "Auszahlungen anordnen" in overview_of(cast.ministry)


def test_an_old_claim_is_a_warning() -> None:
    cast = make_claim_cast()
    with clock.at(clock.now() - timedelta(days=8)):
        make_claim(cast, ClaimState.CHECKED)
    [task] = claim_tasks(Role.MINISTRY)
    assert task.kind == "warning"
    assert task.hint == "älteste eingereicht vor 8\xa0Tagen"
