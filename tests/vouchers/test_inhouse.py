"""Inhouse trainings: partners, exception with a second person, final invoice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse
from tests.factories.vouchers import (
    Cast,
    line_of,
    make_cast,
    make_contract,
    make_grant,
    make_inhouse,
    make_inhouse_voucher,
    make_vouchers,
)
from tests.vouchers.test_pages import answers, text_of
from vouchers import services
from vouchers.enums import LineKind, VoucherState
from vouchers.models import ContractKommune, TransferContract, Voucher
from vouchers.queries import balances
from vouchers.services import Terms

pytestmark = pytest.mark.django_db
FORM = "/vertraege/neu/inhouse/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def form(cast: Cast, **changed: Any) -> dict[str, Any]:
    """The Inhouse form, sent by a Kommune without anybody known yet."""
    return answers(
        cast, persons="", days="2", cost_estimate_cents="6.000", exception_reason="", **changed
    )


def settle(voucher: Voucher, actor: Any, **changed: Any) -> Voucher:
    today = clock.today()
    values: dict[str, Any] = {
        "invoice_number": "R-17",
        "invoice_cents": 6_000_00,
        "invoiced_on": today,
        "days_held": [today - timedelta(days=1), today],
        **changed,
    }
    return services.settle_inhouse(voucher_id=voucher.pk, actor=actor, **values)


def test_an_inhouse_contract_from_form_to_one_voucher(cast: Cast) -> None:
    partner = make_kommune("Nachbarstadt")
    hr = client_of(cast.hr)
    sent = form(cast, partner0=partner.key)
    check = text_of(hr.post(FORM, sent | {"step": "check"}, follow=True))
    for part in ("Nachbarstadt", "1 Gutschein über <strong>3.000,00 €</strong>", "Schlussrechnung"):
        assert part in check
    assert hr.post(FORM, sent).status_code == 302
    contract = TransferContract.objects.get()
    assert (contract.day_rate_cents, contract.voucher_cents) == (1_500_00, 3_000_00)
    make_grant(cast, 3_000_00, line=contract.line)
    agree = reverse("vouchers:contract-agree", args=[contract.pk])
    assert "Nachbarstadt" in text_of(client_of(cast.office).get(agree))
    [voucher] = services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    assert voucher.pk == f"{cast.kommune.pk}-I-0001"
    assert (voucher.days, voucher.day_rate_cents) == (2, 1_500_00)
    assert balances(line=contract.line).available == 0


def test_the_day_rate_is_never_above_the_limit_of_the_line(cast: Cast) -> None:
    assert make_inhouse(cast, cost_cents=9_000_00).day_rate_cents == 1_700_00


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"partner0": ""}, "mindestens 2 Kommunen"),
        ({"partner0": "Atlantis"}, "keine Kommune"),
        ({"partner0": "{own}"}, "eigene Kommune ist schon dabei"),
        ({"partner1": "{other}"}, "schon genannt"),
        ({"days": "4"}, "höchstens 3"),
        ({"cost_estimate_cents": ""}, "Betrag"),
        ({"cost_estimate_cents": "viel"}, "1.234,50"),
        ({"new0_email": "", "new0_given_name": "", "new0_family_name": ""}, "genau eine"),
        ({"exception_reason": "x" * 501}, "höchstens"),
    ],
)
def test_bad_input_is_a_sentence(cast: Cast, changed: dict[str, str], sentence: str) -> None:
    other = make_kommune("Nachbarstadt")
    keys = {"own": cast.kommune.key, "other": other.key}
    filled = {name: value.format(**keys) for name, value in changed.items()}
    response = client_of(cast.hr).post(FORM, form(cast, partner0=other.key) | filled)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert not TransferContract.objects.exists()


def test_exactly_one_person_is_responsible(cast: Cast) -> None:
    two = [make_lotse(cast.kommune), make_lotse(cast.kommune)]
    terms = Terms(days=1, cost_estimate_cents=1_000_00, partners=(make_kommune(),))
    with pytest.raises(DomainError, match="genau eine verantwortliche Person"):
        make_contract(cast, two, line=line_of(LineKind.INHOUSE), terms=terms)


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (Terms(days=2), "schätzen Sie die Kosten"),
        (Terms(days=2, cost_estimate_cents=1), "zu niedrig"),
        (Terms(days=2, cost_estimate_cents=1_000_00), "mindestens 2 Kommunen"),
        (Terms(days=4, cost_estimate_cents=1_000_00), "1 bis 3"),
    ],
)
def test_the_service_refuses_senseless_terms(cast: Cast, terms: Terms, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        make_contract(cast, line=line_of(LineKind.INHOUSE), terms=terms)


def test_a_kommune_takes_part_once_in_a_period_until_its_contract_ends(cast: Cast) -> None:
    partner = make_kommune("Nachbarstadt")
    contract = make_inhouse(cast, partners=(partner,))
    other = make_cast()
    with pytest.raises(Conflict, match="Nachbarstadt"):
        make_inhouse(other, partners=(partner,))
    page = client_of(other.hr).post(FORM, form(other, partner0=partner.key))
    assert page.status_code == 422
    assert "nimmt schon an einer Schulung teil" in text_of(page)
    assert client_of(cast.hr).post(FORM, form(cast, partner0=make_kommune().key)).status_code == 422
    services.reject_contract(contract_id=contract.pk, reason="Termin fehlt", actor=cast.office)
    again = make_inhouse(other, partners=(partner,))
    services.withdraw_contract(contract_id=again.pk, actor=other.hr)
    assert not ContractKommune.objects.filter(active=True).exists()


def test_the_database_holds_once_per_period(cast: Cast) -> None:
    first, second = make_inhouse(cast), make_inhouse(make_cast())
    row = first.kommunen.get(kommune=cast.kommune)
    with (
        pytest.raises(IntegrityError, match="contract_kommune_once_per_period"),
        transaction.atomic(),
    ):
        ContractKommune.objects.create(
            contract=second, kommune=cast.kommune, period_id=row.period_id
        )


def test_cancelling_the_voucher_frees_the_kommunen(cast: Cast) -> None:
    voucher = make_inhouse_voucher(cast)
    services.cancel_voucher(voucher_id=voucher.pk, reason="Fällt aus", actor=cast.office)
    assert not ContractKommune.objects.filter(active=True).exists()
    assert make_inhouse(cast)


def test_an_expired_voucher_frees_the_kommunen(cast: Cast) -> None:
    voucher = make_inhouse_voucher(cast)
    Voucher.objects.filter(pk=voucher.pk).update(valid_until=clock.today() - timedelta(days=1))
    assert services.expire_vouchers() == [voucher.pk]
    assert not ContractKommune.objects.filter(active=True).exists()
    assert make_inhouse(cast)


def test_an_exception_needs_a_second_person_before_the_voucher(cast: Cast) -> None:
    contract = make_inhouse(cast, partners=())
    make_grant(cast, 3_000_00, line=contract.line)
    agree = reverse("vouchers:contract-agree", args=[contract.pk])
    office = client_of(cast.office)
    assert "noch nicht genehmigt" in text_of(office.get(agree))
    refused = office.post(agree)
    assert refused.status_code == 409
    assert "zweite Person" in text_of(refused)
    approve = reverse("vouchers:contract-exception", args=[contract.pk])
    ministry = client_of(cast.ministry)
    assert "Ausnahme prüfen" in text_of(
        ministry.get(reverse("vouchers:contract", args=[contract.pk]))
    )
    assert "ist genehmigt" in text_of(ministry.post(approve, follow=True))
    assert ministry.post(approve).status_code == 409
    assert "ist ausgestellt" in text_of(office.post(agree, follow=True))


def test_nobody_approves_the_exception_of_the_own_contract(cast: Cast) -> None:
    contract = make_inhouse(cast, partners=())
    submitter = make_actor(Role.OFFICE, user=contract.submitted_by)
    with pytest.raises(NotAllowed):
        services.approve_exception(contract_id=contract.pk, actor=submitter)
    with pytest.raises(NotAllowed):
        services.approve_exception(contract_id=contract.pk, actor=cast.hr)
    services.agree_contract(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(NotAllowed, match="vereinbart"):
        services.approve_exception(contract_id=contract.pk, actor=cast.office)
    services.approve_exception(contract_id=contract.pk, actor=cast.ministry)


def test_who_approved_the_exception_does_not_agree_the_contract(cast: Cast) -> None:
    contract = make_inhouse(cast, partners=())
    services.approve_exception(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(NotAllowed, match="andere Person"):
        services.agree_contract(contract_id=contract.pk, actor=cast.office)


def test_no_exception_to_approve(cast: Cast) -> None:
    with pytest.raises(DomainError, match="braucht keine Ausnahme"):
        services.approve_exception(contract_id=make_inhouse(cast).pk, actor=cast.office)


def test_the_final_invoice_decides_and_the_rest_goes_back(cast: Cast) -> None:
    voucher = make_inhouse_voucher(cast, days=3)
    settled = settle(voucher, cast.trainer, invoice_cents=4_000_01)
    money = balances(line=voucher.line)
    assert (settled.state, settled.redeemed_days, settled.released_days) == (
        VoucherState.REDEEMED,
        2,
        1,
    )
    # the voucher has 3 × 1.000 €: half the invoice is 2.000,00 €, a cent of it is lost
    assert (money.due, money.available, money.committed) == (2_000_00, 1_000_00, 0)
    assert settle(voucher, cast.trainer, invoice_cents=4_000_01) == settled
    assert balances(line=voucher.line) == money
    with pytest.raises(Conflict, match="schon mit der Rechnung R-17"):
        settle(voucher, cast.trainer, invoice_cents=5_000_00)


def test_an_odd_cent_falls_on_the_first_day(cast: Cast) -> None:
    voucher = make_inhouse_voucher(cast)
    settle(voucher, cast.trainer, invoice_cents=2_000_02)
    entries = voucher.postings.filter(account="due").order_by("day_number")
    assert [posting.cents for posting in entries] == [500_01, 500_00]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"invoice_number": " "}, DomainError),
        ({"invoice_cents": 0}, DomainError),
        ({"days_held": []}, DomainError),
        ({"days_held": [date(2026, 1, 5)] * 2}, DomainError),
        ({"days_held": [date(2026, 1, day) for day in (5, 6, 7)]}, DomainError),
        ({"days_held": [date(2099, 1, 5)]}, DomainError),
        ({"invoiced_on": date(2099, 1, 5)}, DomainError),
    ],
)
def test_a_senseless_invoice_books_nothing(
    cast: Cast, changed: dict[str, Any], error: type[Exception]
) -> None:
    voucher = make_inhouse_voucher(cast)
    with pytest.raises(error):
        settle(voucher, cast.trainer, **changed)
    assert balances().due == 0


def test_only_its_provider_or_the_office_settles_and_only_inhouse(cast: Cast) -> None:
    voucher = make_inhouse_voucher(cast)
    for actor in (make_actor(Role.PROVIDER), cast.hr):
        with pytest.raises(NotAllowed):
            settle(voucher, actor)
    make_grant(cast)
    with pytest.raises(DomainError, match="Nur Inhouse"):
        settle(make_vouchers(cast)[0], cast.trainer)
    assert settle(voucher, cast.office).invoice_number == "R-17"


def invoice(**changed: str) -> dict[str, str]:
    return {
        "invoice_number": "R-17",
        "invoice_cents": "4.000",
        "invoiced_on": "05.03.2026",
        "day1": "02.03.2026",
        "day2": "",
        "step": "submit",
        **changed,
    }


def test_the_provider_settles_on_its_page(cast: Cast) -> None:
    voucher = make_inhouse_voucher(cast)
    provider = client_of(cast.trainer)
    assert voucher.pk in text_of(provider.get("/inhouse/"))
    address = reverse("vouchers:inhouse-settle", args=[voucher.pk])
    check = text_of(provider.post(address, invoice(step="check"), follow=True))
    for part in ("1.500,00 €</strong> werden eingelöst", "1.500,00 € fließen", "2.500,00 €"):
        assert part in check
    for _ in range(2):
        assert provider.post(address, invoice()).status_code == 302
    page = text_of(provider.get(address))
    assert "1 Tag eingelöst, 1 Tag freigegeben" in page
    assert provider.post(address, invoice(invoice_number="R-18")).status_code == 409
    assert client_of(make_actor(Role.PROVIDER)).get(address).status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"invoice_number": ""}, "füllen Sie"),
        ({"invoice_cents": "0"}, "mindestens"),
        ({"invoiced_on": "morgen"}, "22.11.2026"),
        ({"invoiced_on": "05.03.2099"}, "nicht in der Zukunft"),
        ({"day1": ""}, "Datum"),
        ({"day1": "06.03.2026"}, "nach der Rechnung"),
        ({"day2": "02.03.2026"}, "schon genannt"),
    ],
)
@pytest.mark.parametrize("step", ["check", "submit"])
def test_a_bad_invoice_is_a_sentence_at_the_field(
    cast: Cast, changed: dict[str, str], sentence: str, step: str
) -> None:
    voucher = make_inhouse_voucher(cast)
    address = reverse("vouchers:inhouse-settle", args=[voucher.pk])
    response = client_of(cast.trainer).post(address, invoice(**changed, step=step))
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert balances().due == 0


def test_the_list_needs_the_same_queries_for_one_and_three(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    make_inhouse_voucher(cast)
    client = client_of(cast.trainer)
    client.get("/inhouse/")
    with django_assert_num_queries(5):
        client.get("/inhouse/")
    for _ in range(2):
        make_inhouse_voucher(cast.of_kommune(make_kommune()))
    with django_assert_num_queries(5):
        client.get("/inhouse/")
