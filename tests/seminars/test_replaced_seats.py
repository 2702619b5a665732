"""Whose seat a colleague has taken over is "ersetzt" in every list, at no query more per row."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotsen.core.actor import Actor
from lotsen.core.roles import Role
from lotsen.seminars.models import Enrolment
from lotsen.seminars.services import cancel_enrolment, substitute
from tests.factories.accounts import client_of, make_actor
from tests.factories.seminars import Course, make_candidate, make_course

pytestmark = pytest.mark.django_db


def hand_over(course: Course, earlier: Enrolment) -> Enrolment:
    return substitute(
        enrolment_id=earlier.pk,
        lotse_id=make_candidate(course).pk,
        reason="Krankheit",
        actor=course.cast.hr,
    )


def statements(client: Client, address: str) -> tuple[int, str]:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(address).content.decode()
    return len(captured), page


def login(enrolment: Enrolment) -> Actor:
    """The person of the seat as somebody who signs in."""
    person = make_actor(Role.LOTSE, enrolment.kommune.organisation)
    enrolment.lotse.user_id = person.user_id
    enrolment.lotse.save()
    return person


def test_lists_tell_who_was_replaced_from_who_was_cancelled() -> None:
    course = make_course(2)
    replaced, cancelled = course.enrolments
    hand_over(course, replaced)
    cancel_enrolment(enrolment_id=cancelled.pk, actor=course.cast.hr)
    hr, office = client_of(course.cast.hr), client_of(course.cast.office)
    rows = hr.get("/anmeldungen/").content.decode().split("<tr")
    for enrolment, state in ((replaced, "ersetzt"), (cancelled, "abgemeldet")):
        row = next(row for row in rows if enrolment.reference in row)
        assert f">{state}<" in row
        person = f"/personen/{enrolment.lotse_id}/"
        hit = f"/suche/vorschlaege/?q={enrolment.reference}"
        own = client_of(login(enrolment))
        for client, address in ((hr, person), (office, person), (hr, hit), (own, "/anmeldungen/")):
            assert state in client.get(address).content.decode(), (state, address)
        overview = own.get("/uebersicht/").content.decode()
        assert f">{state}</td>" in overview
        assert ({"ersetzt", "abgemeldet"} - {state}).pop() not in overview


def test_the_page_of_the_enrolment_says_when_the_seat_passed_on() -> None:
    course = make_course(1)
    hand_over(course, course.enrolments[0])
    page = client_of(course.cast.hr).get(f"/anmeldungen/{course.enrolments[0].pk}/")
    assert "<dt>Ersetzt</dt>" in page.content.decode()
    assert "<dt>Abgemeldet</dt>" not in page.content.decode()


def test_three_replaced_seats_cost_no_more_than_one() -> None:
    course = make_course(3)
    client = client_of(course.cast.hr)
    hand_over(course, course.enrolments[0])
    one, _ = statements(client, "/anmeldungen/")
    for enrolment in course.enrolments[1:]:
        hand_over(course, enrolment)
    three, page = statements(client, "/anmeldungen/")
    assert page.count(">ersetzt<") == 3
    assert three == one
