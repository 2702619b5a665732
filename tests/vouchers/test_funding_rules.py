"""Rules of a line change by a new version; old cases keep theirs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from lotsen.core import clock
from lotsen.core.errors import Conflict, DomainError, NotAllowed
from lotsen.core.formatting import day
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor
from tests.factories.kommunen import registry  # noqa: F401
from tests.factories.vouchers import (
    Cast,
    basis_line,
    line_of,
    make_cast,
    make_contract,
    make_grant,
    make_vouchers,
)
from tests.vouchers.test_pages import text_of
from vouchers import services
from vouchers.enums import LineKind, OverBudget
from vouchers.models import FundingLine
from vouchers.queries import line_on, quota_of
from vouchers.services import LineVersion, QuotaRow

pytestmark = pytest.mark.django_db
EVERYBODY = QuotaRow("gemeinde", 1, None, 7)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def version(**changed: Any) -> LineVersion:
    values: dict[str, Any] = {
        "name": "Basisqualifizierung",
        "valid_from": clock.today(),
        "day_rate_cents": 120_00,
        "conditions_version": "2027-1",
        "max_days": 3,
        "quota": (EVERYBODY,),
        **changed,
    }
    return LineVersion(**values)


def test_a_contract_of_the_old_version_keeps_rate_and_conditions(cast: Cast) -> None:
    make_grant(cast)
    old = basis_line()
    before = make_contract(cast)
    new = services.add_version(line_id=old.pk, version=version(), actor=cast.office)
    old.refresh_from_db()
    assert old.valid_until == clock.today() - timedelta(days=1)
    assert line_on(LineKind.BASIS) == new
    assert (new.letter, new.days_fixed, new.open_for_contracts) == ("B", True, True)
    [kept] = services.agree_and_issue(contract_id=before.pk, actor=cast.office)
    assert (kept.line, kept.day_rate_cents) == (old, 100_00)
    assert before.conditions_version == "2023-1"
    make_grant(cast)  # on the new version
    [voucher] = make_vouchers(cast)
    assert (voucher.line, voucher.day_rate_cents) == (new, 120_00)
    assert voucher.contract.conditions_version == "2027-1"
    assert voucher.pk == f"{cast.kommune.pk}-B-0002"
    quota = quota_of(cast.kommune, new)
    assert (quota.places, quota.used) == (7, 2)


def test_a_version_of_the_future_waits_for_its_day(cast: Cast) -> None:
    old, first = basis_line(), clock.today() + timedelta(days=30)
    new = services.add_version(
        line_id=old.pk, version=version(valid_from=first), actor=cast.ministry
    )
    assert line_on(LineKind.BASIS) == old
    assert line_on(LineKind.BASIS, first) == new
    with pytest.raises(Conflict, match="schon eine spätere Fassung"):
        services.add_version(line_id=old.pk, version=version(), actor=cast.office)
    with pytest.raises(Conflict, match="gilt selbst erst ab"):
        services.add_version(line_id=new.pk, version=version(), actor=cast.office)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_from": date(2026, 1, 1)}, "frühestens heute"),
        ({"name": " "}, "Bezeichnung"),
        ({"day_rate_cents": 0}, "größer als"),
        ({"share_percent": 50}, "Art des Satzes"),
        ({"max_days": None}, "Zahl der Tage"),
        ({"quota": (EVERYBODY, QuotaRow("gemeinde", 9, None, 1))}, "überschneiden"),
        ({"quota": (QuotaRow("kreis", 9, 5, 1),)}, "obere Grenze"),
    ],
)
def test_a_senseless_version_changes_nothing(
    cast: Cast, changed: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        services.add_version(line_id=basis_line().pk, version=version(**changed), actor=cast.office)
    assert basis_line().valid_until is None


def test_only_office_and_ministry_change_rules(cast: Cast) -> None:
    for actor in (cast.hr, make_actor(Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            services.add_version(line_id=basis_line().pk, version=version(), actor=actor)
        with pytest.raises(NotAllowed):
            services.open_line(line_id=basis_line().pk, is_open=False, actor=actor)


def test_a_line_is_closed_and_opened_for_contracts(cast: Cast) -> None:
    office = client_of(cast.office)
    address = reverse("vouchers:rule-open", args=[basis_line().pk])
    assert "für Verträge schließen" in text_of(office.get(address))
    assert "nicht mehr möglich" in text_of(office.post(address, {"offen": "nein"}, follow=True))
    with pytest.raises(DomainError, match="derzeit keine Verträge"):
        make_contract(cast)
    assert "jetzt möglich" in text_of(office.post(address, {"offen": "ja"}, follow=True))
    assert make_contract(cast)


@pytest.mark.usefixtures("registry")
def test_oversight_reads_the_rules_with_the_sum_of_all_places() -> None:
    auditor = client_of(make_actor(Role.AUDITOR))
    overview = text_of(auditor.get("/foerdermittel/regeln/"))
    for part in ("Vertrag vor der Buchung", "{key}-{letter}-{serial}", "Fassung 2018-1"):
        assert part in overview
    page = text_of(auditor.get(reverse("vouchers:rule", args=[basis_line().pk])))
    assert "1.597" in page
    assert "1.136" in page
    assert "Neue Fassung" not in page


def typed(**changed: str) -> dict[str, str]:
    return {
        "name": "Aufbauprogramm",
        "valid_from": day(clock.today()),
        "conditions_version": "2027-1",
        "day_rate_cents": "60",
        "max_days": "2",
        "over_budget": "queue",
        "voucher_valid_months": "",
        **changed,
    }


def test_the_page_adds_a_version_with_copied_values(cast: Cast) -> None:
    old = line_of(LineKind.AUFBAU)
    address = reverse("vouchers:rule-version", args=[old.pk])
    office = client_of(cast.office)
    assert 'value="50,00"' in text_of(office.get(address))
    assert "Die neue Fassung gilt ab" in text_of(office.post(address, typed(), follow=True))
    new = line_of(LineKind.AUFBAU)
    assert (new.day_rate_cents, new.max_days, new.over_budget) == (60_00, 2, OverBudget.QUEUE)
    assert office.post(address, typed()).status_code == 409
    assert FundingLine.objects.filter(kind=LineKind.AUFBAU, valid_until=None).count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_from": "01.01.2020"}, "frühestens heute"),
        ({"valid_from": "bald"}, "22.11.2026"),
        ({"day_rate_cents": "0"}, "mindestens"),
        ({"max_days": "9"}, "höchstens 3"),
        ({"over_budget": "egal"}, "Möglichkeiten"),
        ({"voucher_valid_months": "0"}, "mindestens 1"),
        ({"conditions_version": ""}, "füllen Sie"),
        ({"quota0_group": "gemeinde"}, "ergänzen Sie"),
        ({"quota0_places": "3"}, "ergänzen Sie"),
        (
            {f"quota{row}_{name}": value for row in (0, 1) for name, value in
             {"group": "kreis", "min": "0", "places": "1"}.items()},
            "überschneiden",
        ),
    ],
)  # fmt: skip
def test_a_bad_version_is_a_sentence(cast: Cast, changed: dict[str, str], sentence: str) -> None:
    address = reverse("vouchers:rule-version", args=[line_of(LineKind.AUFBAU).pk])
    response = client_of(cast.office).post(address, typed(**changed))
    assert response.status_code == 422
    assert sentence in text_of(response)


def test_the_rules_page_needs_the_same_queries_for_more_versions(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    client = client_of(cast.office)
    client.get("/foerdermittel/regeln/")
    with django_assert_num_queries(5):
        client.get("/foerdermittel/regeln/")
    services.add_version(line_id=basis_line().pk, version=version(), actor=cast.office)
    with django_assert_num_queries(5):
        client.get("/foerdermittel/regeln/")
