"""The page that ends an agreed contract, and where its new state is read."""

import pytest
from django.urls import reverse

from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.vouchers import Cast, make_cast, make_contract, make_grant, make_inhouse
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.models import TransferContract

pytestmark = pytest.mark.django_db
REASON = {"reason": "Die Schulung wird nicht mehr gebraucht"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def contract(cast: Cast) -> TransferContract:
    contract = make_contract(cast)
    return services.agree_contract(contract_id=contract.pk, actor=cast.office)


def page(contract: TransferContract, name: str = "contract-end") -> str:
    return reverse(f"vouchers:{name}", args=[contract.pk])


@pytest.mark.parametrize("side", ["hr", "office"])
def test_from_the_contract_over_its_effect_to_the_state(
    cast: Cast, contract: TransferContract, side: str
) -> None:
    client = client_of(getattr(cast, side))
    assert page(contract) in text_of(client.get(page(contract, "contract")))
    check = text_of(client.get(page(contract)))
    for part in ("Der reservierte Platz im Kontingent wird frei", "bleibt mit seinem PDF"):
        assert part in check
    assert "Der Bildungsträger liest nur, dass der Vertrag aufgehoben ist." in check
    assert ("und die Programmstelle erhalten den Grund" in check) is (side == "hr")
    empty = client.post(page(contract), {"reason": " "})
    assert empty.status_code == 422
    assert "Bitte nennen Sie den Grund der Aufhebung" in text_of(empty)
    shown = text_of(client.post(page(contract), REASON, follow=True))
    for part in ("ist aufgehoben.", REASON["reason"], "Vertrag aufgehoben", "<dt>Aufgehoben</dt>"):
        assert part in shown
    for gone in ("Begründung der Ablehnung", "noch keine", page(contract)):
        assert gone not in shown
    again = client.post(page(contract), REASON, follow=True)
    assert again.redirect_chain == [(page(contract, "contract"), 302)]


def test_somebody_else_was_faster(cast: Cast, contract: TransferContract) -> None:
    assert client_of(cast.hr).post(page(contract), REASON).status_code == 302
    late = client_of(cast.office).post(page(contract), REASON)
    assert late.status_code == 409
    text = text_of(late)
    assert f"Der Vertrag {contract.number} wurde am" in text
    assert "Vertrag aufheben</" not in text.replace("</title>", "")


def test_after_the_issue_the_page_says_what_to_do_instead(
    cast: Cast, contract: TransferContract
) -> None:
    make_grant(cast)
    [voucher] = services.issue_vouchers(contract_id=contract.pk, actor=cast.office)
    for actor, way in ((cast.office, "stornieren Sie einzeln"), (cast.hr, "Ersatzperson")):
        client = client_of(actor)
        shown = text_of(client.get(page(contract, "contract")))
        assert "nur, solange keine Gutscheine ausgestellt sind" in shown
        assert page(contract) not in shown
        text = text_of(client.get(page(contract)))
        for part in ("kann nicht mehr aufgehoben werden", way, voucher.pk):
            assert part in text
        refused = client.post(page(contract), REASON)
        assert refused.status_code == 409
        assert "schon Gutscheine ausgestellt" in text_of(refused)


def test_a_contract_that_is_not_agreed_is_withdrawn_or_refused_instead(cast: Cast) -> None:
    contract = make_contract(cast)
    assert "Sie können ihn zurückziehen" in text_of(client_of(cast.hr).get(page(contract)))
    office = client_of(cast.office)
    assert "Sie können ihn ablehnen" in text_of(office.get(page(contract)))
    assert office.post(page(contract), REASON).status_code == 409
    services.withdraw_contract(contract_id=contract.pk, actor=cast.hr)
    assert "Der Vertrag ist zurückgezogen" in text_of(office.get(page(contract)))


def test_an_inhouse_contract_names_its_kommunen(cast: Cast) -> None:
    contract = make_inhouse(cast)
    services.agree_contract(contract_id=contract.pk, actor=cast.office)
    text = text_of(client_of(cast.hr).get(page(contract)))
    assert "Die 2 beteiligten Kommunen können" in text
    assert "Kontingent" not in text


def test_who_submitted_may_end_it_in_the_hat_of_the_office(
    cast: Cast, contract: TransferContract
) -> None:
    """Not to agree: ending favours nobody."""
    client = client_of(make_actor(Role.OFFICE, user=contract.submitted_by))
    shown = text_of(client.get(page(contract, "contract")))
    assert "Vertrag aufheben" in shown
    assert "Prüfen und vereinbaren" not in shown


def test_lists_search_and_timeline_know_the_state(cast: Cast, contract: TransferContract) -> None:
    services.end_contract(contract_id=contract.pk, actor=cast.hr, **REASON)
    office = client_of(cast.office)
    assert contract.number in text_of(office.get("/vertraege/?stand=ended"))
    assert contract.number not in text_of(office.get("/vertraege/?stand=agreed"))
    assert contract.number not in text_of(office.get("/vertraege/"))
    found = text_of(office.get(f"/suche/?q={contract.number[:-1]}"))
    assert f"{cast.kommune.label} · aufgehoben" in found
    kommune = reverse("kommunen:kommune", args=[cast.kommune.pk])
    timeline = text_of(client_of(cast.hr).get(kommune))
    assert "Weitergabevertrag vereinbart:" in timeline
    assert "Weitergabevertrag aufgehoben:" in timeline
    assert "ausstellen" not in text_of(office.get("/"))


def test_the_ministry_reads_who_ended_it(cast: Cast, contract: TransferContract) -> None:
    services.end_contract(contract_id=contract.pk, actor=cast.hr, **REASON)
    shown = text_of(client_of(cast.ministry).get(page(contract, "contract")))
    assert REASON["reason"] in shown
    assert cast.hr.name in shown
    assert client_of(cast.ministry).get(page(contract)).status_code == 403
