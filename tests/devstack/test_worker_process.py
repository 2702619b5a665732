"""The fixture gives the tests of a module a real worker on their own queue and database."""

import subprocess

import pytest

from lotsen.celery import app


@pytest.mark.django_db(transaction=True)
def test_real_worker_answers(celery_worker_process: subprocess.Popen[bytes]) -> None:
    answers = app.control.ping(timeout=5)

    assert len(answers) == 1
    assert celery_worker_process.poll() is None
