"""`./run manage …`: a Django command with the local servers running."""

import signal
import subprocess
import sys

from lotsen.devstack import environment, layout
from lotsen.devstack.instance import Instance
from lotsen.devstack.problems import Problem
from lotsen.devstack.processes import wait_until
from lotsen.devstack.servers import LocalServers
from lotsen.devstack.supervisor import Interrupted, Supervisor

LONGEST_WAIT = 600


def manage(arguments: list[str]) -> int:
    """Runs `manage.py` and returns its exit code; servers that ran before keep running."""
    if environment.external("DATABASE_URL") and environment.external("REDIS_URL"):
        return _run(arguments, LocalServers().addresses())
    instance = Instance()
    addresses: dict[str, str] = {}

    def found() -> bool:
        nonlocal addresses
        if instance.acquire("manage"):
            return True
        other = instance.read()  # another `manage` ends soon, a `serve` keeps its servers
        addresses = other.environment if other.kind == "serve" else {}
        return bool(addresses)

    if not wait_until(found, LONGEST_WAIT, step=0.2):
        raise Problem("Ein anderer Befehl benutzt die Datenbank und wird nicht fertig.")
    return _run(arguments, addresses) if addresses else _run_with_own_servers(arguments, instance)


def _run_with_own_servers(arguments: list[str], instance: Instance) -> int:
    supervisor = Supervisor(instance, LocalServers())
    supervisor.listen()
    try:
        supervisor.servers.start(instance)
        return _run(arguments, supervisor.servers.addresses())
    except Interrupted:
        return 130
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        supervisor.shut_down()
        instance.release()


def _run(arguments: list[str], addresses: dict[str, str]) -> int:
    """Ctrl-C goes to the command alone, which is in the foreground with us."""
    command = [sys.executable, "manage.py", *arguments]
    env = environment.for_django(addresses)
    program = subprocess.Popen(command, cwd=layout.ROOT, env=env)
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = program.wait()
    except BaseException:
        program.terminate()
        program.wait()
        raise
    finally:
        signal.signal(signal.SIGINT, previous)
    return code if code >= 0 else 128 - code
