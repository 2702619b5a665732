"""A real Chromium against the live site. Without one the tests are skipped; in CI they fail."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from lotsen.core import jobs
from lotsen.core.actor import Actor
from lotsen.core.enums import JobState
from lotsen.core.models import Job
from lotsen.devstack.system import find_browser
from tests.factories.accounts import client_of

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread

WIDTHS = (1280, 390)
HEIGHT = 900
PATIENCE = 10_000  # milliseconds; something may take its time on a busy machine
expect.set_options(timeout=PATIENCE)
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (rules) => {
  const options = { runOnly: rules, resultTypes: ["violations"], preload: false };
  return (await axe.run(document, options)).violations;
}"""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium fehlt; in CI müssen die Browsertests laufen.")
        pytest.skip("Chromium fehlt; siehe README.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


class Visit:
    """One person at one window. Console errors (refused scripts, CSP violations) fail the test."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context = context
        self.base = base
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        # Chromium reports a 4xx answer as an error; those are wanted here.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def check_at_both_widths(self) -> None:
        """`check` on the desk and on the phone, without loading the page again."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self.check()

    def check(self) -> None:
        """axe is silent, nothing scrolls sideways, the console is clean."""
        assert axe_violations(self.page) == []
        assert self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"{self.page.url} scrolls sideways"
        assert self.complaints == []


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds on the page, one line per rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    violations: list[dict[str, Any]] = page.evaluate(RUN_AXE, RULES)
    return [
        f"{page.url} {violation['id']}: {node['html'][:160]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def open_window(
    browser: Browser, site: str, client: Client, width: int = 1280, *, javascript: bool = True
) -> Visit:
    """A new window, signed in like `client`. Whoever opens it closes its context."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        java_script_enabled=javascript,
        reduced_motion="reduce",
    )
    if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    return Visit(context, site)


Visiting = Callable[..., Visit]


@pytest.fixture
def site(live_server: Any) -> str:
    """Where the site answers. A module that shares one world between its tests overrides it."""
    return str(live_server.url)


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visiting]:
    """`visit(actor, width=1280)`: a signed-in window; `visit(None)` is a stranger."""
    windows: list[Visit] = []

    def begin(actor: Actor | None, width: int = 1280, *, javascript: bool = True) -> Visit:
        client = client_of(actor) if actor else Client()
        windows.append(open_window(browser, site, client, width, javascript=javascript))
        return windows[-1]

    yield begin
    for window in windows:
        window.context.close()


@pytest.fixture
def work() -> Callable[[], None]:
    """Do the waiting jobs in this process, as the worker would."""

    def run_all() -> None:
        for job in Job.objects.filter(state=JobState.QUEUED):
            jobs.run(job.pk)

    return run_all
