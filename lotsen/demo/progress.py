"""How far the loading is, for somebody who waits at a terminal."""

import sys
from typing import TextIO


class Progress:
    """Prints a line at every ten per cent, to standard error by default."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = -1

    def show(self, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent // 10 > self._shown // 10 or self._shown < 0:
            self._shown = percent
            print(f"Demodaten … {percent} %", file=self._stream, flush=True)
