"""HR enrols people over HTTP: choose, check, confirm, cancel."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotsen.accounts.models import User
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from lotsen.core.roles import Role
from lotsen.people.services import link_user
from lotsen.seminars.enums import EnrolmentState
from lotsen.seminars.models import Enrolment
from tests.access.hostile import NOBODY
from tests.factories.accounts import client_of, make_actor
from tests.factories.kommunen import make_kommune
from tests.factories.seminars import (
    Course,
    make_candidate,
    make_course,
    make_seminar,
    make_vouchers_for,
)
from tests.factories.vouchers import make_contract, make_grant
from vouchers.enums import ContractRule
from vouchers.models import FundingPeriod, Voucher
from vouchers.services import agree_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    """An open seminar; two people of the Kommune hold unused vouchers, one has none."""
    made = make_course(0)
    make_grant(made.cast, cents=600_00)
    made.vouchers = make_vouchers_for(made.cast, 2)
    return made


@pytest.fixture
def client(course: Course) -> Client:
    return client_of(course.cast.hr)


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def address(course: Course, rest: str = "anmelden/") -> str:
    return f"/seminare/{course.seminar.pk}/{rest}"


def people(*vouchers: Voucher) -> list[str]:
    return [str(voucher.lotse_id) for voucher in vouchers]


def send(client: Client, course: Course, persons: list[str], step: str, **more: str) -> Any:
    return client.post(address(course), {"personen": persons, "step": step, **more})


def check_page(client: Client, course: Course, persons: list[str]) -> str:
    """The check page, which is a page of its own."""
    sent = send(client, course, persons, "check")
    assert sent.status_code == 302
    return text(client.get(sent["Location"]))


def test_voucher_holders_are_ticked_and_the_cost_is_shown(course: Course, client: Client) -> None:
    make_candidate(course)
    shown = text(client.get(address(course)))
    assert shown.count('name="personen"') == 3
    assert shown.count(" checked>") == 2
    for voucher in course.vouchers:
        assert voucher.pk in shown
    assert "300,00 €" in shown
    assert "ohne Gutschein: voller Preis" in shown


def test_hr_that_comes_for_one_person_finds_only_this_one_ticked(
    course: Course, client: Client
) -> None:
    mine = course.vouchers[1].lotse
    home = text(client.get("/uebersicht/"))
    way = f"/seminare/?traeger={course.cast.provider.pk}&amp;linie=basis&amp;person={mine.pk}"
    assert way in home
    listed = text(client.get(way.replace("&amp;", "&")))
    assert f"Wählen Sie ein Seminar für {mine.full_name}." in listed
    assert f'"/seminare/{course.seminar.pk}/?person={mine.pk}"' in listed
    assert f'name="person" value="{mine.pk}"' in listed  # the filter keeps the person
    page = text(client.get(f"{address(course, '')}?person={mine.pk}"))
    assert f'"{address(course)}?person={mine.pk}"' in page
    shown = text(client.get(f"{address(course)}?person={mine.pk}"))
    assert shown.count(" checked>") == 1
    assert re.search(rf'value="{mine.pk}" id="\w+" checked>', shown)


@pytest.mark.parametrize("person", ["unsinn", "", NOBODY, "stranger", "%00"])
def test_a_person_that_hr_does_not_know_changes_nothing(
    course: Course, client: Client, person: str
) -> None:
    if person == "stranger":
        person = str(make_candidate(make_course(0)).pk)
    for page in ("/seminare/", address(course, ""), address(course)):
        answer = client.get(f"{page}?person={person}")
        assert answer.status_code == (400 if person == "%00" else 200)
    if person != "%00":
        assert text(answer).count(" checked>") == 2


def test_who_is_named_but_cannot_come_is_told_first(course: Course, client: Client) -> None:
    send(client, course, people(course.vouchers[0]), "submit")
    name = course.vouchers[0].lotse.full_name
    shown = text(client.get(f"{address(course)}?person={course.vouchers[0].lotse_id}"))
    assert f"<p>{name} ist für dieses Seminar schon angemeldet.</p>" in shown
    assert " checked>" not in shown


def test_a_contract_under_review_is_named_before_anybody_pays_the_full_price(
    course: Course, client: Client
) -> None:
    waiting = make_contract(course.cast, 1)
    person = waiting.persons.get().lotse
    said = f"Der Vertrag {waiting.number} wird noch geprüft."
    assert said in text(client.get(address(course)))
    assert f"{person.full_name}: {said}" in check_page(client, course, [str(person.pk)])
    agree_contract(contract_id=waiting.pk, actor=course.cast.office)
    said = f"Zum Vertrag {waiting.number} ist noch kein Gutschein ausgestellt."
    assert said in text(client.get(address(course)))


def test_a_voucher_for_another_provider_is_named(course: Course, client: Client) -> None:
    elsewhere = make_seminar()
    shown = text(client.get(f"/seminare/{elsewhere.pk}/anmelden/"))
    assert f"gilt für {course.cast.provider.name}." in shown


def test_in_a_period_that_allows_it_the_check_says_that_a_voucher_can_follow(
    course: Course, client: Client
) -> None:
    FundingPeriod.objects.update(contract_rule=ContractRule.OVERLAP)
    check = check_page(client, course, [str(make_candidate(course).pk)])
    assert "können Sie ihn bei der Anmeldung ergänzen" in check


def test_back_and_reload_find_the_check_page(course: Course, client: Client) -> None:
    chosen = people(course.vouchers[0])
    there = send(client, course, chosen, "check")["Location"]
    assert there == send(client, course, chosen, "check")["Location"]
    for _ in range(2):
        assert "Prüfen und anmelden" in text(client.get(there))
    change = f"{there}&aendern=1"
    assert change.replace("&", "&amp;") in text(client.get(there))
    again = text(client.get(change))
    assert again.count(" checked>") == 1
    assert "Beschäftigte anmelden" in again
    send(client, course, chosen, "submit")
    assert client.get(there)["Location"] == address(course, "angemeldet/")


def test_a_check_page_of_before_shows_what_is_wrong_by_now(course: Course, client: Client) -> None:
    both = people(*course.vouchers)
    there = send(client, course, both, "check")["Location"]
    send(client, course, both[:1], "submit")
    answer = client.get(there)
    assert answer.status_code == 422
    assert "nur Personen, die Sie anmelden können" in text(answer)


def test_check_then_enrol_then_confirmation(course: Course, client: Client) -> None:
    chosen = people(*course.vouchers)
    check = check_page(client, course, chosen)
    assert "Prüfen und anmelden" in check
    assert "<strong>300,00 €</strong>" in check  # two shares of 150 euros
    assert not Enrolment.objects.exists()
    answer = send(client, course, chosen, "submit")
    assert answer["Location"] == address(course, "angemeldet/")
    shown = text(client.get(answer["Location"]))
    assert "2 Personen Ihrer Kommune sind" in shown
    for enrolment in Enrolment.objects.select_related("seminar"):
        assert enrolment.reference in shown
        assert enrolment.voucher_id is not None


def test_a_second_press_leads_to_the_same_confirmation(course: Course, client: Client) -> None:
    chosen = people(*course.vouchers)
    locations = {send(client, course, chosen, "submit")["Location"] for _ in range(2)}
    assert locations == {address(course, "angemeldet/")}
    assert Enrolment.objects.count() == 2


def test_the_full_price_has_to_be_confirmed(course: Course, client: Client) -> None:
    person = [str(make_candidate(course).pk)]
    check = check_page(client, course, person)
    assert "gilt der volle Preis" in check
    assert "auch nicht nachträglich" in check
    answer = send(client, course, person, "submit")
    assert answer.status_code == 422
    assert "bestätigen Sie, dass die Kommune" in text(answer)
    assert not Enrolment.objects.exists()
    assert send(client, course, person, "submit", voller_preis="on").status_code == 302
    assert Enrolment.objects.get().grant_cents == 0


@pytest.mark.parametrize("step", ["check", "submit", "unsinn", ""])
@pytest.mark.parametrize("persons", [[], ["x"], [str(uuid4())], ["\x00"]])
def test_nonsense_is_refused(course: Course, client: Client, persons: list[str], step: str) -> None:
    answer = send(client, course, persons, step)
    assert answer.status_code == 422
    assert "Bitte wählen Sie" in text(answer)
    assert not Enrolment.objects.exists()


def test_a_person_of_another_kommune_cannot_be_chosen(course: Course, client: Client) -> None:
    other = make_course(0)
    answer = send(client, course, [str(make_candidate(other).pk)], "submit", voller_preis="on")
    assert answer.status_code == 422
    assert not Enrolment.objects.exists()


def test_more_people_than_seats_are_refused_at_the_check(client: Client, course: Course) -> None:
    small = make_course(0, max_seats=1)
    chosen = [str(make_candidate(small).pk) for _ in range(2)]
    answer = send(client_of(small.cast.hr), small, chosen, "check")
    assert answer.status_code == 422
    assert "frei ist nur noch 1 Platz" in text(answer)


def test_after_the_deadline_the_page_says_so(course: Course) -> None:
    with course.on_day(1):
        client = client_of(course.cast.hr)
        assert "Eine Anmeldung ist nicht möglich" in text(client.get(address(course)))
        answer = send(client, course, people(course.vouchers[0]), "submit")
    assert answer.status_code in (409, 422)
    assert not Enrolment.objects.exists()


def test_people_who_cannot_come_are_named_with_the_reason(course: Course, client: Client) -> None:
    send(client, course, people(course.vouchers[0]), "submit")
    assert "ist für dieses Seminar schon angemeldet" in text(client.get(address(course)))


def test_hr_of_a_dissolved_kommune_is_not_sent_to_a_new_contract() -> None:
    course = make_course(0)
    kommune, client = course.cast.kommune, client_of(course.cast.hr)
    assert "Vertrag anlegen" in text(client.get(address(course)))
    kommune.dissolved_on, kommune.successor = clock.today(), make_kommune("Endingen")
    kommune.save(update_fields=["dissolved_on", "successor"])
    page = text(client.get(address(course)))
    assert "Niemand kann angemeldet werden" in page
    assert "Neue Verträge reicht die Personalstelle von Endingen ein" in page
    assert "Vertrag anlegen" not in page


def test_the_choice_asks_as_often_for_three_people_as_for_one() -> None:
    counts = []
    for persons in (1, 3):
        course = make_course(0)
        for _ in range(persons):
            make_candidate(course)
        client = client_of(course.cast.hr)
        with CaptureQueriesContext(connection) as seen:
            client.get(address(course))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


# --- The enrolment -------------------------------------------------------------------------------


def test_an_enrolment_is_cancelled_and_the_voucher_is_free_again() -> None:
    course = make_course(1)
    made, client = course.enrolments[0], client_of(course.cast.hr)
    own = f"/anmeldungen/{made.pk}/"
    assert "Abmelden" in text(client.get(own))
    assert "bleibt gültig" in text(client.get(f"{own}stornieren/"))
    shown = text(client.post(f"{own}stornieren/", follow=True))
    assert "ist zurückgenommen" in shown
    made.refresh_from_db()
    assert made.state == EnrolmentState.CANCELLED
    assert course.vouchers[0].pk in text(client.get(address(course)))
    assert client.post(f"{own}stornieren/").status_code in (302, 409)


def test_after_the_deadline_hr_cannot_cancel() -> None:
    course = make_course(1)
    own = f"/anmeldungen/{course.enrolments[0].pk}/stornieren/"
    with course.on_day(1):
        client = client_of(course.cast.hr)
        assert "nicht mehr möglich" in text(client.get(own))
        assert client.post(own).status_code in (409, 422)


def test_enrolments_of_others_do_not_exist() -> None:
    course = make_course(1)
    own = f"/anmeldungen/{course.enrolments[0].pk}/"
    for role in (Role.HR, Role.PROVIDER, Role.LOTSE):
        stranger = client_of(make_actor(role))
        assert stranger.get(own).status_code == 404
    assert client_of(make_actor(Role.HR)).post(f"{own}stornieren/").status_code == 404
    assert client_of(make_actor(Role.HR)).get(address(course, "angemeldet/")).status_code == 404
    assert client_of(course.trainer).get(own).status_code == 200


def test_a_lotse_sees_the_own_enrolments_without_money() -> None:
    course = make_course(1)
    made = course.enrolments[0]
    actor = make_actor(Role.LOTSE, course.cast.kommune.organisation)
    link_user(
        lotse=made.lotse, user=User.objects.get(memberships=actor.membership_id), actor=SYSTEM
    )
    client = client_of(actor)
    assert made.reference in text(client.get("/anmeldungen/"))
    shown = text(client.get(f"/anmeldungen/{made.pk}/"))
    assert "Gebühr" not in shown
    assert "Abmelden" not in shown.replace("Abmelden</button>", "")  # only the header's sign-out
    assert client.get(f"/anmeldungen/{made.pk}/stornieren/").status_code == 403


def test_hr_lists_all_enrolments_of_its_kommune() -> None:
    course = make_course(2)
    client = client_of(course.cast.hr)
    shown = text(client.get("/anmeldungen/"))
    assert all(enrolment.reference in shown for enrolment in course.enrolments)
    assert "Noch keine Anmeldung" in text(client_of(make_actor(Role.HR)).get("/anmeldungen/"))
