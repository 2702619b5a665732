"""`./run test`: every check in order, with a summary; pytest comes last."""

import os
import subprocess
import sys
import time
from pathlib import Path

from lotsen.devstack import frontend, layout, system, test_servers
from lotsen.devstack.terminal import remark, say

PYTHON = sys.executable
LINT_IMPORTS = str(Path(sys.executable).with_name("lint-imports"))
RUFF = (PYTHON, "-m", "ruff")
CHECKS = (
    ("Stil (ruff check)", (*RUFF, "check", "--output-format=concise", ".")),
    ("Format (ruff format)", (*RUFF, "format", "--check", "--output-format=concise", ".")),
    ("Typen (mypy)", (PYTHON, "-m", "mypy")),
    ("Schichten (import-linter)", (LINT_IMPORTS, "--no-logo")),
    ("Migrationen vollständig", (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
)


def run(arguments: list[str]) -> int:
    """All checks, or with arguments only pytest with them; 1 if anything failed."""
    began = time.monotonic()
    frontend.ensure_built()
    system.ensure_pdf_libraries()
    env = _environment()
    if arguments:
        return subprocess.run([PYTHON, "-m", "pytest", *arguments], env=env, check=False).returncode
    if not _browser_settled(env):
        return 1
    servers = test_servers.start()
    if servers:
        env.update(servers.environment)
    try:
        results = [(title, _check(title, command, env)) for title, command in CHECKS]
        results.append(("Tests (pytest)", _check("Tests (pytest)", _pytest(), env)))
    finally:
        if servers:
            servers.stop()
    return _summarise(results, time.monotonic() - began)


def _environment() -> dict[str, str]:
    env = dict(os.environ)
    env["DJANGO_SETTINGS_MODULE"] = "lotsen.settings.test"
    browser = system.find_browser()
    if browser:
        env["LOTSEN_BROWSER"] = browser
    return env


def _browser_settled(env: dict[str, str]) -> bool:
    """Finds a browser; without one a build server fails and a person is told what is left out."""
    browser = system.ensure_browser()
    if browser:
        env["LOTSEN_BROWSER"] = browser
        return True
    if env.get("CI") == "true":
        say("Es ist kein Chromium da, und ohne Browser-Tests ist das Ergebnis nicht vollständig.")
        return False
    say("=" * 72)
    say("ACHTUNG: kein Chromium gefunden. Alle Browser-Tests werden ÜBERSPRUNGEN.")
    remark("Bitte installieren:  sudo apt-get install -y chromium")
    say("=" * 72)
    return True


def _pytest() -> tuple[str, ...]:
    workers = max(2, min(4, os.cpu_count() or 2))
    return (PYTHON, "-m", "pytest", "-n", str(workers), "--dist", "worksteal")


def _check(title: str, command: tuple[str, ...], env: dict[str, str]) -> bool:
    say(f"\n── {title} " + "─" * max(3, 66 - len(title)))
    return subprocess.run(command, cwd=layout.ROOT, env=env, check=False).returncode == 0


def _summarise(results: list[tuple[str, bool]], seconds: float) -> int:
    failed = [title for title, passed in results if not passed]
    verdict = f"FEHLER in: {', '.join(failed)}" if failed else "alles in Ordnung"
    say(f"\n{len(results)} Prüfungen in {seconds:.0f} s: {verdict}")
    return 1 if failed else 0
