"""Freigaben in the browser: form, check page, decision, bad input, stale pages."""

from typing import Any

import pytest
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.roles import Role
from tests.accounts.test_fresh import aged
from tests.factories.accounts import client_of, make_actor
from tests.factories.vouchers import Cast, basis_line, make_cast, make_grant
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.enums import BudgetYearState, ProposalKind
from vouchers.models import BudgetProposal, BudgetYear, JournalEntry
from vouchers.queries import balances

pytestmark = pytest.mark.django_db
NEW, LIST = "/foerdermittel/freigaben/neu/", "/foerdermittel/freigaben/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def answers(**changed: Any) -> dict[str, Any]:
    return {
        "token": "form-1",
        "kind": "grant",
        "year": str(clock.today().year),
        "line": str(basis_line().pk),
        "cents": "1.234,5 €",
        "reason": "Bescheid vom 02.01.2026",
        "step": "submit",
        **changed,
    }


def waiting(cast: Cast) -> BudgetProposal:
    return services.propose_budget(
        kind=ProposalKind.GRANT,
        line=basis_line(),
        year=clock.today().year,
        cents=500_00,
        reason="Bescheid",
        submission_key="waiting",
        actor=cast.ministry,
    )


def address(name: str, proposal: BudgetProposal) -> str:
    return reverse(f"vouchers:{name}", args=[proposal.pk])


def test_from_the_form_to_the_booking(cast: Cast) -> None:
    make_grant(cast, 1_000_00)
    first, second = client_of(cast.ministry), client_of(cast.second)
    check = text_of(first.post(NEW, answers(step="check"), follow=True))
    assert "steigt von 1.000,00 € auf <strong>2.234,50 €" in check
    assert not BudgetProposal.objects.filter(reason__startswith="Bescheid vom").exists()
    page = text_of(first.post(NEW, answers(), follow=True))
    assert "Freigeben muss eine andere Person" in page
    assert "Prüfen und freigeben" not in page
    proposal = BudgetProposal.objects.get(reason__startswith="Bescheid vom")
    assert "wartet auf Sie" in text_of(second.get(LIST))
    assert "wartet auf eine andere Person" in text_of(first.get(LIST))
    approve = address("proposal-approve", proposal)
    assert "steigt von 1.000,00 €" in text_of(second.get(approve))
    done = text_of(second.post(approve, follow=True))
    assert "Freigegeben und gebucht" in done
    assert balances().granted == 2_234_50
    entry = JournalEntry.objects.get(proposal=proposal)
    assert entry.reference in done
    again = second.post(approve, follow=True)
    assert "Freigegeben und gebucht" in text_of(again)
    assert JournalEntry.objects.filter(proposal=proposal).count() == 1
    late = client_of(make_actor(Role.MINISTRY)).post(approve)
    assert late.status_code == 409
    assert "schon freigegeben" in text_of(late)


@pytest.mark.parametrize("step", ["check", "submit"])
def test_a_closed_year_is_refused_in_the_form(cast: Cast, step: str) -> None:
    year = clock.today().year - 1
    BudgetYear.objects.create(year=year, state=BudgetYearState.CLOSED, closed_at=clock.now())
    refused = client_of(cast.ministry).post(NEW, answers(year=str(year), step=step))
    assert refused.status_code == 422
    assert f"Das Haushaltsjahr {year} ist abgeschlossen." in text_of(refused)


def test_approving_asks_for_a_fresh_sign_in(cast: Cast) -> None:
    approve = address("proposal-approve", waiting(cast))
    client = aged(client_of(cast.second), minutes=6)
    assert client.get(approve)["Location"].startswith("/konto/bestaetigen/?next=")
    assert aged(client, minutes=16).post(approve).status_code == 302
    assert balances().granted == 0


def test_changing_answers_keeps_what_was_typed(cast: Cast) -> None:
    client = client_of(cast.ministry)
    check = client.post(NEW, answers(step="check"))["Location"]
    for _ in range(2):  # opened, and reloaded
        assert "Was die Freigabe bewirken wird" in text_of(client.get(check))
    page = text_of(client.get(f"{check}&aendern=1"))
    assert 'value="1.234,5 €"' in page


def test_a_form_sent_twice_is_one_proposal(cast: Cast) -> None:
    client = client_of(cast.ministry)
    addresses = {client.post(NEW, answers())["Location"] for _ in range(2)}
    assert len(addresses) == 1
    other = client.post(NEW, answers(cents="5"))
    assert other.status_code == 409
    assert "anderen Angaben" in text_of(other)
    assert BudgetProposal.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"cents": "viel"},
        {"cents": "-5"},
        {"cents": "0"},
        {"cents": "1,234.50"},
        {"cents": "9" * 40},
        {"kind": "close"},
        {"kind": "ve"},
        {"year": "26"},
        {"year": "zwanzig"},
        {"year": "2019"},
        {"year": "9" * 30},
        {"line": "999999"},
        {"line": "9" * 30},
        {"line": "x"},
        {"reason": " "},
        {"reason": "x" * 501},
        {"token": ""},
    ],
)
@pytest.mark.parametrize("step", ["check", "submit"])
def test_a_bad_proposal_is_422_and_saves_nothing(
    cast: Cast, changed: dict[str, Any], step: str
) -> None:
    response = client_of(cast.ministry).post(NEW, answers(**changed, step=step))
    assert response.status_code == 422
    assert not BudgetProposal.objects.exists()


def test_a_reduction_beyond_what_is_available_is_told_before_the_button(cast: Cast) -> None:
    client = client_of(cast.ministry)
    check = text_of(client.post(NEW, answers(kind="lower", step="check"), follow=True))
    assert "So kann nicht gebucht werden" in check
    assert 'value="submit"' not in check
    assert client.post(NEW, answers(kind="lower")).status_code == 409


def test_the_proposer_cannot_approve_by_hand(cast: Cast) -> None:
    proposal = waiting(cast)
    own = client_of(cast.ministry)
    response = own.post(address("proposal-approve", proposal))
    assert response.status_code == 403
    assert "andere Person" in text_of(response)
    assert own.post(address("proposal-reject", proposal), {"reason": "x"}).status_code == 403
    assert client_of(cast.second).post(address("proposal-withdraw", proposal)).status_code == 403
    assert balances().granted == 0


def test_rejecting_needs_a_reason_and_the_proposer_reads_it(cast: Cast) -> None:
    proposal = waiting(cast)
    second = client_of(cast.second)
    reject = address("proposal-reject", proposal)
    assert second.post(reject, {"reason": " "}).status_code == 422
    assert second.post(reject, {"reason": "Bescheid fehlt"}).status_code == 302
    page = text_of(client_of(cast.ministry).get(address("proposal", proposal)))
    assert "Bescheid fehlt" in page
    assert second.post(reject, {"reason": "zu spät"}).status_code == 409


def test_withdrawing_asks_first(cast: Cast) -> None:
    proposal = waiting(cast)
    own = client_of(cast.ministry)
    withdraw = address("proposal-withdraw", proposal)
    assert "zurückziehen" in text_of(own.get(withdraw))
    assert "ist zurückgezogen" in text_of(own.post(withdraw, follow=True))
    assert own.post(withdraw).status_code == 302


def test_office_and_auditor_read_but_have_no_button(cast: Cast) -> None:
    proposal = waiting(cast)
    page = text_of(client_of(cast.office).get(address("proposal", proposal)))
    assert "entscheidet eine zweite Person des Ministeriums" in page
    assert "Prüfen und freigeben" not in page
