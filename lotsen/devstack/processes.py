"""Starting, recognising and ending processes, including those that an earlier run left behind."""

import contextlib
import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path


def birth_mark(pid: int) -> str:
    """Start time of a live process, empty when it is gone: with the pid it names one process."""
    if platform.system() == "Linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        state, *rest = stat.rpartition(")")[2].split()
        return "" if state in "ZX" else rest[18]
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return "" if not answer or answer.startswith("Z") else answer.partition(" ")[2].strip()


def is_same(pid: int, mark: str) -> bool:
    """Whether the process recorded with `mark` still lives (pids are used again by others)."""
    return bool(mark) and birth_mark(pid) == mark


def wait_until(check: Callable[[], bool], seconds: float, step: float = 0.05) -> bool:
    """Polls `check` for at most `seconds`; returns its last answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return True
        time.sleep(step)
    return check()


def signal_group(pid: int, number: int) -> None:
    """Signals the process group led by `pid`; a group that is gone is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def group_exists(pid: int) -> bool:
    """Whether any process of the group led by `pid` is left."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS answers so for zombies
        return bool(birth_mark(pid))
    return True


def end_recorded(pid: int, mark: str, number: int, patience: float) -> None:
    """Ends a process of an earlier run and what it started: `number`, then SIGKILL.

    A process that only has the same number by now is left alone.
    """
    if is_same(pid, mark):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        wait_until(lambda: not is_same(pid, mark), patience)
    elif birth_mark(pid):
        return
    signal_group(pid, signal.SIGKILL)
    wait_until(lambda: not is_same(pid, mark), 5)
