"""Seminars on the pages of a person and of a Kommune."""

import pytest
from django.urls import reverse

from lotsen.core.roles import Role
from lotsen.seminars.models import Certificate
from tests.factories.accounts import client_of, make_actor
from tests.factories.seminars import make_course

pytestmark = pytest.mark.django_db


def test_hr_reads_seminar_and_certificate_on_the_page_of_a_person() -> None:
    course = make_course(1)
    client = client_of(course.cast.hr)
    address = reverse("people:person", args=[course.enrolments[0].lotse_id])
    page = client.get(address).content.decode()
    assert course.enrolments[0].reference in page
    assert "Zertifikat DL" not in page
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    page = client.get(address).content.decode()
    assert f"{Certificate.objects.get().number} (noch keine PDF-Datei)" in page


def test_the_page_of_a_kommune_counts_for_those_who_may_see_it() -> None:
    course = make_course(2)
    address = reverse("kommunen:kommune", args=[course.cast.kommune.pk])
    name = course.enrolments[0].lotse.full_name
    for actor in (course.cast.hr, course.cast.office, course.cast.ministry):
        page = client_of(actor).get(address).content.decode()
        assert "Zurzeit angemeldet" in page
        assert (name in page) == (actor.role != Role.MINISTRY)
    for actor in (make_actor(Role.HR), make_actor(Role.PROVIDER), make_actor(Role.LOTSE)):
        assert name not in client_of(actor).get(address).content.decode()
