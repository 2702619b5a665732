"""An earlier Basis opens the Aufbauprogramm; what rests on it keeps it from being withdrawn."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from kommunen.models import Kommune
from lotsen.core import clock
from lotsen.core.errors import Conflict
from lotsen.people.models import Lotse, PriorQualification, Qualification
from lotsen.people.services import withdraw_prior
from lotsen.reporting.enums import Counting, Reach
from lotsen.reporting.queries.coverage import Body, Question, coverage
from lotsen.reporting.queries.people import Narrowed, trained
from lotsen.seminars.models import Seminar
from lotsen.seminars.services import DayPlan, Place, cancel_enrolment, enrol, enrol_many
from tests.factories.accounts import client_of
from tests.factories.people import make_lotse
from tests.factories.prior import make_prior
from tests.factories.seminars import Course, make_seminar
from tests.factories.vouchers import Cast, line_of, make_cast, make_contract, make_grant
from vouchers.enums import LineKind
from vouchers.services import Terms, agree_and_issue, cancel_voucher, withdraw_contract

pytestmark = pytest.mark.django_db
FORM = "/vertraege/neu/aufbau/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def lotse(cast: Cast) -> Lotse:
    return make_lotse(cast.kommune)


@pytest.fixture
def prior(cast: Cast, lotse: Lotse) -> PriorQualification:
    return make_prior(lotse, cast.kommune, cast.office)


def aufbau_seminar(cast: Cast) -> Seminar:
    day = DayPlan(clock.today() + timedelta(days=21))
    return make_seminar(
        cast.trainer, line=line_of(LineKind.AUFBAU), title="Aufbauprogramm", days=(day,)
    )


def withdraw(prior: PriorQualification, cast: Cast) -> PriorQualification:
    return withdraw_prior(prior_id=prior.pk, reason="Verwechslung", actor=cast.office)


def test_hr_is_told_whom_to_write_to_and_then_finds_the_person(
    cast: Cast, lotse: Lotse, settings: Any
) -> None:
    settings.OPERATOR_EMAIL = "programmstelle@land.example"
    hr = client_of(cast.hr)
    page = unquote(hr.get(FORM).content.decode())
    assert "Noch niemand hat die Basisqualifizierung" in page
    assert 'href="mailto:programmstelle@land.example?subject=' in page
    assert f"/personen/qualifizierung-nachtragen/?kommune={cast.kommune.key}" in page
    assert cast.kommune.label in page
    make_prior(lotse, cast.kommune, cast.office)
    page = hr.get(FORM).content.decode()
    assert lotse.full_name in page
    assert "Es fehlt jemand mit Basisqualifizierung?" in page


def test_without_an_address_the_sentence_still_says_what_to_do(cast: Cast, settings: Any) -> None:
    settings.OPERATOR_EMAIL = ""
    page = client_of(cast.hr).get(FORM).content.decode()
    assert "an die Programmstelle" in page
    assert "mailto:?" not in page


def test_a_waiting_contract_and_a_voucher_rest_on_it(
    cast: Cast, lotse: Lotse, prior: PriorQualification
) -> None:
    line = line_of(LineKind.AUFBAU)
    make_grant(cast, 500_00, line=line)
    contract = make_contract(cast, [lotse], line=line, terms=Terms(days=1))
    with pytest.raises(Conflict, match=rf"Darauf beruht der Vertrag {contract.number}\."):
        withdraw(prior, cast)
    [voucher] = agree_and_issue(contract_id=contract.pk, actor=cast.office)
    with pytest.raises(Conflict, match=rf"Darauf beruht der Gutschein {voucher.pk}\."):
        withdraw(prior, cast)
    cancel_voucher(voucher_id=voucher.pk, reason="Wechsel", actor=cast.office)
    assert withdraw(prior, cast).is_withdrawn


def test_a_withdrawn_contract_does_not(cast: Cast, lotse: Lotse, prior: PriorQualification) -> None:
    contract = make_contract(cast, [lotse], line=line_of(LineKind.AUFBAU), terms=Terms(days=1))
    withdraw_contract(contract_id=contract.pk, actor=cast.hr)
    assert withdraw(prior, cast).is_withdrawn


def test_a_place_in_a_seminar_rests_on_it(
    cast: Cast, lotse: Lotse, prior: PriorQualification
) -> None:
    seminar = aufbau_seminar(cast)
    seat = enrol(
        seminar_id=seminar.pk, lotse_id=lotse.pk, voucher_id=None, full_price=True, actor=cast.hr
    )
    with pytest.raises(Conflict, match=rf"die Anmeldung zum Seminar {seminar.number}\."):
        withdraw(prior, cast)
    cancel_enrolment(enrolment_id=seat.pk, actor=cast.hr)
    assert withdraw(prior, cast).is_withdrawn


def test_a_certificate_that_found_the_basis_rests_on_it(cast: Cast, lotse: Lotse) -> None:
    """Entered while the person already sat in a seminar: the certificate made no second Basis."""
    course = Course(cast, make_seminar(cast.trainer))
    course.enrolments = enrol_many(
        seminar_id=course.seminar.pk,
        places=[Place(lotse.pk, None, full_price=True)],
        actor=cast.hr,
    )
    prior = make_prior(lotse, cast.kommune, cast.office)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
        assert Qualification.objects.get().prior == prior
        with pytest.raises(Conflict, match="Darauf beruht das Zertifikat DL-"):
            withdraw(prior, cast)


def body(kommune: Kommune, **question: Any) -> Body:
    return coverage(Question(clock.today(), **question)).by_key[kommune.pk]


def test_map_and_reports_count_it_apart(
    cast: Cast, lotse: Lotse, prior: PriorQualification
) -> None:
    own = body(cast.kommune)
    assert (own.unfunded, own.funded, own.reach) == (1, 0, Reach.LOTSE)
    assert body(cast.kommune, funded=True).reach == Reach.NONE
    assert body(cast.kommune, funded=False).reach == Reach.LOTSE
    assert body(cast.kommune, counting=Counting.EMPLOYED).unfunded == 1
    assert trained(clock.today(), Narrowed(funded=False)).get().prior == prior
    funded = make_prior(make_lotse(cast.kommune), cast.kommune, cast.office, funded=True)
    assert body(cast.kommune).funded == 1
    for entry in (prior, funded):
        withdraw(entry, cast)
    assert body(cast.kommune).reach == Reach.NONE
    assert not trained(clock.today()).exists()


def test_it_counts_for_the_kommune_of_its_day(cast: Cast, lotse: Lotse) -> None:
    other = make_cast().kommune
    make_prior(lotse, other, cast.office)
    assert (body(cast.kommune).unfunded, body(other).unfunded) == (0, 1)
    employed = {"counting": Counting.EMPLOYED}
    assert (body(cast.kommune, **employed).unfunded, body(other, **employed).unfunded) == (1, 0)
