"""`./run` as a whole, in a copy of the checkout: starts, survives, stops, leaves nothing."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from lotsen.devstack import layout
from lotsen.devstack.processes import birth_mark, wait_until

pytestmark = pytest.mark.nightly
PARTS = ("web", "worker", "beat", "valkey", "postgres")


class Run:
    """A running `./run`, without the installer part, whose work is done here already."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.log = folder / "run.log"

    def command(self, *arguments: str) -> subprocess.Popen[bytes]:
        drop = {"DATABASE_URL", "REDIS_URL", "LOTSEN_TEST_SERVERS", "DJANGO_SETTINGS_MODULE"}
        env = {name: value for name, value in os.environ.items() if name not in drop}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "lotsen.devstack", *arguments],
                cwd=self.folder,
                env=env | {"PORT": str(self.port)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def start(self) -> subprocess.Popen[bytes]:
        self.log.write_bytes(b"")
        process = self.command("--no-demo")
        ready = wait_until(lambda: "Bereit nach" in self.text() or process.poll() is not None, 90)
        assert ready, self.text()
        assert process.poll() is None, self.text()
        return process

    def text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def pid_of(self, part: str) -> int:
        state = json.loads((self.folder / "var/run/state.json").read_text(encoding="utf-8"))
        return int(state["children"][part][0])

    def has_new(self, part: str, old: int) -> bool:
        return self.pid_of(part) != old

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@pytest.fixture
def site() -> Iterator[Run]:
    folder = Path(f"/tmp/lotsen-run-{os.getpid()}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o755)
    names = ["lotsen", "kommunen", "vouchers", "events", "templates", "static", "requirements"]
    for name in [*names, "docs"]:
        shutil.copytree(layout.ROOT / name, folder / name, dirs_exist_ok=True)
    for name in ("manage.py", "package.json", "package-lock.json", ".npmrc", "pyproject.toml"):
        shutil.copyfile(layout.ROOT / name, folder / name)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = Run(folder, port)
    yield run
    run.command("stop").wait(60)
    shutil.rmtree(folder, ignore_errors=True)


def test_every_part_may_be_killed(site: Run) -> None:
    process = site.start()
    pids = {part: site.pid_of(part) for part in PARTS}

    for part in PARTS:
        os.kill(site.pid_of(part), signal.SIGKILL)
        assert wait_until(partial(site.has_new, part, pids[part]), 20), site.text()
        assert wait_until(site.answers, 20), site.text()

    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert not any(birth_mark(pid) for pid in pids.values())
    assert "Die Daten bleiben erhalten" in site.text()


def test_killed_supervisor_is_followed_by_a_clean_start(site: Run) -> None:
    first = site.start()
    orphans = [site.pid_of(part) for part in PARTS]
    first.kill()
    first.wait()

    second = site.start()

    assert not any(birth_mark(pid) for pid in orphans)
    assert site.answers()
    assert site.command().wait(30) == 0  # a third one only says that it runs
    assert f"Läuft bereits: http://localhost:{site.port}/" in site.text()
    assert site.command("manage", "check").wait(60) == 0
    assert site.command("stop").wait(60) == 0
    assert second.wait(30) == 0
    assert site.command("manage", "check").wait(60) == 0
