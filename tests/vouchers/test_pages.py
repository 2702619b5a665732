"""The pages: the way through them, bad input, foreign cases, query counts."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lotsen.core import clock
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.people import make_lotse
from tests.factories.vouchers import (
    Cast,
    make_cast,
    make_contract,
    make_grant,
    make_vouchers,
)
from vouchers import services
from vouchers.models import JournalEntry, TransferContract, Voucher
from vouchers.queries import balances

pytestmark = pytest.mark.django_db
NEW = "/vertraege/neu/basis/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def answers(cast: Cast, **changed: Any) -> dict[str, Any]:
    """A complete contract form with one new person."""
    return {
        "token": "form-1",
        "provider": str(cast.provider.pk),
        "planned_year": str(clock.today().year),
        "persons": [],
        "new0_given_name": "Muster",
        "new0_family_name": "Beispiel",
        "new0_email": "neu@kommune.example",
        "contact_name": "Personalamt",
        "contact_email": "Amt@Kommune.example",
        "contact_phone": "07041 1234",
        "step": "submit",
        **changed,
    }


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().replace("\xa0", " "))


def test_the_whole_way_from_form_to_voucher_ids(cast: Cast) -> None:
    make_grant(cast)
    known = make_lotse(cast.kommune)
    hr, office = client_of(cast.hr), client_of(cast.office)
    page = hr.get(NEW)
    assert known.full_name in text_of(page)
    check = hr.post(NEW, answers(cast, persons=[str(known.pk)], step="check"), follow=True)
    assert "zusammen <strong>600,00 €</strong>" in text_of(check)
    assert not TransferContract.objects.exists()
    sent = hr.post(NEW, answers(cast, persons=[str(known.pk)]), follow=True)
    contract = TransferContract.objects.get()
    assert contract.number in text_of(sent)
    assert "amt@kommune.example" in text_of(sent)
    assert contract.number in text_of(office.get("/vertraege/"))
    agree = reverse("vouchers:contract-agree", args=[contract.pk])
    assert "600,00 €" in text_of(office.get(agree))
    done = office.post(agree, follow=True)
    assert "2 Gutscheine sind ausgestellt" in text_of(done)
    for voucher in Voucher.objects.all():
        page = hr.get(reverse("vouchers:contract", args=[contract.pk]))
        assert voucher.pk in text_of(page)
    assert "Nichts zu bearbeiten" in text_of(office.get("/vertraege/"))


def test_sending_twice_gives_one_contract_and_the_same_page(cast: Cast) -> None:
    hr = client_of(cast.hr)
    first, second = hr.post(NEW, answers(cast)), hr.post(NEW, answers(cast))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert TransferContract.objects.count() == 1


def test_changing_answers_keeps_what_was_typed(cast: Cast) -> None:
    hr = client_of(cast.hr)
    there = hr.post(NEW, answers(cast, step="check"))["Location"]
    assert "Verbindlich einreichen" in text_of(hr.get(there))
    response = hr.get(f"{there}&aendern=1")
    assert response.status_code == 200
    assert 'value="neu@kommune.example"' in text_of(response)


def test_back_from_the_confirmation_leads_to_it_again(cast: Cast) -> None:
    hr = client_of(cast.hr)
    there = hr.post(NEW, answers(cast, step="check"))["Location"]
    done = hr.post(NEW, answers(cast))["Location"]
    assert hr.get(there)["Location"] == done


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"provider": ""}, "Bitte wählen Sie den Bildungsträger."),
        ({"provider": str(uuid4())}, "Möglichkeiten"),
        ({"provider": "kein Schlüssel"}, "Möglichkeiten"),
        ({"persons": [str(uuid4())]}, "nur Personen aus der Liste"),
        ({"persons": ["x"]}, "nur Personen aus der Liste"),
        ({"new0_email": ""}, "Bitte ergänzen Sie diese Angabe"),
        ({"new0_email": "keine Adresse"}, "vollständige E-Mail-Adresse"),
        ({"new0_given_name": "<script>"}, "lateinische Buchstaben"),
        ({"new0_family_name": "x" * 500}, "höchstens"),
        ({"new0_given_name": "a\x00b"}, ""),
        ({"contact_name": ""}, "Bitte füllen Sie"),
        ({"contact_email": "a@b"}, "vollständige E-Mail-Adresse"),
        ({"contact_phone": "ruf an"}, "Telefonnummer"),
        ({"token": ""}, "laden Sie die Seite neu"),
        ({"token": "x" * 5_000}, ""),
        ({"token": "a\x00b"}, ""),
        (
            {"new0_given_name": "", "new0_family_name": "", "new0_email": ""},
            "mindestens eine Person",
        ),
    ],
)
@pytest.mark.parametrize("step", ["check", "submit", "unsinn"])
def test_bad_input_is_a_sentence_and_saves_nothing(
    cast: Cast, changed: dict[str, Any], sentence: str, step: str
) -> None:
    response = client_of(cast.hr).post(NEW, answers(cast, **changed) | {"step": step})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not TransferContract.objects.exists()


def test_all_mistakes_of_a_form_are_told_at_once(cast: Cast) -> None:
    empty = dict.fromkeys(("new0_given_name", "new0_family_name", "new0_email", "provider"), "")
    page = text_of(client_of(cast.hr).post(NEW, answers(cast, **empty)))
    assert "Bitte wählen Sie den Bildungsträger." in page
    assert "mindestens eine Person" in page


def test_a_person_of_another_kommune_cannot_be_named(cast: Cast) -> None:
    stranger = make_lotse(make_cast().kommune)
    response = client_of(cast.hr).post(NEW, answers(cast, persons=[str(stranger.pk)]))
    assert response.status_code == 422
    assert stranger.full_name not in text_of(response)


def test_without_a_free_place_there_is_no_form(cast: Cast) -> None:
    make_contract(cast, 3)
    hr = client_of(cast.hr)
    assert "Kein Platz frei" in text_of(hr.get(NEW))
    late = hr.post(NEW, answers(cast))
    assert late.status_code == 422
    assert TransferContract.objects.count() == 1


def test_a_stale_page_gets_409_and_a_sentence(cast: Cast) -> None:
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    office = client_of(cast.office)
    agree = reverse("vouchers:contract-agree", args=[voucher.contract_id])
    assert client_of(make_actor(Role.OFFICE)).post(agree).status_code == 409
    reject = reverse("vouchers:contract-reject", args=[voucher.contract_id])
    late = office.post(reject, {"reason": "zu spät"})
    assert late.status_code == 409
    assert "schon entschieden: vereinbart" in text_of(late)
    cancel = reverse("vouchers:voucher-cancel", args=[voucher.pk])
    assert office.post(cancel, {"reason": "Wechsel"}).status_code == 302
    again = office.post(cancel, {"reason": "Wechsel"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("page", "button"), [("vereinbaren", "Vereinbaren und ausstellen"), ("ablehnen", "Ablehnen")]
)
def test_back_on_a_page_of_a_decision_says_that_it_is_made(
    cast: Cast, page: str, button: str
) -> None:
    """And nothing of what it would do, which is not true any more."""
    make_grant(cast)
    contract, office = make_contract(cast), client_of(cast.office)
    address = f"/vertraege/{contract.pk}/{page}/"
    before = text_of(office.get(address))
    assert f">{button}</span>" in before
    services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    after = text_of(office.get(address))
    assert "Dieser Schritt ist jetzt nicht möglich" in after
    assert "Der Vertrag ist vereinbart (am" in after
    assert f"von {cast.office.name}); die Gutscheine sind ausgestellt." in after
    assert f">{button}</span>" not in after
    assert "werden gebunden" not in after
    assert "Danach verfügbar" not in after


def test_agreeing_twice_leads_to_the_same_contract(cast: Cast) -> None:
    make_grant(cast)
    contract = make_contract(cast)
    office = client_of(cast.office)
    agree = reverse("vouchers:contract-agree", args=[contract.pk])
    foreign = {"id0": f"{cast.kommune.pk}-X-77"}
    for _ in range(2):
        answer = text_of(office.post(agree, foreign, follow=True))
        assert f"Gutschein {foreign['id0']} ist ausgestellt" in answer
    other = office.post(agree, {"id0": f"{cast.kommune.pk}-X-78"})
    assert other.status_code == 409
    assert "sind schon ausgestellt" in text_of(other)
    assert Voucher.objects.count() == 1


def test_beyond_the_budget_the_office_reads_both_amounts(cast: Cast) -> None:
    contract = make_contract(cast)
    agree = reverse("vouchers:contract-agree", args=[contract.pk])
    office = client_of(cast.office)
    assert "Das Budget reicht nicht" in text_of(office.get(agree))
    refused = office.post(agree)
    assert refused.status_code == 409
    assert "verfügbar 0,00 €, benötigt 300,00 €" in text_of(refused)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\x00b"])
def test_a_bad_reason_is_422(cast: Cast, reason: str) -> None:
    make_grant(cast)
    contract = make_contract(cast)
    [voucher] = make_vouchers(cast)
    office = client_of(cast.office)
    for name, pk in (("contract-reject", contract.pk), ("voucher-cancel", voucher.pk)):
        response = office.post(reverse(f"vouchers:{name}", args=[pk]), {"reason": reason})
        assert response.status_code == 422
    assert balances().committed == 300_00


@pytest.mark.parametrize(
    "query",
    [
        "jahr=abc",
        "linie=x&konto=kasse",
        "kommune=Altheim",
        "bis=31.02.2026",
        "traeger=x",
        "seite=-5",
        "linie=" + "9" * 40,
        "kommune=" + "x" * 5_000,
    ],
)
def test_a_senseless_filter_is_ignored(cast: Cast, query: str) -> None:
    make_grant(cast)
    response = client_of(cast.ministry).get(f"/foerdermittel/buchungen/?{query}")
    assert response.status_code == 200
    assert "Bewilligung" in text_of(response)


def test_every_figure_opens_the_bookings_that_make_it(cast: Cast) -> None:
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    client = client_of(cast.ministry)
    overview = text_of(client.get("/foerdermittel/"))
    links = re.findall(r'<td class="num[^>]*><a href="([^"]+)">([^<]+)</a>', overview)
    assert len(links) == 8
    for link, figure in links:
        page = text_of(client.get(link.replace("&amp;", "&")))
        assert figure == "0,00 €" or f"<strong>{figure}</strong>" in page
    entry = JournalEntry.objects.get(kind="issue")
    page = text_of(client.get(reverse("vouchers:entry", args=[entry.pk])))
    assert entry.reference in page
    assert voucher.pk in page


def test_the_verification_page_tells_the_truth(cast: Cast) -> None:
    make_grant(cast)
    page = text_of(client_of(cast.ministry).get("/foerdermittel/pruefen/"))
    assert "nicht versiegelt" in page  # the test's transaction has not ended yet


@pytest.mark.parametrize("name", ["contract", "contract-submitted", "contract-withdraw"])
def test_a_foreign_contract_is_404(cast: Cast, name: str) -> None:
    contract = make_contract(cast)
    stranger = client_of(make_cast().hr)
    address = reverse(f"vouchers:{name}", args=[contract.pk])
    assert stranger.get(address).status_code == 404
    assert client_of(cast.hr).get(address).status_code == 200


def test_a_foreign_voucher_is_404(cast: Cast) -> None:
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    address = reverse("vouchers:voucher", args=[voucher.pk])
    assert client_of(make_cast().hr).get(address).status_code == 404
    assert client_of(cast.hr).get(address).status_code == 200


def test_withdrawing_asks_first(cast: Cast) -> None:
    contract = make_contract(cast)
    hr = client_of(cast.hr)
    address = reverse("vouchers:contract-withdraw", args=[contract.pk])
    assert "zurückziehen" in text_of(hr.get(address))
    assert "ist zurückgezogen" in text_of(hr.post(address, follow=True))
    assert hr.post(address).status_code == 409


def test_the_page_of_a_kommune_shows_the_quota(cast: Cast) -> None:
    make_contract(cast)
    address = reverse("kommunen:kommune", args=[cast.kommune.pk])
    own = text_of(client_of(cast.hr).get(address))
    assert "In offenen Verträgen" in own
    assert "WV-" in own
    stranger = text_of(Client().get(address))
    assert "3 geförderte Plätze" in stranger
    assert "WV-" not in stranger


LISTS = [
    ("/vertraege/?stand=", Role.HR, 11),
    ("/vertraege/?stand=", Role.OFFICE, 5),
    ("/gutscheine/", Role.HR, 5),
    ("/gutscheine/", Role.OFFICE, 5),
    ("/foerdermittel/", Role.MINISTRY, 8),
    ("/foerdermittel/buchungen/", Role.AUDITOR, 10),
]


@pytest.mark.parametrize(("address", "role", "count"), LISTS)
def test_lists_need_the_same_queries_for_one_and_three_rows(
    cast: Cast,
    address: str,
    role: Role,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_grant(cast)
    make_vouchers(cast)
    client = client_of(cast.hr if role == Role.HR else make_actor(role))
    client.get(address)
    with django_assert_num_queries(count):
        client.get(address)
    make_vouchers(cast)
    make_vouchers(cast)
    with django_assert_num_queries(count):
        client.get(address)


def test_a_form_sent_twice_is_one_contract_and_other_content_is_not_lost_silently(
    cast: Cast,
) -> None:
    known, other = make_lotse(cast.kommune), make_lotse(cast.kommune)
    hr = client_of(cast.hr)
    sent = answers(cast, persons=[str(known.pk)])
    assert hr.post(NEW, sent).status_code == 302
    assert hr.post(NEW, sent).status_code == 302
    others: list[dict[str, Any]] = [
        {"persons": [str(other.pk)]},
        {"persons": []},
        {"new0_email": "b@k.example"},
    ]
    for changed in others:
        again = hr.post(NEW, sent | changed)
        assert again.status_code == 409
        assert "schon für den Vertrag" in text_of(again)
    assert TransferContract.objects.count() == 1
