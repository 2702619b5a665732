"""Watches servers and programs, starts again what dies, stops everything in order."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from lotsen.devstack.children import Child, RestartBudget
from lotsen.devstack.instance import Instance
from lotsen.devstack.problems import Problem
from lotsen.devstack.servers import LocalServers
from lotsen.devstack.terminal import remark, say

POLL = 0.3
GRACE = 10.0


class Interrupted(BaseException):
    """Ctrl-C, TERM or HUP while starting; derives from BaseException like KeyboardInterrupt."""


class Process(Protocol):
    """What the supervisor needs to know of a running program."""

    pid: int

    def poll(self) -> int | None: ...


class Watched:
    """One process with its budget and the way to start it again."""

    def __init__(self, name: str, label: str, process: Process, restart: Callable[[], Process]):
        self.name = name
        self.label = label
        self.process = process
        self.restart = restart
        self.budget = RestartBudget()

    def revive(self) -> bool:
        """Starts the process again if it died; returns whether it did. Raises `Problem`."""
        code = self.process.poll()
        if code is None:
            return False
        delay = self.budget.next_delay()
        if delay is None:
            raise Problem(f"{self.label} endet immer wieder ({describe(code)}).")
        say(f"      {self.label} wurde beendet ({describe(code)}) und startet neu.")
        time.sleep(delay)
        self.process = self.restart()
        return True


class Supervisor:
    """Owns everything that `./run` started."""

    def __init__(self, instance: Instance, servers: LocalServers) -> None:
        self.instance = instance
        self.servers = servers
        self.children: dict[str, Child] = {}
        self.watched: list[Watched] = []
        self.interrupts = 0
        self._starting = True
        self._wake = threading.Event()

    def listen(self) -> None:
        """Takes over Ctrl-C, TERM and HUP; under `nohup`, HUP stays ignored."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def watch_servers(self) -> None:
        """Watches the servers that are ours and already run."""
        database, queue = self.servers.database, self.servers.queue
        if database and database.process:
            self._watch("postgres", "PostgreSQL", database.process, database.start)
        if queue and queue.process:
            self._watch("valkey", "Valkey", queue.process, queue.start)

    def start_child(self, child: Child) -> None:
        """Starts a program and watches it."""
        self.children[child.name] = child
        process = child.start()
        self.instance.record(child.name, process.pid)
        self._watch(child.name, child.label, process, child.start)

    def revive_dead(self) -> None:
        """One round of the watch; raises `Problem` when something does not stay alive."""
        for watched in self.watched:
            try:
                revived = watched.revive()
            except Problem:
                if watched.name in self.children:
                    say(self.children[watched.name].last_words())
                raise
            if revived:
                self.instance.record(watched.name, watched.process.pid)

    def run(self) -> None:
        """Returns after a signal, raises `Problem` when a part cannot be kept alive."""
        self._starting = False
        while not self.interrupts:
            self.revive_dead()
            self._wake.wait(POLL)

    def shut_down(self) -> None:
        """Programs first, then queue, then database; a second Ctrl-C skips the waiting."""
        self._starting = False
        for child in self.children.values():
            child.ask_to_end()
        end = time.monotonic() + GRACE
        for child in self.children.values():
            while child.process and child.process.poll() is None and self._patient(end):
                time.sleep(0.05)
            child.wait_for_end(0)
        self.servers.stop()

    def _patient(self, end: float) -> bool:
        return time.monotonic() < end and self.interrupts < 2

    def _watch(
        self, name: str, label: str, process: Process, restart: Callable[[], Process]
    ) -> None:
        self.watched.append(Watched(name, label, process, restart))

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.interrupts += 1
        self._wake.set()
        if self.interrupts == 1:
            remark("Wird beendet …")
        if self._starting:
            self._starting = False
            raise Interrupted


def describe(code: int) -> str:
    """How a process ended, in words."""
    if code < 0:
        return f"Signal {-code}"
    return f"Rückgabewert {code}"
