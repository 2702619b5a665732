"""Contracts, vouchers, trainings, payments and reclaims as files: the rows of the list."""

import csv
import re
from datetime import datetime
from io import BytesIO, StringIO
from urllib.parse import urljoin

import openpyxl
import pytest
from pytest_django import DjangoAssertNumQueries

from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.claims import make_claim, make_claim_cast
from tests.factories.kommunen import make_kommune
from tests.factories.payments import make_file, make_payment
from tests.factories.vouchers import (
    Cast,
    make_cast,
    make_contract,
    make_grant,
    make_inhouse_voucher,
    make_vouchers,
)
from vouchers.enums import ClaimState
from vouchers.models import Voucher

pytestmark = pytest.mark.django_db

CONTRACTS = "/vertraege/"
VOUCHERS = "/gutscheine/"
PAYMENTS = "/foerdermittel/zahlungen/"
CLAIMS = "/abrechnungen/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def rows_of(actor: Actor, address: str) -> list[dict[str, str]]:
    """The CSV behind an address, without the notes below it."""
    joint = "&" if "?" in address else "?"
    answer = client_of(actor).get(f"{address}{joint}ausgabe=csv")
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text.split("\r\n\r\n")[0]), delimiter=";"))


def notes_of(actor: Actor, address: str) -> str:
    text = client_of(actor).get(address).content.decode("utf-8-sig")
    return text.split("\r\n\r\n")[1]


def of_kommunen(cast: Cast, count: int) -> list[Cast]:
    return [cast.of_kommune(make_kommune()) for _ in range(count)]


def test_the_file_of_contracts_is_the_list_with_all_its_pages(cast: Cast) -> None:
    made = [make_contract(each) for each in of_kommunen(cast, 27)]
    rows = rows_of(cast.office, CONTRACTS)
    assert [row["Nummer"] for row in rows] == [contract.number for contract in reversed(made)]
    kommune = made[-1].kommune
    assert rows[0] == {
        "Nummer": made[-1].number,
        "Kommune": kommune.label,
        "Schlüssel": kommune.key,
        "Förderlinie": made[-1].line.name,
        "Bildungsträger": cast.provider.name,
        "Personen": "1",
        "Eingereicht": f"{clock.today():%d.%m.%Y}",
        "Stand": "eingereicht",
    }


@pytest.mark.parametrize("page", [CONTRACTS, CLAIMS])
def test_the_links_of_a_page_with_all_lead_to_all(page: str) -> None:
    cast = make_claim_cast()
    make_claim(cast, ClaimState.ORDERED)
    office = client_of(cast.office)
    link = re.search(r'href="([^"]*ausgabe=csv)"', office.get(f"{page}?stand=").content.decode())
    assert link is not None
    address = urljoin(page, link[1].replace("&amp;", "&"))
    assert office.get(address).content.decode("utf-8-sig").split("\r\n")[1] != ""
    assert "stand=&" in address


def test_the_file_of_contracts_keeps_the_filter_and_names_it(cast: Cast) -> None:
    make_grant(cast)
    make_vouchers(cast)
    waiting = make_contract(cast)
    assert [row["Nummer"] for row in rows_of(cast.office, CONTRACTS)] == [waiting.number]
    assert "Stand: zu bearbeiten" in notes_of(cast.office, f"{CONTRACTS}?ausgabe=csv")
    assert len(rows_of(cast.office, f"{CONTRACTS}?stand=")) == 2
    assert rows_of(cast.office, f"{CONTRACTS}?stand=agreed&suche=nichts") == []
    assert 'href="?stand=agreed&amp;ausgabe=xlsx"' in client_of(cast.office).get(
        f"{CONTRACTS}?stand=agreed"
    ).content.decode("utf-8")


def test_nobody_gets_contracts_or_vouchers_of_others(cast: Cast) -> None:
    other = cast.of_kommune(make_kommune())
    make_grant(cast)
    make_vouchers(other)
    stranger = make_actor(Role.PROVIDER)
    assert rows_of(cast.hr, CONTRACTS) == rows_of(cast.hr, VOUCHERS) == []
    assert rows_of(stranger, VOUCHERS) == []
    assert len(rows_of(cast.trainer, VOUCHERS)) == 1


def test_only_hr_reads_names_in_the_file_of_vouchers(cast: Cast) -> None:
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    [row] = rows_of(cast.hr, VOUCHERS)
    assert row["Person"] == voucher.lotse.full_name
    assert (row["Gutschein-ID"], row["Betrag"]) == (voucher.pk, "300,00")
    for actor in (cast.office, cast.ministry, cast.trainer, make_actor(Role.AUDITOR)):
        answer = client_of(actor).get(f"{VOUCHERS}?ausgabe=csv").content.decode()
        assert voucher.pk in answer
        assert voucher.lotse.family_name not in answer


def test_money_and_days_are_real_cells(cast: Cast) -> None:
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    content = client_of(cast.office).get(f"{VOUCHERS}?ausgabe=xlsx").content
    head, row, *_ = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    cells = dict(zip(head, row, strict=True))
    assert cells["Betrag"] == voucher.total_cents / 100
    assert cells["Schlüssel"] == voucher.kommune_id
    assert isinstance(cells["Ausgestellt"], datetime)
    assert cells["Tage"] == voucher.days


def test_inhouse_trainings_name_who_is_responsible(cast: Cast) -> None:
    voucher = make_inhouse_voucher(cast)
    for actor in (cast.office, cast.trainer):
        [row] = rows_of(actor, "/inhouse/")
        assert row["Gutschein-ID"] == voucher.pk
        assert row["Verantwortlich"] == voucher.lotse.full_name
        assert (row["Schlussrechnung"], row["Rechnungsbetrag"]) == ("", "")
    assert rows_of(make_actor(Role.PROVIDER), "/inhouse/") == []


def test_contracts_are_sorted_on_the_page_and_in_the_file(cast: Cast) -> None:
    names = ["Cdorf", "Adorf", "Bdorf"]
    made = [make_contract(cast.of_kommune(make_kommune(name))) for name in names]
    page = client_of(cast.office).get(f"{CONTRACTS}?sortierung=kommune").content.decode()
    assert page.index("Adorf") < page.index("Bdorf") < page.index("Cdorf")
    by_name = [made[1].number, made[2].number, made[0].number]
    for order, expected in (
        ("kommune", by_name),
        ("aelteste", [contract.number for contract in made]),
        ("unsinn", [contract.number for contract in reversed(made)]),
    ):
        rows = rows_of(cast.office, f"{CONTRACTS}?sortierung={order}")
        assert [row["Nummer"] for row in rows] == expected, order
    notes = notes_of(cast.office, f"{CONTRACTS}?sortierung=kommune&ausgabe=csv")
    assert "Sortierung: Kommune" in notes


def test_vouchers_are_sorted_and_pages_and_file_agree(cast: Cast) -> None:
    make_grant(cast, 100_000_00)
    vouchers = [make_vouchers(each)[0] for each in of_kommunen(cast, 26)]
    dearest = make_inhouse_voucher(cast)
    Voucher.objects.filter(pk=vouchers[5].pk).update(valid_until=clock.today())
    for order in ("", "kommune", "traeger", "betrag", "ablauf"):
        address = f"{VOUCHERS}?sortierung={order}"
        filed = [row["Gutschein-ID"] for row in rows_of(cast.office, address)]
        pages = [
            client_of(cast.office).get(f"{address}&seite={number}").context["page"].object_list
            for number in (1, 2)
        ]
        assert filed == [voucher.pk for page in pages for voucher in page], order
        assert len(set(filed)) == len(filed) == 27
        first = {"betrag": dearest, "ablauf": vouchers[5]}.get(order)
        assert first is None or filed[0] == first.pk


def test_only_hr_sorts_vouchers_by_person(cast: Cast) -> None:
    make_grant(cast, 600_00)
    make_vouchers(cast, 2)
    rows = rows_of(cast.hr, f"{VOUCHERS}?sortierung=person")
    assert [row["Person"] for row in rows] == sorted(row["Person"] for row in rows)
    person, kommune = 'value="person"', 'value="kommune"'
    own = client_of(cast.hr).get(VOUCHERS).content.decode()
    assert person in own
    assert kommune not in own
    for actor in (cast.trainer, cast.office):
        page = client_of(actor).get(VOUCHERS).content.decode()
        assert person not in page
        assert kommune in page
        by_person = rows_of(actor, f"{VOUCHERS}?sortierung=person")
        assert by_person == rows_of(actor, VOUCHERS)


def test_payments_and_their_files(cast: Cast) -> None:
    first = make_claim_cast()
    paid, waiting = make_payment(first), make_payment(make_claim_cast())
    made = make_file(first, paid)
    rows = {row["Nummer"]: row for row in rows_of(cast.office, PAYMENTS)}
    assert set(rows) == {paid.number, waiting.number}
    assert rows[paid.number]["Datei"] == made.number
    assert rows[paid.number]["Abrechnung"] == paid.claim.number
    assert paid.iban not in client_of(cast.office).get(f"{PAYMENTS}?ausgabe=csv").content.decode()
    [row] = rows_of(cast.office, f"{PAYMENTS}?stand=ordered")
    assert row["Nummer"] == waiting.number
    [row] = rows_of(cast.office, "/foerdermittel/zahlungsdateien/")
    assert (row["Nummer"], row["Zahlungen"]) == (made.number, "1")
    assert row["Ausführung"] == f"{made.execute_on:%d.%m.%Y}"


@pytest.mark.parametrize("rows", [1, 3])
def test_files_cost_the_same_for_any_number_of_rows(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for cast in [make_claim_cast() for _ in range(rows)]:
        make_file(cast, make_payment(cast))
        make_inhouse_voucher(cast)
        make_contract(cast)
    client = client_of(make_actor(Role.OFFICE))
    # session, user, memberships; the list
    for path, queries in (
        (f"{CONTRACTS}?stand=submitted", 4),
        (VOUCHERS, 4),
        ("/inhouse/", 4),
        (PAYMENTS, 4),
        ("/foerdermittel/zahlungsdateien/", 4),
    ):
        client.get(path)
        with django_assert_num_queries(queries):
            text = client.get(path, {"stand": "", "ausgabe": "csv"}).content.decode()
        assert len(text.split("\r\n\r\n")[0].splitlines()) > rows
