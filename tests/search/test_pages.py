"""The page of results and the suggestions, as a browser without JavaScript asks for them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from lotsen.core.roles import Role
from tests.access.hostile import MARKUP
from tests.factories.accounts import client_of, make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse
from tests.factories.seminars import make_seminar
from tests.factories.vouchers import Cast, make_cast, make_contract, make_grant, make_vouchers
from vouchers.services import agree_and_issue

pytestmark = pytest.mark.django_db

SEARCH, SUGGESTIONS = "/suche/", "/suche/vorschlaege/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def results(client: Client, text: str) -> str:
    response = client.get(SEARCH, {"q": text})
    assert response.status_code == 200
    return response.content.decode()


def test_every_page_has_the_field() -> None:
    page = Client().get("/hilfe/").content.decode()
    assert 'role="search" aria-label="Alles durchsuchen"' in page
    assert 'action="/suche/"' in page
    assert page.count('id="site-search"') == 1
    assert results(Client(), "").count('type="search"') == 1


def test_a_number_typed_sloppily_leads_to_its_page(cast: Cast) -> None:
    contract = make_contract(cast)
    prefix, year, serial = contract.number.split("-")
    client, target = client_of(cast.office), reverse("vouchers:contract", args=[contract.pk])
    for text in (
        contract.number,
        contract.number.lower(),
        f"{prefix} {year} {int(serial)}",
        f"{prefix}{year}{serial}",
        f" {contract.number}. ",
        f"Vorgang {contract.number}",
    ):
        assert client.get(SEARCH, {"q": text})["Location"] == target, text
    for text in (f"{prefix}-{year}", f"V {year} 00{serial}", f"{year}-{serial}"):
        assert contract.number in results(client, text), text


def test_a_voucher_id_typed_sloppily_leads_to_its_page(cast: Cast) -> None:
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    target = reverse("vouchers:voucher", args=[voucher.pk])
    bare = voucher.pk.replace("-", "")
    for actor in (cast.hr, cast.trainer, cast.office):
        client = client_of(actor)
        for text in (voucher.pk, voucher.pk.lower(), bare, f"{voucher.pk}.", bare[1:9] + bare[9:]):
            assert client.get(SEARCH, {"q": text})["Location"] == target, text
        short = f"{voucher.kommune_id} b {voucher.serial}"
        assert client.get(SEARCH, {"q": short})["Location"] == target
        assert target in results(client, voucher.pk[:-2])
        assert target in results(client, f"{voucher.kommune_id}-")


def test_two_ids_that_differ_by_a_hyphen_only_are_both_shown(cast: Cast) -> None:
    """IDs issued elsewhere come as they are; nobody is sent to the wrong one."""
    make_grant(cast)
    contract = make_contract(cast, 2)
    keys = contract.persons.values_list("lotse", flat=True)
    ids = (f"{cast.kommune.key}-X12", f"{cast.kommune.key}-X1-2")
    given = dict(zip(keys, ids, strict=True))
    agree_and_issue(contract_id=contract.pk, actor=cast.office, given_ids=given)
    page = results(client_of(cast.office), ids[0])
    assert all(f"/gutscheine/{voucher_id}/" in page for voucher_id in ids)


def test_groups_have_counts_and_lead_to_their_lists(cast: Cast) -> None:
    for _ in range(10):
        make_lotse(cast.kommune, given_name="Zacharias")
    client = client_of(cast.hr)
    page = results(client, "zacharias")
    assert re.search(r"Beschäftigte <span[^>]*>\(10\)", page)
    assert page.count("/personen/") >= 8
    assert client.get("/personen/?q=zacharias").status_code == 200
    assert '<a href="/personen/?q=zacharias">Zur Liste: Beschäftigte</a>' in page


def test_more_than_a_hundred_are_not_counted_to_the_end(cast: Cast) -> None:
    for _ in range(105):
        make_lotse(cast.kommune, given_name="Zacharias")
    assert "(mehr als 100)" in results(client_of(cast.office), "zacharias")


def test_nothing_found_helps() -> None:
    page = results(Client(), "qqqqxx")
    assert "Nichts gefunden" in page
    assert "Was Sie suchen können" in page
    assert "Gutschein" not in page.split("<main")[1].split("</main>")[0]
    assert "mindestens zwei" in results(Client(), "%")
    assert "einen Gutschein" in results(client_of(make_actor(Role.HR)), "")


def test_similar_names_are_announced_as_such() -> None:
    make_kommune("Mühlacker")
    page = results(Client(), "Mühlaker")
    assert "Ähnlich geschrieben" in page
    assert "Mühlacker" in page


def test_suggestions_are_options_in_groups(cast: Cast) -> None:
    make_seminar(cast.trainer, title="Digital in Musterdorf", city=cast.kommune.name)
    page = Client().get(SUGGESTIONS, {"q": cast.kommune.name}).content.decode()
    assert re.findall(r'role="group" aria-labelledby="([^"]+)"', page) == ["gruppe-1", "gruppe-2"]
    assert page.count('role="option"') == 2
    assert f'data-href="/kommunen/{cast.kommune.key}/"' in page
    assert Client().get(SUGGESTIONS, {"q": "x"}).content.strip() == b""


HOSTILE = (
    "x" * 10_000,
    "%",
    "__",
    "' OR 1=1 --",
    '"><b>',
    "\\",
    "😀😀😀",
    "\u202eabc\u202c",
    "a\ud800",
    "9" * 100,
    "WV-2026-" + "9" * 90,
    "08" * 40,
    "2026/" + "9" * 7,
    MARKUP,
    "%_%_%" * 20,
    "a@" + "%" * 50,
    "ﷺ" * 100,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_only_text(cast: Cast, text: str) -> None:
    person = make_lotse(cast.kommune)
    for actor in (cast.hr, cast.trainer, cast.office, cast.ministry):
        client = client_of(actor)
        for path in (SEARCH, SUGGESTIONS):
            response = client.get(path, {"q": text.encode("utf-8", "surrogatepass")})
            assert response.status_code == 200
            page = response.content.decode()
            assert MARKUP not in page
            assert str(person.pk) not in page, "a wildcard was taken for one"


def test_nul_is_a_bad_request() -> None:
    for path in (SEARCH, SUGGESTIONS):
        assert Client().get(f"{path}?q=a%00b").status_code == 400
