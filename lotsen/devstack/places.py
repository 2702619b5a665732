"""Where server data and sockets may lie, and as whom PostgreSQL runs when we are root.

PostgreSQL refuses to run as root, so root starts it as `nobody`. If `nobody` cannot reach the
checkout (a 0700 home directory), data and a copy of the programs move to `/var/tmp`; no
permission of an existing folder is ever changed.
"""

import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lotsen.devstack import layout

LONGEST_SOCKET = 80  # the operating system allows 104 to 108 bytes
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Account:
    """The user that PostgreSQL runs as when we are root."""

    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        """Arguments of `subprocess` that start a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def postgres_account() -> Account | None:
    """`nobody` for root, otherwise None: PostgreSQL runs as we do."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def everybody_reaches(path: Path) -> bool:
    """Whether any user may walk to `path` and look into it."""
    present = path
    while not present.exists():
        present = present.parent
    passable = all(p.stat().st_mode & stat.S_IXOTH for p in present.resolve().parents)
    return passable and bool(present.stat().st_mode & stat.S_IXOTH)


def data_home() -> Path:
    """Folder that holds the data directories of the servers of `./run`."""
    if postgres_account() and not everybody_reaches(layout.VAR):
        return Path("/var/tmp") / f"lotsen-{layout.checkout_id()}"
    return layout.VAR


def socket_home() -> Path:
    """Folder for the sockets of `./run`, short enough for the operating system."""
    place = data_home() / "sock"
    if _fits(place):
        return place
    return Path(tempfile.gettempdir()) / f"lotsen-{os.getuid()}-{layout.checkout_id()}"


def temporary_home() -> Path:
    """A new folder for the servers of one test run, reachable for the account of PostgreSQL."""
    account = postgres_account()
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):
        if _fits(base / "lotsen-test-12345678" / "sock") and (
            not account or everybody_reaches(base)
        ):
            break
    home = Path(tempfile.mkdtemp(prefix="lotsen-test-", dir=base))
    if account:
        home.chmod(0o711)
    return home


def make_private(path: Path, account: Account | None) -> Path:
    """Creates `path` with mode 0700, owned by `account`."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    if account:
        os.chown(path, account.uid, account.gid)
    return path


def copy_tree(source: Path, target: Path) -> Path:
    """Copies a tree into place in one step, so that a half copy is never used."""
    if not target.exists():
        fresh = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(source, fresh, symlinks=True)
        try:
            fresh.rename(target)
        except OSError:  # another run was faster
            shutil.rmtree(fresh, ignore_errors=True)
    return target


def _fits(folder: Path) -> bool:
    return len(str(folder / SOCKET_NAME).encode()) <= LONGEST_SOCKET
