"""A real worker is killed -9 and the queue emptied: each certificate is made exactly once."""

from pathlib import Path
from uuid import UUID

import pytest

from lotsen.core import jobs
from lotsen.core.enums import JobState
from lotsen.core.models import Document, Job
from lotsen.devstack.processes import wait_until
from lotsen.seminars import queries
from lotsen.seminars.models import Seminar
from lotsen.seminars.queries.certificates import CERTIFICATES_JOB
from tests.core.test_worker_faults import empty_the_broker, worker
from tests.factories.seminars import make_course

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 12


def files() -> dict[UUID, str]:
    """Stored certificates with their checksums."""
    stored = Document.objects.filter(kind="certificate")
    return dict(stored.values_list("pk", "sha256"))


def ready(seminar: Seminar) -> int:
    return queries.certificate_progress(seminar).done


def test_killed_worker_and_emptied_queue_make_each_file_once(tmp_path: Path) -> None:
    course = make_course(PEOPLE, max_seats=PEOPLE)
    with course.on_day(3):
        course.mark_all(True, True, True)
        course.confirm()
    empty_the_broker()
    jobs.sweep()
    with worker(tmp_path):
        assert wait_until(lambda: ready(course.seminar) >= 2, 40)  # killed in the middle
    first = files()
    assert 0 < len(first) < PEOPLE
    empty_the_broker()
    Job.objects.filter(state=JobState.RUNNING).update(locked_until="2020-01-01T00:00:00Z")
    with worker(tmp_path):
        jobs.sweep()
        assert wait_until(lambda: ready(course.seminar) == PEOPLE, 40)
        job = Job.objects.get(kind=CERTIFICATES_JOB)
        assert wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE, 10)
    assert len(files()) == PEOPLE
    assert first.items() <= files().items()
