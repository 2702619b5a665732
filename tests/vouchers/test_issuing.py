"""Agreeing, issuing, cancelling: money and quota move together."""

import pytest

from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.models import AuditEntry, Mail
from lotsen.core.roles import Role
from tests.factories.accounts import make_actor
from tests.factories.vouchers import (
    basis_line,
    make_cast,
    make_contract,
    make_grant,
    make_vouchers,
)
from vouchers import services
from vouchers.enums import ContractState, VoucherState
from vouchers.models import JournalEntry, Voucher
from vouchers.queries import balances, quota_of

pytestmark = pytest.mark.django_db


def test_issuing_commits_three_days_for_each_person() -> None:
    cast = make_cast()
    make_grant(cast, 1_000_00)
    vouchers = make_vouchers(cast, 2)
    totals = balances()
    key = cast.kommune.pk
    assert [voucher.pk for voucher in vouchers] == [f"{key}-B-0001", f"{key}-B-0002"]
    assert (totals.granted, totals.available, totals.committed) == (1_000_00, 400_00, 600_00)
    assert totals.adds_up


def test_the_next_contract_continues_the_numbers_of_the_kommune() -> None:
    cast = make_cast()
    make_grant(cast)
    make_vouchers(cast, 2)
    [third] = make_vouchers(cast, 1)
    assert third.pk.endswith("-B-0003")


def test_beyond_the_budget_nothing_is_issued_and_the_sentence_names_both_amounts() -> None:
    cast = make_cast()
    make_grant(cast, 200_00)
    contract = make_contract(cast)
    services.agree_contract(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(
        Conflict, match=r"Das Budget reicht nicht: verfügbar 200,00.€, benötigt 300,00.€"
    ):
        services.issue_vouchers(contract_id=contract.pk, actor=cast.office)
    contract.refresh_from_db()
    assert contract.issued_at is None
    assert not Voucher.objects.exists()
    assert balances().available == 200_00


def test_agreeing_and_issuing_is_all_or_nothing() -> None:
    cast = make_cast()
    make_grant(cast, 200_00)
    contract = make_contract(cast)
    with pytest.raises(Conflict, match="Budget"):
        services.agree_and_issue(contract_id=contract.pk, actor=cast.office)
    contract.refresh_from_db()
    assert contract.state == ContractState.SUBMITTED


def test_issuing_twice_returns_the_same_vouchers() -> None:
    cast = make_cast()
    make_grant(cast)
    first = make_vouchers(cast)
    again = services.issue_vouchers(contract_id=first[0].contract_id, actor=cast.office)
    assert again == first
    assert JournalEntry.objects.filter(kind="issue").count() == 1


def test_only_an_agreed_contract_gets_vouchers() -> None:
    cast = make_cast()
    make_grant(cast)
    contract = make_contract(cast)
    with pytest.raises(Conflict, match="eingereicht"):
        services.issue_vouchers(contract_id=contract.pk, actor=cast.office)


def test_nobody_decides_on_the_own_contract() -> None:
    cast = make_cast()
    contract = make_contract(cast)
    same_person = make_actor(Role.OFFICE, user=contract.submitted_by)
    with pytest.raises(NotAllowed, match="andere Person"):
        services.agree_contract(contract_id=contract.pk, actor=same_person)
    with pytest.raises(NotAllowed):
        services.agree_contract(contract_id=contract.pk, actor=cast.hr)


def test_a_second_decision_is_refused_and_says_what_was_decided() -> None:
    cast = make_cast()
    contract = make_contract(cast)
    services.reject_contract(contract_id=contract.pk, reason="Unterlagen fehlen", actor=cast.office)
    services.reject_contract(contract_id=contract.pk, reason="Unterlagen fehlen", actor=cast.office)
    with pytest.raises(Conflict, match="schon entschieden: abgelehnt"):
        services.agree_contract(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(Conflict, match="schon entschieden: abgelehnt"):
        services.reject_contract(contract_id=contract.pk, reason="Anders", actor=cast.office)


def test_rejecting_needs_a_reason_and_frees_the_places() -> None:
    cast = make_cast()
    contract = make_contract(cast, 2)
    with pytest.raises(DomainError, match="Grund"):
        services.reject_contract(contract_id=contract.pk, reason="  ", actor=cast.office)
    assert quota_of(cast.kommune, basis_line()).free == 1
    services.reject_contract(contract_id=contract.pk, reason="Unterlagen fehlen", actor=cast.office)
    assert quota_of(cast.kommune, basis_line()).free == 3


def test_withdrawing_is_for_the_own_kommune_while_it_waits() -> None:
    cast, other = make_cast(), make_cast()
    contract = make_contract(cast)
    with pytest.raises(NotAllowed):
        services.withdraw_contract(contract_id=contract.pk, actor=other.hr)
    services.withdraw_contract(contract_id=contract.pk, actor=cast.hr)
    with pytest.raises(Conflict, match="zurückgezogen"):
        services.withdraw_contract(contract_id=contract.pk, actor=cast.hr)


def test_cancelling_gives_money_and_place_back_once() -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    assert quota_of(cast.kommune, basis_line()).used == 1
    services.cancel_voucher(voucher_id=voucher.pk, reason="Person wechselt", actor=cast.office)
    voucher.refresh_from_db()
    assert voucher.state == VoucherState.CANCELLED
    assert (balances().available, balances().committed) == (3_000_00, 0)
    assert quota_of(cast.kommune, basis_line()).free == 3
    with pytest.raises(Conflict, match="storniert"):
        services.cancel_voucher(voucher_id=voucher.pk, reason="nochmal", actor=cast.office)


def test_the_contact_person_gets_the_ids_and_the_audit_log_no_names() -> None:
    cast = make_cast()
    make_grant(cast)
    [voucher] = make_vouchers(cast)
    mail = Mail.objects.get(key__startswith="contract-issued")
    assert mail.to == "personalamt@kommune.example"
    assert voucher.pk in mail.body
    assert voucher.lotse.full_name in mail.body
    facts = str(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert voucher.lotse.family_name not in facts
    assert "personalamt" not in facts
