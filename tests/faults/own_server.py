"""A PostgreSQL of a script's own, as durable as the real one, and the programme on it.

For scripts that kill the server or measure it. It lives in a temporary folder and is gone after
the script; nothing else on the machine is touched.
"""

import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from lotsen.devstack import places, postgres, test_servers
from lotsen.devstack.processes import birth_mark, wait_until

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.site", "DEMO_MODE": "0"}


@contextmanager
def own_server(*settings: str) -> Iterator[postgres.PostgresServer]:
    """A running, migrated database; Django is set up on it. `settings` are PostgreSQL's."""
    home = places.temporary_home()
    server = postgres.PostgresServer(home / "pg", home / "sock", home / "postgres.log", settings)
    try:
        postgres.copy_cluster(test_servers.template_cluster(), server.data)
        server.start()
        _set_up_django(server.url)
        yield server
    finally:
        server.kill()
        shutil.rmtree(home, ignore_errors=True)


def kill_all_processes(server: postgres.PostgresServer) -> None:
    """kill −9 of the server and all its children, as when the machine stops in the middle."""
    assert server.process is not None
    family = [server.process.pid, *_children(server.process.pid)]
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    server.process.wait(10)
    wait_until(lambda: not any(birth_mark(pid) for pid in family), 10)


def _set_up_django(url: str) -> None:
    os.environ.update(SETTINGS, DATABASE_URL=url)
    os.environ.setdefault("SECRET_KEY", "o" * 60)
    logging.disable(logging.WARNING)  # there is no queue that could be rung
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _children(pid: int) -> list[int]:
    """Processes whose parent is `pid` (all of PostgreSQL's are)."""
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = (line.split() for line in listing.stdout.splitlines())
    return [int(child) for child, parent in pairs if int(parent) == pid]
