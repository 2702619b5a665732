"""Certificates over HTTP: the holder's list, the download, the public check."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lotsen.accounts.models import User
from lotsen.core.actor import SYSTEM
from lotsen.core.documents import store
from lotsen.core.models import Job
from lotsen.core.roles import Role
from lotsen.people.services import link_user
from lotsen.seminars.models import Certificate
from tests.factories.accounts import client_of, make_actor
from tests.factories.seminars import Course, make_course

pytestmark = pytest.mark.django_db
LIST, VERIFY = "/bescheinigungen/", "/bescheinigungen/pruefen/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def finished(people: int = 1) -> Course:
    """Everybody was there on all days; the files are still to be made."""
    course = make_course(people)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm(notify=False)
    return course


def file_for(certificate: Certificate) -> None:
    """A stored file, as the worker would have written it."""
    certificate.document = store(
        kind="certificate",
        filename=f"{certificate.number}.pdf",
        content=b"%PDF-1.7 test",
        content_type="application/pdf",
    )
    certificate.save()


def download(certificate: Certificate) -> str:
    return f"{LIST}{certificate.pk}/"


def test_the_list_names_what_is_ready_and_what_is_not() -> None:
    course = finished(2)
    first, second = Certificate.objects.order_by("number")
    file_for(first)
    for actor in (course.trainer, course.cast.hr, course.cast.office):
        shown = text(client_of(actor).get(LIST))
        assert download(first) in shown
        assert download(second) not in shown
        assert "noch keine PDF-Datei" in shown
    assert "Noch kein Zertifikat" in text(client_of(make_actor(Role.HR)).get(LIST))


def test_the_file_is_downloaded_by_those_who_may() -> None:
    course = finished()
    certificate = Certificate.objects.get()
    client = client_of(course.cast.hr)
    assert client.get(download(certificate)).status_code == 404  # not made yet
    file_for(certificate)
    answer = client.get(download(certificate))
    assert answer["Content-Type"] == "application/pdf"
    assert certificate.number in answer["Content-Disposition"]
    for role in (Role.HR, Role.PROVIDER, Role.LOTSE):
        assert client_of(make_actor(role)).get(download(certificate)).status_code == 404


def test_a_lotse_finds_the_own_certificate() -> None:
    course = finished()
    certificate = Certificate.objects.get()
    file_for(certificate)
    actor = make_actor(Role.LOTSE, course.cast.kommune.organisation)
    user = User.objects.get(memberships=actor.membership_id)
    link_user(lotse=course.enrolments[0].lotse, user=user, actor=SYSTEM)
    client = client_of(actor)
    shown = text(client.get(LIST))
    assert "Meine Zertifikate" in shown
    assert download(certificate) in shown
    assert client.get(download(certificate)).status_code == 200
    own = text(client.get(f"/anmeldungen/{course.enrolments[0].pk}/"))
    assert "Zertifikat laden (PDF)" in own


def test_the_list_asks_as_often_for_three_as_for_one() -> None:
    counts = []
    for people in (1, 3):
        client = client_of(finished(people).trainer)
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 12


# --- The public check ----------------------------------------------------------------------------


def test_number_and_code_together_show_the_name(client: Client) -> None:
    course = finished()
    certificate = Certificate.objects.get()
    given = {"nummer": f" {certificate.number.lower()} ", "code": certificate.code.lower()}
    shown = text(client.get(VERIFY, given))
    assert "Dieses Zertifikat ist echt" in shown
    assert course.enrolments[0].lotse.full_name in shown


@pytest.mark.parametrize("wrong", ["nummer", "code"])
def test_one_of_them_alone_shows_nothing(client: Client, wrong: str) -> None:
    course = finished()
    certificate = Certificate.objects.get()
    given = {"nummer": certificate.number, "code": certificate.code}
    given[wrong] = "DL-2026-99999" if wrong == "nummer" else "AAAA-AAAA-AAAA"
    shown = text(client.get(VERIFY, given))
    assert "Kein Zertifikat mit dieser Nummer" in shown
    assert course.enrolments[0].lotse.family_name not in shown


@pytest.mark.parametrize(
    "given", [{"nummer": ""}, {"code": "x"}, {"nummer": "x" * 500, "code": "y"}]
)
def test_an_incomplete_question_gets_a_sentence(client: Client, given: dict[str, str]) -> None:
    answer = client.get(VERIFY, given)
    assert answer.status_code == 422
    assert "Fehler: " in text(answer)


def test_the_empty_form_asks_nothing(client: Client) -> None:
    shown = text(client.get(VERIFY))
    assert "Prüfcode" in shown
    assert "Kein Zertifikat" not in shown


def test_missing_files_are_made_when_the_provider_asks() -> None:
    course = finished()
    page, client = f"/seminare/{course.seminar.pk}/", client_of(course.trainer)
    shown = text(client.get(page))
    assert "Zertifikate: 0 von 1 als PDF-Datei" in shown
    assert "every 2s" not in shown
    assert "Fehlende PDF-Dateien" not in text(client_of(course.cast.ministry).get(page))
    for _ in range(2):  # a second press finds the job of the first
        client.post(f"{page}bescheinigungen/")
    assert Job.objects.filter(kind="seminars.certificates").count() == 1
    assert "every 2s" in text(client.get(page))
    answer = client_of(course.cast.ministry).post(f"{page}bescheinigungen/")
    assert answer.status_code == 403
