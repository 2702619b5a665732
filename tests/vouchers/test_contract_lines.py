"""Contracts of every line: who may be named, days, budget year, IDs that were issued elsewhere."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError
from lotsen.people.models import Employment
from tests.factories.accounts import client_of
from tests.factories.people import make_lotse, make_qualification
from tests.factories.vouchers import (
    Cast,
    basis_line,
    line_of,
    make_cast,
    make_contract,
    make_grant,
    make_vouchers,
)
from tests.vouchers.test_pages import answers, text_of
from vouchers import rules, services
from vouchers.enums import LineKind
from vouchers.models import FundingLine, TransferContract, Voucher
from vouchers.queries import balances, quota_of, quotas_of
from vouchers.services import Terms

pytestmark = pytest.mark.django_db
LINES = "/vertraege/neu/"
AUFBAU = "/vertraege/neu/aufbau/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def trained(cast: Cast, *, funded: bool = True) -> Any:
    lotse = make_lotse(cast.kommune)
    make_qualification(lotse, cast.kommune, funded=funded)
    return lotse


def aufbau(cast: Cast, **changed: Any) -> dict[str, Any]:
    """The form of an Aufbau contract; no new persons."""
    given = answers(cast, days="2", **changed)
    return {name: value for name, value in given.items() if not name.startswith("new0")}


def test_a_line_without_quota_rules_has_no_limit_but_the_budget(cast: Cast) -> None:
    quota = quota_of(cast.kommune, line_of(LineKind.AUFBAU))
    assert (quota.places, quota.free, quota.is_limited) == (None, None, False)
    assert quota.fits(rules.MAX_PERSONS)


def test_quotas_of_all_lines_need_as_many_queries_as_of_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    lines = list(FundingLine.objects.filter(valid_until=None))
    for some in (lines[:1], lines):
        with django_assert_num_queries(4):
            quotas_of(cast.kommune, some)


def test_hr_chooses_the_line_first_and_sees_what_is_free(cast: Cast) -> None:
    make_contract(cast, 2)
    page = text_of(client_of(cast.hr).get(LINES))
    for part in ("noch 1 von 3 frei", "ohne Kontingent", "Inhouse-Schulung", AUFBAU):
        assert part in page
    assert "ohne Kontingent" in text_of(client_of(cast.hr).get("/vertraege/"))
    assert "ohne Kontingent" in text_of(client_of(cast.hr).get("/uebersicht/"))


@pytest.mark.parametrize("kind", ["unsinn", "BASIS", "basis-2"])
def test_an_unknown_line_is_404(cast: Cast, kind: str) -> None:
    assert client_of(cast.hr).get(f"{LINES}{kind}/").status_code == 404


def test_a_line_that_is_not_open_cannot_be_chosen(cast: Cast) -> None:
    FundingLine.objects.filter(kind=LineKind.AUFBAU).update(open_for_contracts=False)
    hr = client_of(cast.hr)
    assert hr.get(AUFBAU).status_code == 404
    assert AUFBAU not in text_of(hr.get(LINES))


def test_an_aufbau_contract_from_form_to_voucher(cast: Cast) -> None:
    make_grant(cast, 500_00, line=line_of(LineKind.AUFBAU))
    first, second, beginner = trained(cast), trained(cast, funded=False), make_lotse(cast.kommune)
    hr = client_of(cast.hr)
    page = text_of(hr.get(AUFBAU))
    assert first.full_name in page
    assert second.full_name in page
    assert beginner.full_name not in page
    chosen = aufbau(cast, persons=[str(first.pk), str(second.pk)])
    assert "zusammen <strong>200,00 €</strong>" in text_of(
        hr.post(AUFBAU, chosen | {"step": ""}, follow=True)
    )
    assert hr.post(AUFBAU, chosen).status_code == 302
    contract = TransferContract.objects.get()
    assert (contract.days, contract.voucher_cents) == (2, 100_00)
    [voucher, _] = services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    assert voucher.pk == f"{cast.kommune.pk}-A-0001"
    assert (voucher.days, voucher.day_rate_cents) == (2, 50_00)
    assert balances(line=contract.line).committed == 200_00


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"days": ""}, "Zahl der Seminartage"),
        ({"days": "0"}, "mindestens 1 Tag"),
        ({"days": "4"}, "höchstens 3 Tage"),
        ({"days": "zwei"}, "in Ziffern"),
        ({"planned_year": ""}, "Haushaltsjahr"),
        ({"planned_year": "2019"}, "Möglichkeiten"),
        ({"planned_year": "unsinn"}, "Möglichkeiten"),
        ({"persons": []}, "mindestens eine Person"),
    ],
)
def test_bad_input_of_an_aufbau_contract_is_a_sentence(
    cast: Cast, changed: dict[str, Any], sentence: str
) -> None:
    form = aufbau(cast, persons=[str(trained(cast).pk)]) | changed
    response = client_of(cast.hr).post(AUFBAU, form)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not TransferContract.objects.exists()


def test_without_the_basis_nobody_is_named(cast: Cast) -> None:
    beginner = make_lotse(cast.kommune)
    page = client_of(cast.hr).post(AUFBAU, aufbau(cast, persons=[str(beginner.pk)]))
    assert page.status_code == 422
    with pytest.raises(DomainError, match="braucht zuerst die Basisqualifizierung"):
        make_contract(cast, [beginner], line=line_of(LineKind.AUFBAU), terms=Terms(days=1))
    assert "Noch niemand hat die Basisqualifizierung" in text_of(client_of(cast.hr).get(AUFBAU))


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (Terms(), "1 bis 3 Seminartage"),
        (Terms(days=4), "1 bis 3 Seminartage"),
        (Terms(days=1, planned_year=2020), "laufende oder das kommende"),
        (Terms(days=1, cost_estimate_cents=5), "keine gemeinsamen Schulungen"),
    ],
)
def test_the_service_refuses_terms_that_the_line_does_not_have(
    cast: Cast, terms: Terms, sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        make_contract(cast, [trained(cast)], line=line_of(LineKind.AUFBAU), terms=terms)
    with pytest.raises(DomainError, match="immer 3 Tage"):
        make_contract(cast, terms=Terms(days=2))


def test_who_has_left_or_finished_meanwhile_gets_no_voucher(cast: Cast) -> None:
    make_grant(cast)
    gone, done = make_contract(cast), make_contract(cast)
    Employment.objects.filter(lotse__contract_persons__contract=gone).update(
        ends_on=date(2026, 1, 1)
    )
    make_qualification(done.persons.get().lotse, cast.kommune)
    with pytest.raises(DomainError, match="ist nicht bei"):
        services.agree_and_issue(contract_id=gone.pk, actor=cast.office)
    with pytest.raises(DomainError, match="schon abgeschlossen"):
        services.agree_and_issue(contract_id=done.pk, actor=cast.office)


def test_next_year_needs_money_of_next_year(cast: Cast) -> None:
    make_grant(cast)
    year = clock.today().year
    contract = make_contract(cast, terms=Terms(planned_year=year + 1))
    office = client_of(cast.office)
    agree = reverse("vouchers:contract-agree", args=[contract.pk])
    assert f"Verpflichtungsermächtigung für {year + 1}" in text_of(office.get(agree))
    with pytest.raises(Conflict, match="brauchen eine Verpflichtungsermächtigung"):
        services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    make_grant(cast, 300_00, year=year + 1)
    [voucher] = services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    assert voucher.budget_year_id == year + 1
    assert (balances(year=year).committed, balances(year=year + 1).committed) == (0, 300_00)


def test_a_planned_year_that_has_passed_is_paid_by_the_running_one(cast: Cast) -> None:
    make_grant(cast)
    contract = make_contract(cast)
    TransferContract.objects.filter(pk=contract.pk).update(planned_year=clock.today().year - 1)
    [voucher] = services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    assert voucher.budget_year_id == clock.today().year


def test_vouchers_are_valid_as_long_as_the_line_says(cast: Cast) -> None:
    make_grant(cast)
    [unlimited] = make_vouchers(cast)
    FundingLine.objects.filter(pk=basis_line().pk).update(voucher_valid_months=18)
    [limited] = make_vouchers(cast)
    assert unlimited.valid_until is None
    assert limited.valid_until == rules.months_later(clock.today(), 18)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, later: date) -> None:
    assert rules.months_later(day, months) == later


def agree_with(client: Client, contract: TransferContract, number: str) -> Any:
    address = reverse("vouchers:contract-agree", args=[contract.pk])
    return client.post(address, {"id0": number})


def test_an_id_issued_elsewhere_is_taken_over_and_ours_pass_it_over(cast: Cast) -> None:
    make_grant(cast)
    contract, key = make_contract(cast), cast.kommune.pk
    office = client_of(cast.office)
    assert agree_with(office, contract, f" {key}-B-0001 ").status_code == 302
    assert Voucher.objects.get().serial is None
    [ours] = make_vouchers(cast)
    assert (ours.pk, ours.serial) == (f"{key}-B-0002", 2)
    taken = agree_with(office, make_contract(cast), f"{key}-B-0001")
    assert taken.status_code == 422
    assert "schon vergeben" in text_of(taken)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("08111000-B-1", "muss mit"),
        ("unsinn", "muss mit"),
        ("{key}", "nur Buchstaben"),
        ("{key} 7", "nur Buchstaben"),
        ("{key}-Ä", "nur Buchstaben"),
        ("{key}-" + "9" * 60, "höchstens 40"),
    ],
)
def test_a_wrong_id_is_a_sentence_at_the_field(cast: Cast, number: str, sentence: str) -> None:
    make_grant(cast)
    contract = make_contract(cast)
    response = agree_with(client_of(cast.office), contract, number.format(key=cast.kommune.pk))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'id="id_id0_error"' in text_of(response)
    assert not Voucher.objects.exists()


def test_the_same_id_for_two_persons_is_refused(cast: Cast) -> None:
    make_grant(cast)
    contract, number = make_contract(cast, 2), f"{cast.kommune.pk}-alt"
    given = {person.lotse_id: number for person in contract.persons.all()}
    with pytest.raises(DomainError, match="dieselbe Gutschein-ID"):
        services.agree_and_issue(contract_id=contract.pk, given_ids=given, actor=cast.office)
    fields = {"id0": number, "id1": number}
    address = reverse("vouchers:contract-agree", args=[contract.pk])
    assert "bei jemand anderem" in text_of(client_of(cast.office).post(address, fields))
