"""The pages of claims: from the ticked days to the order, foreign houses, lists and exports."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lotsen.accounts.models import User
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.claims import make_claim, make_claim_cast, redeem
from tests.factories.corrections import other_kommune
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.enums import ClaimState
from vouchers.models import Claim, Payment
from vouchers.queries import claimable_days

pytestmark = pytest.mark.django_db
LIST, NEW = "/abrechnungen/", "/abrechnungen/neu/"


@pytest.fixture
def cast() -> Cast:
    return make_claim_cast(people=2)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


def page(name: str, claim: Claim, *more: Any) -> str:
    return reverse(f"vouchers:{name}", args=[claim.pk, *more])


def answers(cast: Cast, **changed: Any) -> dict[str, Any]:
    days = [day.key for day in claimable_days(cast.provider.pk)]
    return {"token": "form-1", "tage": days, "zeichen": "RE 17", "step": "submit", **changed}


def test_from_the_ticked_days_to_the_ordered_payment(cast: Cast) -> None:
    provider, office = client_of(cast.trainer), client_of(cast.office)
    ministry = client_of(cast.ministry)
    assert "600,00 €" in text_of(provider.get(LIST))
    form = text_of(provider.get(NEW))
    assert form.count(" checked") == 6
    assert cast.kommune.label in form
    check = text_of(provider.post(NEW, answers(cast, step="check"), follow=True))
    assert "zusammen <strong>600,00 €</strong>" in check
    assert not Claim.objects.exists()
    done = provider.post(NEW, answers(cast), follow=True)
    claim = Claim.objects.get()
    assert f"<strong>{claim.number}</strong>" in text_of(done)
    assert claim.number in text_of(office.get(LIST))
    assert "Nichts zu bearbeiten" in text_of(ministry.get(LIST))
    evidence = text_of(office.get(page("claim-factual", claim)))
    assert cast.trainer.name in evidence
    assert "Buchung" in evidence
    for name, version in (("claim-factual", 1), ("claim-arithmetic", 2)):
        answer = office.post(page(name, claim), {"version": version}, follow=True)
        assert "als" in text_of(answer)
    assert "Nichts zu bearbeiten" in text_of(office.get(LIST))
    order = text_of(ministry.get(page("claim-order", claim)))
    payment_text = f"<strong>600,00 €</strong> werden an {cast.provider.name}"
    assert payment_text in order
    answer = ministry.post(page("claim-order", claim), {"version": 3}, follow=True)
    payment = Payment.objects.get()
    assert f"Die Auszahlung von 600,00 € ist angeordnet: {payment.number}" in text_of(answer)
    assert "angeordnet" in text_of(provider.get(LIST))


def test_a_double_click_is_one_claim_and_another_content_is_told(cast: Cast) -> None:
    provider = client_of(cast.trainer)
    sent = answers(cast)
    first, second = provider.post(NEW, sent), provider.post(NEW, sent)
    assert first["Location"] == second["Location"]
    assert Claim.objects.count() == 1
    other = provider.post(NEW, sent | {"tage": sent["tage"][:1]})
    assert other.status_code == 409
    assert "schon für die Abrechnung" in text_of(other)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"tage": []}, "Bitte wählen Sie mindestens einen Tag."),
        ({"tage": ["unsinn"]}, "steht schon in einer anderen Abrechnung"),
        ({"tage": ["08215084-B-0001:9"]}, "steht schon in einer anderen Abrechnung"),
        ({"zeichen": "x" * 61}, "höchstens 60 Zeichen"),
        ({"token": ""}, "laden Sie die Seite neu"),
    ],
)
def test_bad_input_is_a_sentence_and_nothing_is_saved(
    cast: Cast, changed: dict[str, Any], sentence: str
) -> None:
    response = client_of(cast.trainer).post(NEW, answers(cast, **changed))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not Claim.objects.exists()


def test_going_back_keeps_the_choice(cast: Cast) -> None:
    sent = answers(cast, step="check")
    sent["tage"] = sent["tage"][:2]
    provider = client_of(cast.trainer)
    there = provider.post(NEW, sent)["Location"]
    form = text_of(provider.get(f"{there}&aendern=1"))
    assert form.count(" checked") == 2
    assert 'value="RE 17"' in form
    done = provider.post(NEW, sent | {"step": "submit"})["Location"]
    assert provider.get(there)["Location"] == done


def test_nothing_to_claim_says_so() -> None:
    assert "Nichts abzurechnen" in text_of(client_of(make_cast().trainer).get(NEW))


def test_another_house_finds_nothing(cast: Cast) -> None:
    claim = make_claim(cast)
    stranger = client_of(make_actor(Role.PROVIDER))
    for name in ("claim", "claim-csv", "claim-submitted", "claim-withdraw"):
        assert stranger.get(page(name, claim)).status_code == 404
    answer = stranger.post(page("claim-withdraw", claim), {"version": 1})
    assert answer.status_code == 404
    assert claim.number not in text_of(stranger.get(LIST))
    assert claim.number not in stranger.get(f"{LIST}csv/").content.decode()


def test_the_provider_reads_roles_and_reasons_but_no_names(cast: Cast) -> None:
    claim = make_claim(cast)
    office = client_of(cast.office)
    refuse = page("claim-line-refuse", claim, 2)
    assert "100,00 €" in text_of(office.get(refuse))
    answer = office.post(refuse, {"version": 1, "reason": "Tag doppelt"}, follow=True)
    assert "Position 2 ist abgelehnt" in text_of(answer)
    office.post(page("claim-factual", claim), {"version": 2})
    shown = text_of(client_of(cast.trainer).get(page("claim", claim)))
    assert "Tag doppelt" in shown
    assert "500,00 €" in shown
    main = shown[shown.index("<main") :]
    assert cast.office.name not in main.replace(cast.trainer.name, "")
    assert "Programmstelle" in main
    assert "/gutscheine/" not in main


def test_a_lost_race_and_an_own_case_are_sentences(cast: Cast) -> None:
    claim = make_claim(cast)
    office = client_of(cast.office)
    stale = office.post(page("claim-factual", claim), {"version": 7})
    assert stale.status_code == 409
    assert "wurde inzwischen geändert" in text_of(stale)
    office.post(page("claim-factual", claim), {"version": 1})
    again = client_of(make_actor(Role.OFFICE)).post(page("claim-factual", claim), {"version": 1})
    assert again.status_code == 409
    assert "ist inzwischen sachlich richtig" in text_of(again)
    services.confirm_arithmetic(claim_id=claim.pk, version=2, actor=cast.office)
    ministry = client_of(cast.ministry)
    ministry.post(page("claim-order", claim), {"version": 3})
    late = ministry.post(page("claim-return", claim), {"version": 3, "reason": "Doch nicht"})
    assert late.status_code == 409
    assert "ist inzwischen angeordnet (seit" in text_of(late)


def test_who_checked_is_told_that_another_person_orders(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.CHECKED)
    hat = make_actor(Role.MINISTRY, user=User.objects.get(pk=cast.office.person_id))
    browser = client_of(hat)
    assert "Prüfen und anordnen" not in text_of(browser.get(page("claim", claim)))
    answer = browser.post(page("claim-order", claim), {"version": 3})
    assert answer.status_code == 403
    assert "Anordnen muss eine andere Person" in text_of(answer)


def test_without_a_bank_account_the_order_page_says_who_acts() -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    redeem(cast, voucher)
    claim = make_claim(cast, ClaimState.CHECKED)
    ministry = client_of(cast.ministry)
    address = page("claim-order", claim)
    assert "Keine bestätigte Bankverbindung" in text_of(ministry.get(address))
    answer = ministry.post(address, {"version": 3})
    assert answer.status_code == 422
    assert "keine bestätigte Bankverbindung hinterlegt" in text_of(answer)


def test_refusing_withdrawing_and_returning_by_page(cast: Cast) -> None:
    claim = make_claim(cast, ClaimState.CHECKED)
    reason = {"version": 3, "reason": "Bitte Summe klären"}
    client_of(cast.ministry).post(page("claim-return", claim), reason)
    office = client_of(cast.office)
    assert "Bitte Summe klären" in text_of(office.get(page("claim", claim)))
    answer = office.post(
        page("claim-refuse", claim), {"version": 4, "reason": "Neu einreichen"}, follow=True
    )
    assert "ist abgelehnt" in text_of(answer)
    provider = client_of(cast.trainer)
    assert "Neu einreichen" in text_of(provider.get(page("claim", claim)))
    second = make_claim(cast)
    answer = provider.post(page("claim-withdraw", second), {"version": 1}, follow=True)
    assert "ist zurückgezogen" in text_of(answer)
    assert "600,00 €" in text_of(provider.get(LIST))


def test_filters_find_by_number_reference_provider_and_state(cast: Cast) -> None:
    claim = make_claim(cast, provider_reference="RE 17")
    office = client_of(cast.office)
    for query in (
        "",
        "?stand=",
        f"?stand=&suche={claim.number}",
        "?stand=&suche=re 17",
        f"?stand=&traeger={cast.provider.pk}",
        "?stand=submitted",
        "?stand=unsinn&traeger=unsinn",
    ):
        assert claim.number in text_of(office.get(LIST + query)), query
    for query in ("?stand=paid", "?stand=&suche=nichts"):
        assert "Keine Abrechnungen gefunden" in text_of(office.get(LIST + query))


def test_exports_add_up_to_what_the_page_says(cast: Cast) -> None:
    claim = make_claim(cast, provider_reference="=1+1")
    services.refuse_line(
        line_id=claim.lines.get(position=3).pk, reason="Doppelt", version=1, actor=cast.office
    )
    office = client_of(cast.office)
    listed = office.get(f"{LIST}csv/").content.decode()
    assert f"{claim.number};{cast.provider.name};'=1+1" in listed
    assert ";5;500,00;eingereicht" in listed
    rows = office.get(page("claim-csv", claim)).content.decode().splitlines()
    cells = [row.split(";") for row in rows[1:7]]
    counted = [int(row[6].replace(",", "")) for row in cells if row[8] == "nein"]
    assert sum(counted) == 500_00
    assert cells[2][8:] == ["ja", "Doppelt"]
    assert "Erstellt von" in rows[-1]


def more_claims(cast: Cast, count: int) -> None:
    """One claim of one voucher each."""
    for _ in range(count):
        make_grant(cast, 300_00)
        other = other_kommune(cast)
        [voucher] = make_vouchers(other)
        redeem(other, voucher)
        make_claim(cast, ClaimState.CHECKED)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_with_one_row_and_with_three(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast = make_claim_cast()
    make_claim(cast, ClaimState.ORDERED)
    more_claims(cast, rows - 1)
    for actor, queries in ((cast.trainer, 7), (cast.office, 7)):
        browser = client_of(actor)
        browser.get(LIST)
        with django_assert_num_queries(queries):
            shown = text_of(browser.get(f"{LIST}?stand="))
        assert shown.count("AB-20") == rows


@pytest.mark.parametrize("people", [1, 3])
def test_pages_cost_the_same_with_few_lines_and_with_many(
    people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast = make_claim_cast(people)
    provider, office = client_of(cast.trainer), client_of(cast.office)

    def queries_of(browser: Client, address: str, queries: int) -> None:
        browser.get(LIST)
        with django_assert_num_queries(queries):
            assert browser.get(address).status_code == 200

    queries_of(provider, NEW, 4)
    claim = make_claim(cast)
    queries_of(provider, page("claim", claim), 7)
    queries_of(office, page("claim", claim), 7)
    queries_of(office, page("claim-factual", claim), 7)
    queries_of(office, page("claim-csv", claim), 6)
