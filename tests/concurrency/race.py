"""Two acts at the same time, and a meeting point at the worst moment."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from django.db import connections

Result = TypeVar("Result")
PATIENCE = 1.0
"""Seconds to wait for the other one; with a lock in the way nobody comes."""
PAUSE = 0.3
"""Seconds of thought of somebody who acts `slowly`."""


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
