"""The one running instance of a checkout: its lock and what it has written down about itself."""

import contextlib
import fcntl
import json
import os
import signal
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TextIO

from lotsen.devstack import layout
from lotsen.devstack.processes import birth_mark, end_recorded, is_same, wait_until

# Order in which the processes of a dead supervisor are ended, with signal and patience.
ENDINGS = {
    "web": (signal.SIGTERM, 3.0),
    "worker": (signal.SIGQUIT, 3.0),
    "beat": (signal.SIGTERM, 2.0),
    "valkey": (signal.SIGTERM, 5.0),
    "postgres": (signal.SIGINT, 15.0),
}


@dataclass
class State:
    """What a holder of the lock publishes for others."""

    pid: int = 0
    mark: str = ""
    kind: str = ""  # "serve" or "manage"
    phase: str = ""  # "starting", "servers" (both answer) or "ready"
    url: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    children: dict[str, list[str]] = field(default_factory=dict)  # name: [pid, birth mark]

    def is_alive(self) -> bool:
        """Whether the process that wrote this still runs."""
        return is_same(self.pid, self.mark)


class Instance:
    """Lock file and state file in `var/run/`."""

    def __init__(self, folder: Path = layout.VAR / "run") -> None:
        self.folder = folder
        self.state = State()
        self._lock: TextIO | None = None

    def acquire(self, kind: str) -> bool:
        """Takes the lock and clears what a killed predecessor left; False when it is held."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        self._end_leftovers()
        pid = os.getpid()
        self.state = State(pid=pid, mark=birth_mark(pid), kind=kind, phase="starting")
        self._write()
        return True

    def release(self) -> None:
        """Gives the lock back; nothing recorded is left."""
        if self._lock:
            (self.folder / "state.json").unlink(missing_ok=True)
            self._lock.close()
            self._lock = None

    def publish(self, **changes: object) -> None:
        """Changes fields of the state for others to read."""
        for name, value in changes.items():
            setattr(self.state, name, value)
        self._write()

    def record(self, name: str, pid: int) -> None:
        """Notes a process, so that the next start can end it should we be killed."""
        self.state.children[name] = [str(pid), birth_mark(pid)]
        self._write()

    def read(self) -> State:
        """What the holder of the lock has published; empty when there is nothing."""
        try:
            content = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
            return State(**content)
        except (OSError, ValueError, TypeError):
            return State()

    def end_other(self, patience: float = 40) -> bool:
        """Asks the running instance to stop and waits; False when none was running."""
        other = self.read()
        if not other.is_alive():
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(other.pid, signal.SIGTERM)
        if not wait_until(lambda: not other.is_alive(), patience, step=0.1):
            with contextlib.suppress(ProcessLookupError):
                os.kill(other.pid, signal.SIGKILL)
            wait_until(lambda: not other.is_alive(), 5)
        return True

    def _end_leftovers(self) -> None:
        children = self.read().children
        for name, (number, patience) in ENDINGS.items():
            if name in children:
                pid, mark = children[name]
                end_recorded(int(pid), mark, number, patience)

    def _write(self) -> None:
        path = self.folder / "state.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self.state)), encoding="utf-8")
        fresh.replace(path)
