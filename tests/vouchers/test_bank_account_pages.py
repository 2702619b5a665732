"""The pages of bank accounts: who sees what, and what typing errors say."""

import pytest
from django.urls import reverse

from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.money import make_bank_account, new_iban, propose_account
from tests.factories.vouchers import Cast, make_cast
from vouchers.models import BankAccount

pytestmark = pytest.mark.django_db
OWN = "/bankverbindung/"
ALL = "/bankverbindungen/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def page(actor: object, path: str) -> str:
    response = client_of(actor).get(path)  # type: ignore[arg-type]
    assert response.status_code == 200
    return str(response.content.decode())


def test_the_provider_names_an_account_and_waits(cast: Cast) -> None:
    assert "Noch keine Bankverbindung" in page(cast.trainer, OWN)
    number = new_iban()
    spaced = " ".join(number[i : i + 4] for i in range(0, 22, 4)).lower()
    response = client_of(cast.trainer).post(
        f"{OWN}neu/", {"holder": "VWA Öztürk & Söhne", "iban": spaced, "bic": ""}, follow=True
    )
    body = response.content.decode()
    assert "wartet auf Bestätigung" in body
    assert number not in body
    assert f"{number[:4]} … {number[-4:]}" in body
    assert BankAccount.objects.get().iban == number


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"iban": "DE89370400440532013001"}, "Tippfehler"),
        ({"iban": "Sparkasse"}, "22 Stellen"),
        ({"iban": ""}, "Bitte geben Sie die IBAN an"),
        ({"bic": "QUATSCH"}, "8 oder 11 Zeichen"),
        ({"holder": "12345"}, "wie er bei der Bank steht"),
    ],
)
def test_typing_errors_get_a_sentence(cast: Cast, data: dict[str, str], sentence: str) -> None:
    given = {"holder": "VWA", "iban": new_iban(), "bic": ""} | data
    response = client_of(cast.trainer).post(f"{OWN}neu/", given)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not BankAccount.objects.exists()


def test_the_office_compares_the_whole_iban_and_confirms(cast: Cast) -> None:
    account = propose_account(cast.provider, cast.trainer)
    address = reverse("vouchers:bank-account-page", args=[account.pk])
    assert account.written_iban in page(cast.office, address)
    confirm = client_of(cast.office).post(f"{address}bestaetigen/", follow=True).content.decode()
    assert "Die Bankverbindung ist bestätigt" in confirm
    assert client_of(cast.office).post(f"{address}bestaetigen/").status_code == 302
    late = client_of(make_actor(Role.OFFICE)).post(f"{address}bestaetigen/")
    assert late.status_code == 409
    assert "schon bestätigt" in late.content.decode()


def test_the_provider_takes_back_what_waits(cast: Cast) -> None:
    current, account = make_bank_account(cast), propose_account(cast.provider, cast.trainer)
    colleague = client_of(make_actor(Role.PROVIDER, cast.provider))
    address = reverse("vouchers:bank-account-withdraw", args=[account.pk])
    assert address in page(cast.trainer, OWN)
    assert current.masked_iban in colleague.get(address).content.decode()
    done = colleague.post(address, follow=True).content.decode()
    assert "Die Bankverbindung ist zurückgezogen" in done
    assert "zurückgezogen</" in done
    assert address not in done
    assert colleague.post(address).status_code == 302
    late = client_of(cast.trainer).post(address)
    assert late.status_code == 409
    assert "schon zurückgezogen" in late.content.decode()
    assert client_of(make_cast().trainer).post(address).status_code == 404
    assert "Bankverbindung zurückgezogen" in page(
        cast.office, reverse("vouchers:bank-account-page", args=[account.pk])
    )


def test_the_office_takes_back_only_what_it_named(cast: Cast) -> None:
    account = propose_account(cast.provider, cast.office)
    address = reverse("vouchers:bank-account-withdraw", args=[account.pk])
    assert address in page(cast.office, reverse("vouchers:bank-account-page", args=[account.pk]))
    assert client_of(make_actor(Role.OFFICE)).post(address).status_code == 403
    assert client_of(cast.office).post(address)["Location"] == ALL


def test_others_read_it_masked(cast: Cast) -> None:
    account = make_bank_account(cast)
    address = reverse("vouchers:bank-account-page", args=[account.pk])
    for role in (Role.MINISTRY, Role.AUDITOR):
        actor = make_actor(role)
        for path in (ALL, address):
            body = page(actor, path)
            assert account.masked_iban in body
            assert account.written_iban not in body
            assert account.iban not in body


def test_who_named_it_has_no_button_and_is_refused(cast: Cast) -> None:
    account = propose_account(cast.provider, cast.office)
    address = reverse("vouchers:bank-account-page", args=[account.pk])
    assert "Prüfen und bestätigen" not in page(cast.office, address)
    for act, data in (("bestaetigen", {}), ("ablehnen", {"reason": "Falsch"})):
        response = client_of(cast.office).post(f"{address}{act}/", data)
        assert response.status_code == 403
        assert "andere Person" in response.content.decode()


def test_a_refusal_needs_a_reason_that_the_provider_reads(cast: Cast) -> None:
    account = propose_account(cast.provider, cast.trainer)
    address = reverse("vouchers:bank-account-reject", args=[account.pk])
    client = client_of(cast.office)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Kontoinhaber unbekannt"}).status_code == 302
    assert "Kontoinhaber unbekannt" in page(cast.trainer, OWN)


def test_the_office_may_name_an_account_for_a_provider(cast: Cast) -> None:
    data = {"provider": str(cast.provider.pk), "holder": "VWA", "iban": new_iban(), "bic": ""}
    response = client_of(cast.office).post(f"{OWN}neu/", data)
    assert (response.status_code, response["Location"]) == (302, ALL)
    data |= {"provider": str(cast.kommune.pk)}
    assert client_of(cast.office).post(f"{OWN}neu/", data).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(
    count: int, django_assert_num_queries: object
) -> None:
    for _ in range(count):
        make_bank_account(make_cast())
    client = client_of(make_actor(Role.AUDITOR))
    client.get(ALL)
    with django_assert_num_queries(5):  # type: ignore[operator]
        client.get(ALL)
