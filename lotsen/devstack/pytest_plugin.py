"""Gives every pytest run a PostgreSQL and a Valkey of its own before Django reads its settings.

The controlling process starts them, xdist's workers inherit the addresses and each gets its own
Redis database, so that a real worker in one of them never takes another's task.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

import pytest

from lotsen.devstack import layout, test_servers
from lotsen.devstack.problems import Problem
from lotsen.devstack.processes import wait_until

LONGEST_TEST = 300  # seconds; the first test of a run also makes the database
LONGEST_NIGHTLY = 900
_servers: test_servers.TestServers | None = None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, object, object]:
    """Runs before pytest-django's hook of the same name, which loads the settings."""
    global _servers
    if not {"--version", "-h", "--help"} & set(early_config.invocation_params.args):
        try:
            _servers = test_servers.start()
        except Problem as problem:
            raise pytest.UsageError(str(problem)) from problem
        if _servers:
            os.environ.update(_servers.environment)
        _separate_queue()
    return (yield)


def pytest_unconfigure() -> None:
    """Ends the servers that this process started."""
    global _servers
    if _servers:
        _servers.stop()
        _servers = None


def _separate_queue() -> None:
    worker = re.search(r"\d+", os.environ.get("PYTEST_XDIST_WORKER", ""))
    if worker and "REDIS_URL" in os.environ:
        os.environ["REDIS_URL"] = re.sub(
            r"virtual_host=\d+", f"virtual_host={int(worker[0]) + 1}", os.environ["REDIS_URL"]
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test that hangs (a browser, a lock) fails with its name instead of stopping the run."""
    seconds = LONGEST_NIGHTLY if item.get_closest_marker("nightly") else LONGEST_TEST
    if own := item.get_closest_marker("time_limit"):
        seconds = own.args[0]

    def give_up(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"{item.nodeid} braucht länger als {seconds} s und wurde abgebrochen.")

    if threading.current_thread() is not threading.main_thread():
        return (yield)
    previous = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests run only where somebody waits for them."""
    if not os.environ.get("LOTSEN_NIGHTLY"):
        skip = pytest.mark.skip(reason="dauert länger als 20 s; läuft mit LOTSEN_NIGHTLY=1")
        for item in items:
            if item.get_closest_marker("nightly"):
                item.add_marker(skip)


@pytest.fixture(scope="module")
def celery_worker_process(django_db_setup: None) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on this process's test database and queue.

    Only tests with `transaction=True` can use it: it does not see uncommitted rows. It ends with
    its module: tests elsewhere count on a queue that nobody else empties.
    """
    from django.conf import settings

    parts = urlsplit(os.environ["DATABASE_URL"])
    name = settings.DATABASES["default"]["NAME"]
    env = os.environ | {
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}")),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "lotsen.settings.test"),
    }
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "worker.log"
        worker = _start_worker(env, log)
        yield worker
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def _start_worker(env: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "lotsen.celery:app", "worker"]
    command += ["--concurrency=1", "--without-gossip", "--without-mingle", "--loglevel=INFO"]
    with log.open("wb") as output:
        worker = subprocess.Popen(
            command, cwd=layout.ROOT, env=env, stdout=output, stderr=subprocess.STDOUT
        )
    started = wait_until(lambda: b" ready." in log.read_bytes() or worker.poll() is not None, 40)
    if not started or worker.poll() is not None:
        worker.kill()
        pytest.fail(f"Der Worker startet nicht:\n{log.read_text(errors='replace')[-3000:]}")
    return worker
