"""Accounts and payments on the overviews: who is told what to do."""

from datetime import timedelta

import pytest

from lotsen.core import clock
from lotsen.core.actor import Actor
from tests.factories.accounts import client_of
from tests.factories.claims import make_claim_cast
from tests.factories.money import propose_account
from tests.factories.payments import make_file, make_payment
from tests.factories.vouchers import make_cast
from vouchers import services

pytestmark = pytest.mark.django_db


def overview_of(actor: Actor) -> str:
    return str(client_of(actor).get("/uebersicht/").content.decode())


def test_an_account_waits_for_the_office_but_not_for_who_named_it() -> None:
    cast = make_cast()
    assert "Bankverbindung angeben" in overview_of(cast.trainer)
    assert "Bankverbindungen bestätigen" not in overview_of(cast.office)
    account = propose_account(cast.provider, cast.trainer)
    assert "Bankverbindung angeben" not in overview_of(cast.trainer)
    assert "Bankverbindungen bestätigen" in overview_of(cast.office)
    services.reject_bank_account(account_id=account.pk, reason="Unklar", actor=cast.office)
    propose_account(cast.provider, cast.office)
    assert "Bankverbindungen bestätigen" not in overview_of(cast.office)


def test_the_ministry_makes_the_file_and_then_looks_at_the_statement() -> None:
    cast = make_claim_cast()
    assert "Zahlungsdatei erstellen" not in overview_of(cast.ministry)
    payment = make_payment(cast)
    page = overview_of(cast.ministry)
    assert "Zahlungsdatei erstellen" in page
    assert "zusammen 300,00" in page
    made = make_file(cast, payment)
    assert "Auszahlungen bestätigen" not in overview_of(cast.ministry)
    with clock.at(clock.now() + (made.execute_on - clock.today()) + timedelta(days=1)):
        assert "Auszahlungen bestätigen" in overview_of(cast.ministry)
