"""Files and logins after a seminar: each exactly once, whatever happens on the way."""

from typing import Any

import pytest
from django.conf import settings

from lotsen.accounts.models import Membership, User
from lotsen.core import documents, jobs, pdf
from lotsen.core.errors import NotAllowed
from lotsen.core.models import Document, Job, Mail
from lotsen.core.roles import Role
from lotsen.people.services import link_user
from lotsen.seminars import queries, services
from lotsen.seminars.models import Certificate
from lotsen.seminars.queries.certificates import CERTIFICATES_JOB
from tests.factories.accounts import make_actor, make_user
from tests.factories.people import make_lotse
from tests.factories.seminars import Course, make_course, run_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """What would have been printed; the real printing press is tested with the PDF files."""
    contexts: list[dict[str, object]] = []

    def render(template: str, context: dict[str, object]) -> bytes:
        contexts.append(context)
        return f"%PDF {context['number']}".encode()

    monkeypatch.setattr(pdf, "render", render)
    return contexts


def finished(people: int = 1) -> Course:
    course = make_course(people)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    return course


def test_the_job_makes_every_file_once(printed: list[dict[str, object]]) -> None:
    course = finished(3)
    assert queries.certificate_progress(course.seminar) == queries.Progress(0, 3, is_working=True)
    run_jobs(CERTIFICATES_JOB)
    assert queries.certificate_progress(course.seminar).is_complete
    job = Job.objects.get(kind=CERTIFICATES_JOB)
    assert (job.state, job.progress_done, job.progress_total) == ("done", 3, 3)
    jobs.run(job.pk)
    for certificate in Certificate.objects.all():
        services.render_certificate(certificate_id=certificate.pk)
    assert len(printed) == Document.objects.count() == 3


def test_numbers_have_no_gap_and_follow_the_names() -> None:
    course = finished(3)
    numbers = Certificate.objects.order_by("enrolment__lotse__sort_key").values_list("number")
    year = course.days[-1].held_on.year
    assert [number for (number,) in numbers] == [f"DL-{year}-0000{n}" for n in (1, 2, 3)]


def test_the_certificate_says_who_what_and_when(printed: list[dict[str, object]]) -> None:
    course = finished()
    run_jobs(CERTIFICATES_JOB)
    certificate = Certificate.objects.select_related("enrolment__lotse", "document").get()
    [context] = printed
    assert context["name"] == certificate.enrolment.lotse.full_name
    assert context["days"] == [day.held_on for day in course.days]
    assert str(context["verify_url"]).startswith(settings.SITE_URL)
    assert certificate.code in str(context["verify_url"])
    assert certificate.document is not None
    assert documents.is_intact(certificate.document)


def test_one_failure_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    course = finished(3)
    second = Certificate.objects.order_by("number")[1].number

    def render(template: str, context: dict[str, object]) -> bytes:
        if context["number"] == second:
            raise pdf.PdfError("kaputt")
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", render)
    run_jobs(CERTIFICATES_JOB)
    assert queries.certificate_progress(course.seminar) == queries.Progress(2, 3, is_working=True)
    job = Job.objects.get(kind=CERTIFICATES_JOB)
    assert (job.state, job.message) == ("queued", "1 fehlgeschlagen")
    monkeypatch.setattr(pdf, "render", lambda template, context: b"%PDF")
    Job.objects.update(not_before=None)
    run_jobs(CERTIFICATES_JOB)
    assert queries.certificate_progress(course.seminar).is_complete


def test_a_new_lotse_gets_a_login_and_one_letter(printed: list[dict[str, object]]) -> None:
    course = finished()
    lotse = course.enrolments[0].lotse
    for _ in range(2):
        certificate = Certificate.objects.get()
        services.give_login(certificate_id=certificate.pk)
    lotse.refresh_from_db()
    assert lotse.user is not None
    assert lotse.user.email == lotse.email
    membership = Membership.objects.get(user=lotse.user)
    assert (membership.role, membership.organisation) == (
        Role.LOTSE,
        course.cast.kommune.organisation,
    )
    letter = Mail.objects.get(key=f"lotse-welcome:{lotse.pk}")
    assert Certificate.objects.get().number in letter.body
    assert lotse.email in letter.body


def test_an_hr_clerk_who_becomes_a_lotse_keeps_the_login() -> None:
    course = make_course(0)
    clerk = User.objects.get(memberships=course.cast.hr.membership_id)
    enrolment = course.enrol(lotse=make_lotse(course.cast.kommune, email=clerk.email))
    with course.on_day(3):
        course.mark(enrolment, True, True, True)
        course.confirm()
    user = services.give_login(certificate_id=Certificate.objects.get().pk)
    assert user == clerk
    assert set(Membership.objects.filter(user=clerk).values_list("role", flat=True)) == {
        Role.HR,
        Role.LOTSE,
    }


def test_the_login_of_another_person_is_not_taken() -> None:
    course = finished()
    lotse = course.enrolments[0].lotse
    other = make_lotse(course.cast.kommune)
    link_user(lotse=other, user=make_user(email=lotse.email), actor=course.cast.office)
    assert services.give_login(certificate_id=Certificate.objects.get().pk) is None
    lotse.refresh_from_db()
    assert lotse.user is None


def test_missing_files_can_be_asked_for_by_who_runs_the_seminar() -> None:
    course = make_course(1)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm(notify=False)
    with pytest.raises(NotAllowed):
        services.request_certificates(seminar_id=course.seminar.pk, actor=make_actor(Role.PROVIDER))
    values: dict[str, Any] = {"seminar_id": course.seminar.pk, "actor": course.trainer}
    first = services.request_certificates(**values)
    assert first is not None
    assert services.request_certificates(**values) == first
    Job.objects.filter(pk=first.pk).update(state="parked", finished_at="2026-01-01T00:00Z")
    again = services.request_certificates(**values)
    assert again is not None
    assert (again.pk, again.state) == (first.pk, "queued")


def test_where_nothing_is_missing_nothing_is_asked_for(printed: list[dict[str, object]]) -> None:
    course = finished()
    run_jobs(CERTIFICATES_JOB)
    assert services.request_certificates(seminar_id=course.seminar.pk, actor=course.trainer) is None


def test_a_certificate_is_found_by_number_and_code_as_people_type_them() -> None:
    finished()
    certificate = Certificate.objects.get()
    typed = certificate.code.lower().replace("-", " ")
    assert queries.verified(f" {certificate.number.lower()} ", typed) == certificate
    assert queries.verified(certificate.number, "AAAA-BBBB-CCCC") is None
    assert queries.verified("", "") is None
