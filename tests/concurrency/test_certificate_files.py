"""The worker dies while it makes certificates: every one gets its file, none gets two."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings

from lotsen.accounts.models import Membership
from lotsen.core import jobs, pdf
from lotsen.core.enums import JobState
from lotsen.core.models import AuditEntry, Document, Job, Mail
from lotsen.core.roles import Role
from lotsen.devstack.processes import wait_until
from lotsen.devstack.pytest_plugin import _start_worker
from lotsen.seminars import services
from lotsen.seminars.models import Certificate
from tests.concurrency.race import race
from tests.factories.seminars import Course, make_course, run_jobs

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8
KIND = "seminars.certificates"


@pytest.fixture
def finished_course() -> Course:
    """Everybody was there on all three days; the job for the files waits."""
    course = make_course(PEOPLE, max_seats=PEOPLE)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    empty_the_broker()
    return course


@contextmanager
def worker(log: Path) -> Iterator[None]:
    """A real Celery worker on this test's database and queue; killed -9 with its child."""
    address = urlsplit(os.environ["DATABASE_URL"])
    database = str(settings.DATABASES["default"]["NAME"])
    environment = dict(os.environ) | {
        "DATABASE_URL": address._replace(path=f"/{database}").geturl()
    }
    process = _start_worker(environment, log)
    try:
        yield
    finally:
        subprocess.run(["pkill", "-9", "-P", str(process.pid)], check=False)
        process.kill()
        process.wait()


def empty_the_broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.default_channel.client.flushdb()


def files() -> int:
    return Document.objects.filter(kind="certificate").count()


def ring_certificates() -> None:
    """What the sweeper does for the job, without waiting for its turn among the mails."""
    Job.objects.filter(kind=KIND, state=JobState.RUNNING).update(
        locked_until="2020-01-01T00:00:00Z"
    )
    Job.objects.filter(kind=KIND).update(not_before=None)
    jobs.sweep()


def require_each_once() -> None:
    """Every certificate with a file of its own, made once; every login and welcome once."""
    certificates = Certificate.objects.select_related("document")
    assert all(certificate.is_ready for certificate in certificates)
    assert len({certificate.document_id for certificate in certificates}) == PEOPLE
    assert files() == PEOPLE
    assert AuditEntry.objects.filter(action="certificate.rendered").count() == PEOPLE
    assert Membership.objects.filter(role=Role.LOTSE).count() == PEOPLE
    assert Mail.objects.filter(key__startswith="lotse-welcome:").count() == PEOPLE


def test_killed_worker_and_emptied_broker_make_every_file_once(
    finished_course: Course, tmp_path: Path
) -> None:
    with worker(tmp_path / "first.log"):
        ring_certificates()
        assert wait_until(lambda: files() >= 1, 60)  # killed in the middle of the batch
    assert files() < PEOPLE
    empty_the_broker()
    with worker(tmp_path / "second.log"):
        ring_certificates()
        assert wait_until(lambda: Job.objects.get(kind=KIND).state == JobState.DONE, 90)
    require_each_once()


def test_a_worker_that_was_believed_dead_comes_back(
    finished_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def print_slowly(template: str, context: dict[str, object]) -> bytes:
        sleep(0.1)  # the other one arrives while this one is at it
        return b"%PDF"

    monkeypatch.setattr(pdf, "render", print_slowly)
    numbers = list(Certificate.objects.order_by("number").values_list("pk", flat=True))

    def make_all() -> int:
        return len([services.render_certificate(certificate_id=pk) for pk in numbers])

    assert race(make_all, make_all) == [PEOPLE, PEOPLE]
    run_jobs(KIND)
    require_each_once()
