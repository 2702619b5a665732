"""The ministry reads first what waits for its second person, and which year is to be closed."""

import pytest

from lotsen.core import clock
from lotsen.core.actor import Actor
from tests.factories.accounts import client_of
from tests.factories.money import propose_closing
from tests.factories.vouchers import Cast, basis_line, make_cast, make_grant
from tests.vouchers.test_pages import text_of
from vouchers.enums import ProposalKind
from vouchers.services import propose_budget

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def overview(actor: Actor) -> str:
    return text_of(client_of(actor).get("/uebersicht/"))


def propose(cast: Cast, cents: int) -> None:
    propose_budget(
        kind=ProposalKind.GRANT,
        line=basis_line(),
        year=clock.today().year,
        cents=cents,
        reason="Bescheid",
        submission_key=f"form-{cents}",
        actor=cast.ministry,
    )


def test_a_proposal_waits_for_the_others_only(cast: Cast) -> None:
    propose(cast, 5_00)
    assert f"Wartet auf Ihre Freigabe: Bewilligung {clock.today().year}" in overview(cast.second)
    assert "Wartet auf Ihre Freigabe" not in overview(cast.ministry)
    assert "Wartet auf Ihre Freigabe" not in overview(cast.office)
    propose(cast, 6_00)
    assert "2 Vorschläge" in overview(cast.second)


def test_a_year_that_is_over_is_to_be_closed(cast: Cast) -> None:
    make_grant(cast)
    assert "abschließen" not in overview(cast.ministry)
    last = clock.today().year - 1
    make_grant(cast, year=last)
    assert f"Haushaltsjahr {last} abschließen" in overview(cast.ministry)
    propose_closing(cast, last)
    assert f"Haushaltsjahr {last} abschließen" not in overview(cast.ministry)
    assert f"Wartet auf Ihre Freigabe: Jahresabschluss {last}" in overview(cast.second)


def test_a_ve_for_next_year_does_not_turn_the_overview_to_it(cast: Cast) -> None:
    this_year = clock.today().year
    make_grant(cast)
    make_grant(cast, year=this_year + 1)
    page = overview(cast.ministry)
    assert f'<option value="{this_year}" selected>' in page
    assert f"Fördermittel {this_year}" in page
