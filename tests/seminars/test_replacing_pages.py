"""HR gives a seat to a colleague and adds a late voucher, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotsen.core import clock
from lotsen.seminars.models import Enrolment
from tests.factories.accounts import client_of
from tests.factories.seminars import Course, make_candidate, make_course
from tests.factories.vouchers import basis_line, make_contract, make_grant
from vouchers.enums import ContractRule
from vouchers.models import Voucher
from vouchers.services import agree_and_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course(1, unfunded=1)


@pytest.fixture
def client(course: Course) -> Client:
    return client_of(course.cast.hr)


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def page(enrolment: Enrolment, rest: str = "") -> str:
    return f"/anmeldungen/{enrolment.pk}/{rest}"


def late_voucher(course: Course) -> Voucher:
    make_grant(course.cast)
    with clock.at(clock.now() + timedelta(days=1)):
        contract = make_contract(course.cast, [course.enrolments[1].lotse])
        return agree_and_issue(contract_id=contract.pk, actor=course.cast.office)[0]


def test_choose_check_and_hand_over(course: Course, client: Client) -> None:
    colleague, address = make_candidate(course), page(course.enrolments[0], "ersatzperson/")
    assert address in text(client.get(page(course.enrolments[0])))
    shown = text(client.get(address))
    assert str(colleague.pk) in shown
    assert str(course.enrolments[1].lotse_id) not in shown  # has a place
    answers = {"person": str(colleague.pk), "reason": "Vertretung"}
    there = client.post(address, answers)["Location"]
    check = text(client.get(there))
    assert "Der Gutschein" in check
    assert "300,00 €" in check
    assert 'value="Vertretung"' in text(client.get(f"{there}&aendern=1"))
    done = client.post(address, answers | {"step": "submit"})
    made = Enrolment.objects.get(replaces=course.enrolments[0])
    assert done["Location"] == page(made)
    assert client.post(address, answers | {"step": "submit"})["Location"] == page(made)
    assert "Ersatz für" in text(client.get(page(made)))
    earlier = text(client.get(page(course.enrolments[0])))
    assert f"{colleague.full_name}</a> übernommen" in earlier
    assert "Durch eine Ersatzperson ersetzt" in earlier


def test_bad_input_is_told_at_the_field(course: Course, client: Client) -> None:
    address = page(course.enrolments[0], "ersatzperson/")
    empty = client.post(address, {})
    assert empty.status_code == 422
    assert "Bitte wählen Sie die Ersatzperson." in text(empty)
    assert "Bitte nennen Sie den Grund." in text(empty)
    someone = {"person": str(course.enrolments[1].lotse_id), "reason": "Vertretung"}
    assert client.post(address, someone | {"step": "submit"}).status_code == 422


def test_once_the_seminar_has_begun_the_page_says_so(course: Course, client: Client) -> None:
    colleague, address = make_candidate(course), page(course.enrolments[0], "ersatzperson/")
    answers = {"person": str(colleague.pk), "reason": "Vertretung", "step": "submit"}
    with course.on_day(1):
        assert address not in text(client.get(page(course.enrolments[0])))
        assert "hat begonnen" in text(client.get(address))
        answer = client.post(address, answers)
    assert answer.status_code == 409
    assert "hat begonnen" in text(answer)


def test_a_late_voucher_is_added_under_the_overlapping_rule(course: Course, client: Client) -> None:
    basis_line().period.__class__.objects.update(contract_rule=ContractRule.OVERLAP)
    voucher, unfunded = late_voucher(course), course.enrolments[1]
    assert page(unfunded, "gutschein/") in text(client.get(page(unfunded)))
    check = text(client.get(page(unfunded, "gutschein/")))
    assert "<strong>150,00 €</strong> statt 450,00 €" in check
    assert client.post(page(unfunded, "gutschein/"))["Location"] == page(unfunded)
    assert Enrolment.objects.get(pk=unfunded.pk).voucher == voucher
    assert client.post(page(unfunded, "gutschein/"))["Location"] == page(unfunded)


def test_the_strict_rule_says_why_not(course: Course, client: Client) -> None:
    late_voucher(course)
    address = page(course.enrolments[1], "gutschein/")
    shown = text(client.get(address))
    assert "muss vor der Anmeldung vereinbart sein" in shown
    assert "Vertrag vor der Buchung" in shown
    assert "Verbindlich ergänzen" not in shown
    assert client.post(address).status_code == 422


def test_without_a_voucher_there_is_nothing_to_add(course: Course, client: Client) -> None:
    address = page(course.enrolments[1], "gutschein/")
    assert "keinen Gutschein" in text(client.get(address))
    assert client.post(address).status_code == 422
    assert "Gutschein ergänzen" not in text(client.get(page(course.enrolments[1])))


def test_the_page_of_an_enrolment_takes_few_statements(course: Course, client: Client) -> None:
    counts = []
    for enrolment in course.enrolments:
        client.get(page(enrolment))
        with CaptureQueriesContext(connection) as captured:
            client.get(page(enrolment))
        counts.append(len(captured))
    assert counts == [7, 8]
