"""Programs are started again when they die, but not for ever."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lotsen.devstack import children, layout
from lotsen.devstack.children import Child, RestartBudget
from lotsen.devstack.instance import Instance
from lotsen.devstack.problems import Problem
from lotsen.devstack.processes import birth_mark, wait_until
from lotsen.devstack.servers import LocalServers
from lotsen.devstack.supervisor import Supervisor

FOREVER = "print('bin da', flush=True)\nimport time\ntime.sleep(600)"
WITH_GRANDCHILD = (
    "import subprocess, sys, time\n"
    "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    "print('enkel', p.pid, flush=True)\n"
    "time.sleep(600)"
)


@pytest.fixture
def make_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Child]]:
    monkeypatch.setattr(layout, "LOGS", tmp_path)
    made: list[Child] = []

    def make(program: str, name: str = "probe") -> Child:
        made.append(Child(name, "Probe", [sys.executable, "-c", program]))
        return made[-1]

    yield make
    for child in made:
        child.stop(patience=0)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    instance = Instance(tmp_path / "run")
    instance.acquire("serve")
    yield Supervisor(instance, LocalServers())
    instance.release()


def test_budget_delays_grow_and_end() -> None:
    now = 0.0
    budget = RestartBudget(limit=4, window=60, clock=lambda: now)

    assert [budget.next_delay() for _ in range(5)] == [0.0, 0.5, 1.0, 2.0, None]
    now = 61.0
    assert budget.next_delay() == 0.0


def test_supervisor_starts_a_killed_program_again(
    supervisor: Supervisor, make_child: Callable[..., Child]
) -> None:
    child = make_child(FOREVER)
    supervisor.start_child(child)
    first = supervisor.watched[0].process.pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not birth_mark(first), 5)

    supervisor.revive_dead()

    second = supervisor.watched[0].process.pid
    assert second != first
    assert birth_mark(second)
    assert supervisor.instance.read().children["probe"][0] == str(second)


def test_supervisor_gives_up_on_a_program_that_never_stays(
    supervisor: Supervisor, make_child: Callable[..., Child], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    child = make_child("raise SystemExit(3)")
    supervisor.start_child(child)

    def until_problem() -> None:
        for _ in range(50):
            assert child.process
            child.process.wait()
            supervisor.revive_dead()

    with pytest.raises(Problem, match=r"Probe endet immer wieder \(Rückgabewert 3\)"):
        until_problem()


def test_shut_down_ends_programs_and_their_children(
    supervisor: Supervisor, make_child: Callable[..., Child]
) -> None:
    child = make_child(WITH_GRANDCHILD)
    supervisor.start_child(child)
    assert wait_until(lambda: child.has_said("enkel"), 10)
    grandchild = int(child.last_words().split()[-1])

    supervisor.shut_down()

    assert wait_until(lambda: not birth_mark(grandchild), 5)


def test_restart_clears_orphans_of_a_killed_program(make_child: Callable[..., Child]) -> None:
    child = make_child(WITH_GRANDCHILD)
    process = child.start()
    assert wait_until(lambda: child.has_said("enkel"), 10)
    grandchild = int(child.last_words().split()[-1])
    process.kill()
    process.wait()

    child.start()

    assert wait_until(lambda: not birth_mark(grandchild), 5)


def test_only_words_of_the_present_life_count(make_child: Callable[..., Child]) -> None:
    child = make_child(FOREVER)
    child.start()
    assert wait_until(lambda: child.has_said("bin da"), 10)
    child.stop(patience=1)
    child.command = [sys.executable, "-c", "import time; time.sleep(600)"]

    child.start()

    assert not child.has_said("bin da")


def test_large_log_is_rotated_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LARGEST_LOG", 10)
    log = tmp_path / "web.log"
    log.write_text("x" * 11)

    children.rotate(log)

    assert not log.exists()
    assert (tmp_path / "web.log.1").read_text() == "x" * 11
