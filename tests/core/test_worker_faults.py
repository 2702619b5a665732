"""A real worker is killed and the broker is emptied: nothing is lost, nothing is sent twice."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import current_app
from django.conf import settings
from django.db import transaction

from lotsen.core import jobs, mail
from lotsen.core.actor import SYSTEM
from lotsen.core.enums import JobState, MailState
from lotsen.core.models import Job, Mail
from lotsen.devstack.processes import wait_until
from lotsen.devstack.pytest_plugin import _start_worker

pytestmark = pytest.mark.django_db(transaction=True)

Queue = Callable[[int], None]


@contextmanager
def worker(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on this test's database and queue; killed -9 at the end."""
    address = urlsplit(os.environ["DATABASE_URL"])
    database = str(settings.DATABASES["default"]["NAME"])
    environment = dict(os.environ) | {
        "DATABASE_URL": address._replace(path=f"/{database}").geturl(),
        "DJANGO_SETTINGS_MODULE": "tests.core.slow_mail_settings",
        "SLOW_MAIL_LIST": str(folder / "taken"),
    }
    process = _start_worker(environment, folder / "worker.log")
    try:
        yield process
    finally:
        subprocess.run(["pkill", "-9", "-P", str(process.pid)], check=False)
        process.kill()
        process.wait()


def queue_mails(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            mail.queue_text(
                key=f"probe-{number}",
                to="person@stelle.example",
                subject=f"Probe {number}",
                body="Text",
                actor=SYSTEM,
            )


def empty_the_broker() -> None:
    with current_app.connection_for_write() as broker:
        broker.default_channel.client.flushdb()


def sent() -> int:
    return Mail.objects.filter(state=MailState.SENT).count()


def test_emptied_broker_loses_nothing(tmp_path: Path) -> None:
    queue_mails(12)
    empty_the_broker()
    with worker(tmp_path):
        assert sent() == 0
        assert jobs.sweep() == 12
        assert jobs.sweep() > 0  # rung twice: still one effect each
        assert wait_until(lambda: sent() == 12, 30)
    taken = (tmp_path / "taken").read_text().split()
    assert len(taken) == len(set(taken)) == 12
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_killed_worker_loses_nothing(tmp_path: Path) -> None:
    queue_mails(12)
    with worker(tmp_path):
        assert wait_until(lambda: sent() >= 3, 30)  # killed in the middle of its work
    assert sent() < 12
    Job.objects.filter(state=JobState.RUNNING).update(locked_until="2020-01-01T00:00:00Z")
    with worker(tmp_path):
        jobs.sweep()
        assert wait_until(lambda: sent() == 12, 40)
    taken = (tmp_path / "taken").read_text().split()
    assert len(set(taken)) == 12
    assert len(taken) <= 13  # the one in flight may come twice, with the same Message-ID
    assert not Job.objects.exclude(state=JobState.DONE).exists()
