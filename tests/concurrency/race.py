"""Two acts at the same time, and a meeting point at the worst moment."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any, TypeVar

import pytest
from django.db import connection, connections

Result = TypeVar("Result")
PATIENCE = 1.0
"""Seconds to wait for the other one; with a lock in the way nobody comes."""
PAUSE = 0.3
"""Seconds of thought of somebody who acts `slowly`."""
FOR_EVER = 60
"""Seconds after which an act that neither ends nor waits for a lock has gone astray."""

ONE_WAITS = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity WHERE datname = current_database()
            AND wait_event IN ('advisory', 'transactionid', 'tuple')
    )
"""


def race(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at once, each on its own connection; results or exceptions in their order."""
    results: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(index: int) -> None:
        try:
            start.wait()
            results[index] = acts[index]()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def slowly(act: Callable[..., Result]) -> Callable[..., Result]:
    """`act`, and a moment of thought: between reading and writing, so that the window is wide."""

    def act_and_wait(*args: Any, **kwargs: Any) -> Result:
        result = act(*args, **kwargs)
        time.sleep(PAUSE)
        return result

    return act_and_wait


def meeting(function: Callable[..., Result], parties: int = 2) -> Callable[..., Result]:
    """`function`, after which all wait for each other, or go on alone after a second."""
    barrier = threading.Barrier(parties)

    def met(*args: Any, **kwargs: Any) -> Result:
        result = function(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE)
        return result

    return met


class Beside:
    """An act of somebody else that begins in the middle of another one, on its own connection.

    The other one goes on when this one has ended, or when it waits for a lock: nothing is left to
    the speed of the machine.
    """

    def __init__(self, act: Callable[[], Any]) -> None:
        self._act = act
        self._result: Any = None
        self._thread: threading.Thread | None = None

    def comes_after(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str) -> None:
        """This act begins when `module` has called `name` for the first time."""
        function: Callable[..., Any] = getattr(module, name)

        def interrupted(*args: Any, **kwargs: Any) -> Any:
            result = function(*args, **kwargs)
            if self._thread is None:
                self._begin()
            return result

        monkeypatch.setattr(module, name, interrupted)

    def result(self) -> Any:
        """What came of it, or the exception."""
        assert self._thread is not None, "it never began"
        self._thread.join(FOR_EVER)
        assert not self._thread.is_alive()
        return self._result

    def _begin(self) -> None:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        watcher = connection.copy()
        try:
            end = time.monotonic() + FOR_EVER
            while self._thread.is_alive() and time.monotonic() < end:
                with watcher.cursor() as cursor:
                    cursor.execute(ONE_WAITS)
                    if cursor.fetchone()[0]:
                        return
                time.sleep(0.01)
        finally:
            watcher.close()

    def _run(self) -> None:
        try:
            self._result = self._act()
        except Exception as error:
            self._result = error
        finally:
            connections.close_all()
