"""A real web server in this process, and many browsers that press a button at the same moment.

The server takes every connection and serves so many at a time, as granian's threads do; it runs
here so that a control test can take a guard away with a patch, without a switch in the programme.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread

from lotsen.core.actor import Actor
from tests.concurrency.race import race
from tests.factories.accounts import client_of

DESKS = 8
"""Requests served at a time: `./run` and the image start two workers with four threads each."""

PATIENCE = 60
"""Seconds that a browser waits for its answer."""

TRIES = 6
"""How often somebody does what a 503 asks for, on a machine that is busy with other things."""

CSRF = "c" * 32
MANY = (24, pytest.param(200, marks=pytest.mark.nightly))
"""Clients of a race: a few each time, two hundred at night."""


class Server(ThreadedWSGIServer):
    """Two hundred may wait in line, a few are served."""

    request_queue_size = 512
    desks = threading.BoundedSemaphore(DESKS)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        with self.desks:
            super().process_request_thread(request, client_address)


class ServerThread(LiveServerThread):
    server_class = Server


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser got: status, where it is sent to, the page."""

    status: int
    place: str
    page: str


@dataclass(frozen=True, slots=True)
class Window:
    """A browser window of somebody who is signed in."""

    port: int
    cookies: str

    def look(self, path: str) -> Answer:
        return self._ask("GET", path)

    def press(self, path: str, fields: dict[str, Any]) -> Answer:
        """Send the form, and again when the page asks for it (503: somebody else was at it)."""
        for _ in range(TRIES):
            answer = self.press_once(path, fields)
            if answer.status != 503:
                break
        return answer

    def press_once(self, path: str, fields: dict[str, Any]) -> Answer:
        """Send the form as the browser would."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": CSRF, **fields}, True))

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": self.cookies, "Host": "localhost", "Connection": "close"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("localhost", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            page = response.read().decode()
            return Answer(response.status, response.headers.get("Location", ""), page)
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Site:
    """The served programme."""

    port: int

    def window(self, actor: Actor) -> Window:
        """A signed-in window with a session of its own."""
        session = client_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        return Window(self.port, cookies)


@contextmanager
def serve() -> Iterator[Site]:
    """The programme on a free port; ends before the database of the test is thrown away."""
    thread = ServerThread("localhost", lambda pages: pages)  # type: ignore[arg-type]
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield Site(thread.port)
    thread.terminate()


def together(presses: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """All at the same moment; a browser that got no answer fails the test."""
    results = race(*presses)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def statuses(answers: Sequence[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)
