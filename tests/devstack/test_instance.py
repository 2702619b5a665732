"""One instance per checkout; what a killed one left behind is ended by the next."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lotsen.devstack.instance import Instance, State
from lotsen.devstack.processes import birth_mark, is_same, wait_until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(SLEEPER, start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_second_instance_does_not_get_the_lock_and_reads_the_first(tmp_path: Path) -> None:
    first, second = Instance(tmp_path), Instance(tmp_path)
    assert first.acquire("serve")
    first.publish(url="http://localhost:8000/")

    assert not second.acquire("serve")
    assert second.read().url == "http://localhost:8000/"
    assert second.read().is_alive()

    first.release()
    assert second.acquire("serve")
    second.release()


def test_recorded_processes_of_a_killed_instance_are_ended(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    killed = Instance(tmp_path)
    killed.acquire("serve")
    killed.record("web", sleeper.pid)
    killed._lock.close()  # type: ignore[union-attr]  # as the kernel does it

    following = Instance(tmp_path)

    assert following.acquire("serve")
    assert wait_until(lambda: sleeper.poll() is not None, 5)
    assert following.read().children == {}
    following.release()


def test_a_stranger_with_the_same_number_is_left_alone(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    killed = Instance(tmp_path)
    killed.acquire("serve")
    killed.state.children["web"] = [str(sleeper.pid), "another birth mark"]
    killed.publish()
    killed._lock.close()  # type: ignore[union-attr]

    following = Instance(tmp_path)
    following.acquire("serve")

    assert sleeper.poll() is None
    following.release()


def test_unreadable_state_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text('{"pid": 1, "unknown": 2}')

    assert Instance(tmp_path).read() == State()


def test_end_other_stops_the_running_instance(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    instance = Instance(tmp_path)
    instance.state = State(pid=sleeper.pid, mark=birth_mark(sleeper.pid), kind="serve")
    instance.publish()

    assert instance.end_other(patience=5)
    assert sleeper.wait(5) == -signal.SIGTERM
    assert not instance.end_other(patience=5)


def test_birth_mark_tells_processes_apart(sleeper: subprocess.Popen[bytes]) -> None:
    mark = birth_mark(sleeper.pid)

    assert is_same(sleeper.pid, mark)
    assert not is_same(sleeper.pid, "")
    sleeper.kill()
    sleeper.wait()
    assert not is_same(sleeper.pid, mark)
    assert birth_mark(os.getpid())
