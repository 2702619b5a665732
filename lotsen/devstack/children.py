"""The long-running programs that `./run` watches, and how often one may be started again."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from lotsen.devstack import layout
from lotsen.devstack.processes import group_exists, signal_group, wait_until

LARGEST_LOG = 10_000_000


class RestartBudget:
    """At most `limit` restarts in `window` seconds, each one waiting a little longer."""

    def __init__(
        self, limit: int = 5, window: float = 60, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit = limit
        self.window = window
        self.clock = clock
        self._restarts: deque[float] = deque()

    def next_delay(self) -> float | None:
        """Seconds to wait before the restart now due, None when the budget is used up."""
        now = self.clock()
        while self._restarts and self._restarts[0] <= now - self.window:
            self._restarts.popleft()
        if len(self._restarts) >= self.limit:
            return None
        self._restarts.append(now)
        return 0.0 if len(self._restarts) == 1 else 0.5 * 2 ** (len(self._restarts) - 2)


class Child:
    """One program with its own process group and log file."""

    def __init__(
        self, name: str, label: str, command: list[str], *, ending: int = signal.SIGTERM
    ) -> None:
        self.name = name
        self.label = label
        self.command = command
        self.ending = ending
        self.environment: dict[str, str] = dict(os.environ)
        self.log = layout.LOGS / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def start(self) -> subprocess.Popen[bytes]:
        """Starts the program; what an earlier life of it left running is ended first."""
        self._clear_group()
        rotate(self.log)
        with self.log.open("ab") as log:
            self._log_start = log.tell()
            self.process = subprocess.Popen(
                self.command,
                cwd=layout.ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.process

    def stop(self, patience: float = 10) -> None:
        """Orderly end, then the hard way; the whole group is gone afterwards."""
        self.ask_to_end()
        self.wait_for_end(patience)

    def ask_to_end(self) -> None:
        """Sends the ending signal without waiting."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.ending)

    def wait_for_end(self, patience: float) -> None:
        """Waits for the end and enforces it after `patience` seconds."""
        process = self.process
        if process:
            wait_until(lambda: process.poll() is not None, patience)
        self._clear_group()

    def has_said(self, words: str) -> bool:
        """Whether `words` occur in what this life of the program has logged."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return words.encode() in log.read()

    def last_words(self, lines: int = 15) -> str:
        """End of the log, for the terminal."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def _clear_group(self) -> None:
        if self.process and (self.process.poll() is None or group_exists(self.process.pid)):
            signal_group(self.process.pid, signal.SIGKILL)
            self.process.wait()


def rotate(log: Path) -> None:
    """Keeps one older log, so that `var/log/` does not grow without end."""
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))


def application(port: int, host: str) -> dict[str, Child]:
    """Web server, worker and beat, as in production (docker-compose.yml)."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "lotsen.celery:app"]
    granian = [*python, "granian", "--interface", "wsgi", "lotsen.wsgi:application"]
    granian += ["--host", host, "--port", str(port), "--no-ws", "--workers", "2"]
    granian += ["--blocking-threads", "4", "--respawn-failed-workers"]
    granian += ["--workers-kill-timeout", "5", "--log-level", "warning"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"]
    worker += ["--without-gossip", "--without-mingle"]
    schedule = str(layout.VAR / "run" / "beat-schedule")
    beat = [*celery, "beat", "--loglevel", "INFO", "--schedule", schedule, "--pidfile="]
    return {
        "web": Child("web", "Webserver", granian),
        "worker": Child("worker", "Hintergrunddienst", worker),
        "beat": Child("beat", "Zeitplan", beat),
    }
