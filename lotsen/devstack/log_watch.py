"""Shows errors from the log files of the children on the terminal, or every line."""

import json
import threading
from pathlib import Path

from lotsen.devstack.terminal import say

LOUD = {"ERROR", "CRITICAL"}


def is_loud(line: str) -> bool:
    """Whether a log line reports an error; lines that are not JSON are judged by their words."""
    try:
        level = json.loads(line).get("level", "")
    except (ValueError, AttributeError):
        return any(word in line for word in ("ERROR", "CRITICAL", "Traceback"))
    return str(level).upper() in LOUD


class LogWatch(threading.Thread):
    """Follows log files from their present end."""

    def __init__(self, logs: dict[str, Path], *, everything: bool) -> None:
        super().__init__(daemon=True)
        self.logs = logs
        self.everything = everything
        self._places = {name: _size(log) for name, log in logs.items()}
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.wait(0.5):
            for name in self.logs:
                self._show_new(name)

    def close(self) -> None:
        """Stops following."""
        self._end.set()

    def _show_new(self, name: str) -> None:
        log = self.logs[name]
        if _size(log) < self._places[name]:  # rotated
            self._places[name] = 0
        if _size(log) == self._places[name]:
            return
        with log.open("rb") as file:
            file.seek(self._places[name])
            block = file.read(1_000_000)
        complete = block[: block.rfind(b"\n") + 1]
        self._places[name] += len(complete)
        for line in complete.decode("utf-8", "replace").splitlines():
            if self.everything or is_loud(line):
                say(f"{name:>8} | {line[:2000]}")


def _size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0
