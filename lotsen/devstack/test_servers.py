"""The two servers of one test run, kept by a process of their own.

    python -m lotsen.devstack.test_servers

Prints `{"DATABASE_URL": …, "REDIS_URL": …}` when both are ready and stops them and removes
their data when its standard input closes: so they end even if the test run is killed.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lotsen.devstack import layout, places, postgres
from lotsen.devstack.problems import Problem
from lotsen.devstack.valkey import ValkeyServer

ANNOUNCED = "LOTSEN_TEST_SERVERS"


@dataclass
class TestServers:
    """Handle of the keeper process."""

    __test__ = False
    keeper: subprocess.Popen[str]
    environment: dict[str, str]

    def stop(self) -> None:
        """Closes the keeper's input and waits for it to tidy up."""
        if self.keeper.stdin:
            self.keeper.stdin.close()
        self.keeper.wait(60)


def start() -> TestServers | None:
    """Starts the servers that the environment does not name; None when there is nothing to do."""
    if os.environ.get(ANNOUNCED) or ("DATABASE_URL" in os.environ and "REDIS_URL" in os.environ):
        return None
    keeper = subprocess.Popen(
        [sys.executable, "-m", "lotsen.devstack.test_servers"],
        cwd=layout.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    answer = keeper.stdout.readline() if keeper.stdout else ""
    if not answer:
        keeper.wait(60)
        raise Problem("Die Server für die Tests sind nicht gestartet.")
    environment = json.loads(answer)
    for name in ("DATABASE_URL", "REDIS_URL"):
        if name in os.environ:
            environment[name] = os.environ[name]
    return TestServers(keeper, environment | {ANNOUNCED: "1"})


def template_cluster() -> Path:
    """An empty cluster to copy, made once per checkout: quicker than `initdb`."""
    arguments = hashlib.sha256(" ".join(postgres.INITDB_ARGUMENTS).encode()).hexdigest()
    name = f"template-{postgres.MAJOR}-{arguments[:8]}"
    template = places.data_home() / "pg" / name
    if not template.exists():
        try:
            postgres.create_cluster(template, durable=False)
        except OSError:
            if not template.exists():  # otherwise another run made it in the meantime
                raise
    return template


def keep() -> int:
    """Body of the keeper process."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    template = template_cluster()
    home = places.temporary_home()
    sockets = home / "sock"
    database = postgres.PostgresServer(
        home / "pg", sockets, home / "postgres.log", postgres.TEST_SETTINGS
    )
    valkey = ValkeyServer(home / "valkey", home / "valkey.sock", home / "valkey.log", durable=False)
    try:
        postgres.copy_cluster(template, database.data)
        valkey.start()
        database.start()
        print(json.dumps({"DATABASE_URL": database.url, "REDIS_URL": valkey.url}), flush=True)
        sys.stdin.read()
    except Problem as problem:
        print(f"{problem}\n{_tail(database.log)}", file=sys.stderr)
        return 1
    finally:
        valkey.stop()
        database.kill()
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:] if log.exists() else ""


if __name__ == "__main__":
    sys.exit(keep())
