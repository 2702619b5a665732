"""Seminars of the Aufbauprogramm: one to three days, vouchers of as many, no second Basis."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from lotsen.core import clock
from lotsen.core.errors import DomainError
from lotsen.core.models import Mail
from lotsen.people.enums import QualificationKind
from lotsen.people.models import Lotse, Qualification
from lotsen.seminars import services
from lotsen.seminars.models import Certificate, Seminar
from lotsen.seminars.queries.enrolments import candidates
from lotsen.seminars.services import DayPlan, Place, enrol_many
from tests.core.pdf_checks import text_of as pdf_text
from tests.deferred import fire_deferred
from tests.factories.accounts import client_of
from tests.factories.people import make_lotse, make_qualification
from tests.factories.seminars import Course, make_seminar
from tests.factories.vouchers import Cast, line_of, make_cast, make_contract, make_grant
from tests.seminars.test_models import refused
from tests.seminars.test_planning_pages import typed
from vouchers.enums import LineKind
from vouchers.models import Voucher
from vouchers.queries import balances
from vouchers.services import Terms, agree_and_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def graduate(cast: Cast) -> Lotse:
    lotse = make_lotse(cast.kommune)
    make_qualification(lotse, cast.kommune)
    return lotse


def aufbau_voucher(cast: Cast, lotse: Lotse, days: int) -> Voucher:
    line = line_of(LineKind.AUFBAU)
    make_grant(cast, 500_00, line=line)
    contract = make_contract(cast, [lotse], line=line, terms=Terms(days=days))
    [voucher] = agree_and_issue(contract_id=contract.pk, actor=cast.office)
    return voucher


def aufbau_seminar(cast: Cast, days: int, **changes: Any) -> Seminar:
    first = clock.today() + timedelta(days=21)
    return make_seminar(
        cast.trainer,
        line=line_of(LineKind.AUFBAU),
        title="Aufbauprogramm",
        days=tuple(DayPlan(first + timedelta(days=n)) for n in range(days)),
        **changes,
    )


@pytest.mark.parametrize("days", [1, 2, 3])
def test_an_aufbau_seminar_has_one_to_three_days(cast: Cast, days: int) -> None:
    assert aufbau_seminar(cast, days).days.count() == days
    fire_deferred()


@pytest.mark.parametrize("days", [0, 4])
def test_other_numbers_are_refused(cast: Cast, days: int) -> None:
    with pytest.raises(DomainError, match="ein bis drei"):
        aufbau_seminar(cast, days)


def test_a_basis_seminar_keeps_its_three_days(cast: Cast) -> None:
    first = clock.today() + timedelta(days=21)
    with pytest.raises(DomainError, match="drei verschiedene"):
        make_seminar(cast.trainer, days=(DayPlan(first),))
    seminar = aufbau_seminar(cast, 2, published=False)
    with refused("seminar_three_days_in_order"):
        Seminar.objects.filter(pk=seminar.pk).update(
            line=line_of(LineKind.BASIS), enrol_until=seminar.enrol_until - timedelta(days=1)
        )


def test_a_voucher_pays_for_a_seminar_of_as_many_days(cast: Cast) -> None:
    lotse = graduate(cast)
    voucher = aufbau_voucher(cast, lotse, 2)
    for days, found in ((1, None), (2, voucher)):
        [candidate] = candidates(aufbau_seminar(cast, days), cast.kommune)
        assert candidate.voucher == found
    with pytest.raises(DomainError, match=r"Seminar mit 2.Tagen"):
        enrol_many(
            seminar_id=aufbau_seminar(cast, 3).pk,
            places=[Place(lotse.pk, voucher.pk)],
            actor=cast.hr,
        )


def test_from_enrolment_to_certificate_without_a_second_welcome(cast: Cast) -> None:
    lotse = graduate(cast)
    voucher = aufbau_voucher(cast, lotse, 2)
    course = Course(cast, aufbau_seminar(cast, 2, fee_cents=90_01))
    course.enrolments = enrol_many(
        seminar_id=course.seminar.pk, places=[Place(lotse.pk, voucher.pk)], actor=cast.hr
    )
    assert course.enrolments[0].grant_cents == 90_01
    with course.on_day(2):
        course.mark_all(True, True)
        course.confirm()
    money = balances(line=voucher.line)
    # 45,01 € and 45,00 € are the fee; the rest of 2 × 50 € goes back
    assert (money.due, money.committed, money.available) == (90_01, 0, 409_99)
    certificate = Certificate.objects.get()
    kinds = set(Qualification.objects.filter(lotse=lotse).values_list("kind", flat=True))
    assert kinds == {QualificationKind.BASIS, QualificationKind.AUFBAU}
    services.render_certificate(certificate_id=certificate.pk)
    certificate.refresh_from_db()
    assert certificate.document is not None
    assert "Aufbauprogramm" in pdf_text(bytes(certificate.document.content))
    assert services.give_login(certificate_id=certificate.pk) is None
    assert not Mail.objects.filter(key__startswith="welcome").exists()


def test_the_planning_form_offers_no_inhouse_and_takes_fewer_days(cast: Cast) -> None:
    provider = client_of(cast.trainer)
    page = provider.get("/seminare/neu/").content.decode()
    assert "Aufbauprogramm" in page
    assert "Inhouse-Schulung" not in page
    short = typed(line=str(line_of(LineKind.AUFBAU).pk), day2="", day3="")
    assert provider.post("/seminare/neu/", short).status_code == 302
    assert Seminar.objects.get().days.count() == 1
    assert provider.post("/seminare/neu/", typed(day3="", token="")).status_code == 422


def test_hr_with_a_basis_voucher_is_led_to_basis_seminars_only(cast: Cast) -> None:
    """Not to those of the Aufbauprogramm, for which the voucher does not pay."""
    make_grant(cast)
    [voucher] = agree_and_issue(contract_id=make_contract(cast, 1).pk, actor=cast.office)
    basis, aufbau = make_seminar(cast.trainer), aufbau_seminar(cast, 2)
    client = client_of(cast.hr)
    overview = client.get("/uebersicht/").content.decode()
    ways = set(re.findall(r'href="(/seminare/\?[^"]*)"', overview))
    assert ways == {
        f"/seminare/?traeger={cast.provider.pk}&amp;linie=basis&amp;person={voucher.lotse_id}"
    }
    address = unescape(ways.pop())
    assert list(client.get(address).context["page"]) == [basis]
    other = address.replace("linie=basis", "linie=aufbau")
    assert list(client.get(other).context["page"]) == [aufbau]
    file = client.get(f"{other}&ausgabe=csv").content.decode("utf-8-sig")
    assert (aufbau.number in file, basis.number in file) == (True, False)
    assert "Förderlinie: Aufbauprogramm" in file
