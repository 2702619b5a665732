"""Granting money, submitting contracts within the quota, totals as of a day."""

from datetime import date, datetime
from typing import Any

import pytest

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from tests.factories.people import make_lotse, make_qualification
from tests.factories.vouchers import (
    basis_line,
    make_cast,
    make_contract,
    make_grant,
    make_vouchers,
)
from vouchers import services
from vouchers.models import BudgetYear, JournalEntry, TransferContract
from vouchers.queries import balances, quota_of, totals_by
from vouchers.services import NewPerson

pytestmark = pytest.mark.django_db


def test_the_same_grant_twice_is_one_and_other_content_is_refused() -> None:
    cast = make_cast()
    values: dict[str, Any] = {
        "line": basis_line(),
        "year": 2026,
        "reason": "Bescheid",
        "actor": cast.ministry,
        "approver": cast.second,
    }
    first = services.grant_budget(cents=500_00, idempotency_key="form", **values)
    assert services.grant_budget(cents=500_00, idempotency_key="form", **values) == first
    with pytest.raises(Conflict, match="anderen Angaben"):
        services.grant_budget(cents=600_00, idempotency_key="form", **values)
    assert balances().granted == 500_00


@pytest.mark.parametrize(
    ("cents", "year", "reason", "sentence"),
    [
        (0, 2026, "Bescheid", "größer als"),
        (-5, 2026, "Bescheid", "größer als"),
        (5, 2026, " ", "Grund"),
        (5, 2017, "Bescheid", "Haushaltsjahr"),
        (5, 2019, "Bescheid", "gilt 2019 nicht"),
    ],
)
def test_a_senseless_grant_is_refused(cents: int, year: int, reason: str, sentence: str) -> None:
    cast = make_cast()
    with pytest.raises(DomainError, match=sentence):
        services.grant_budget(
            line=basis_line(),
            year=year,
            cents=cents,
            reason=reason,
            idempotency_key="x",
            actor=cast.ministry,
            approver=cast.second,
        )
    assert not JournalEntry.objects.exists()


def test_only_the_ministry_grants() -> None:
    cast = make_cast()
    with pytest.raises(NotAllowed):
        services.grant_budget(
            line=basis_line(),
            year=2026,
            cents=1,
            reason="Bescheid",
            idempotency_key="x",
            actor=cast.office,
            approver=cast.second,
        )


def test_a_closed_year_takes_nothing() -> None:
    cast = make_cast()
    BudgetYear.objects.create(year=2026, state="closed", closed_at=clock.now())
    with pytest.raises(Conflict, match="abgeschlossen"):
        make_grant(cast, year=2026)


def test_totals_as_of_a_day_come_from_the_postings() -> None:
    cast = make_cast()
    with clock.at(datetime(2026, 1, 10, 9)):
        make_grant(cast, 1_000_00)
    with clock.at(datetime(2026, 2, 10, 23, 30)):
        make_vouchers(cast)
    assert balances(as_of=date(2026, 1, 9)).granted == 0
    assert balances(as_of=date(2026, 2, 9)).committed == 0
    assert balances(as_of=date(2026, 2, 10)).committed == 300_00
    assert balances(as_of=date(2026, 12, 31)) == balances()
    assert totals_by("kommune")[cast.kommune.pk].committed == 300_00
    assert totals_by("year", as_of=date(2026, 2, 9))[2026].available == 1_000_00


def test_open_contracts_reserve_places() -> None:
    cast = make_cast()
    make_contract(cast, 2)
    quota = quota_of(cast.kommune, basis_line())
    assert (quota.places, quota.used, quota.reserved, quota.free) == (3, 0, 2, 1)
    with pytest.raises(Conflict, match="Das Kontingent reicht nicht: frei 1, benötigt 2"):
        make_contract(cast, 2)


def test_nobody_is_named_twice() -> None:
    cast = make_cast()
    lotse = make_lotse(cast.kommune)
    with pytest.raises(DomainError, match="mehrmals"):
        make_contract(cast, [lotse, lotse])
    make_contract(cast, [lotse])
    with pytest.raises(Conflict, match="schon in einem offenen Vertrag"):
        make_contract(cast, [lotse])


def test_persons_must_be_employees_without_the_basis() -> None:
    cast, other = make_cast(), make_cast()
    with pytest.raises(DomainError, match="ist nicht bei"):
        make_contract(cast, [make_lotse(other.kommune)])
    trained = make_lotse(cast.kommune)
    make_qualification(trained, cast.kommune, funded=False)
    with pytest.raises(DomainError, match="schon abgeschlossen"):
        make_contract(cast, [trained])
    with pytest.raises(DomainError, match="mindestens eine Person"):
        make_contract(cast, [])


def test_hr_submits_only_for_the_own_kommune_and_only_with_a_provider() -> None:
    cast, other = make_cast(), make_cast()
    values: dict[str, Any] = {
        "line": basis_line(),
        "persons": [make_lotse(cast.kommune)],
        "contact_name": "Amt",
        "contact_email": "amt@kommune.example",
        "kommune": cast.kommune,
    }
    with pytest.raises(NotAllowed):
        services.submit_contract(
            provider=cast.provider, submission_key="1", actor=other.hr, **values
        )
    with pytest.raises(DomainError, match="Bildungsträger"):
        services.submit_contract(
            provider=cast.kommune.organisation, submission_key="2", actor=cast.hr, **values
        )


def test_the_same_form_twice_is_one_contract_with_one_new_person() -> None:
    cast = make_cast()
    contracts = [
        services.submit_contract(
            kommune=cast.kommune,
            line=basis_line(),
            provider=cast.provider,
            persons=[],
            new_persons=[NewPerson("Muster", "Beispiel", "neu@kommune.example")],
            contact_name="Amt",
            contact_email="amt@kommune.example",
            submission_key="same",
            actor=cast.hr,
        )
        for _ in range(2)
    ]
    assert contracts[0] == contracts[1]
    assert TransferContract.objects.get().persons.count() == 1


def test_a_used_key_with_other_people_is_refused() -> None:
    cast = make_cast()
    make_contract(cast, key="same")
    with pytest.raises(Conflict, match="schon für den Vertrag"):
        make_contract(cast, key="same")


def test_contract_numbers_have_no_gaps_after_a_refusal() -> None:
    cast = make_cast()
    first = make_contract(cast)
    with pytest.raises(Conflict):
        make_contract(cast, 3)
    second = make_contract(cast)
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1
