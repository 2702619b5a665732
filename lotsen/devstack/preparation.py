"""The steps between running servers and a site that somebody can sign in to."""

import json
import subprocess
import sys
from dataclasses import dataclass

from lotsen.devstack import layout
from lotsen.devstack.problems import Problem
from lotsen.devstack.terminal import ask, remark

DECLINED = layout.VAR / "no-demo"


@dataclass(frozen=True)
class Prepared:
    """What the database holds after migrations."""

    people: bool  # somebody can sign in
    has_demo: bool  # there is a command that loads demo data
    accounts: str


def update_database(env: dict[str, str], *, only_accounts: bool = False) -> Prepared:
    """Migrates as the owner of the tables and loads the registry.

    `only_accounts` just lists the demo sign-ins.
    """
    report = layout.VAR / "run" / "prepared.json"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "lotsen.devstack.prepare", str(report)]
    if only_accounts:
        command.append("--accounts")
    as_owner = env | {"DATABASE_URL": env["DATABASE_OWNER_URL"]}
    done = subprocess.run(command, cwd=layout.ROOT, env=as_owner, check=False)
    if done.returncode:
        raise Problem("Die Datenbank konnte nicht vorbereitet werden (siehe oben).")
    return Prepared(**json.loads(report.read_text(encoding="utf-8")))


def wants_demo(wish: bool | None, prepared: Prepared) -> bool:
    """Whether demo data are to be loaded: as wished, otherwise offered for an empty database."""
    if not prepared.has_demo:
        return False
    if wish is not None:
        _remember(declined=not wish)
        return wish
    if prepared.people or DECLINED.exists():
        return False
    answer = ask("      Demodaten laden?", default=True)
    _remember(declined=not answer)
    return answer


def load_demo(env: dict[str, str]) -> None:
    """Loads the demo data, showing the progress of the command."""
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"], cwd=layout.ROOT, env=env, check=False
    )
    if done.returncode:
        remark("Die Demodaten konnten nicht geladen werden (siehe oben); es geht ohne sie weiter.")


def forget_answer() -> None:
    """After a reset the demo data are offered again."""
    DECLINED.unlink(missing_ok=True)


def _remember(*, declined: bool) -> None:
    if declined:
        DECLINED.touch()
    else:
        DECLINED.unlink(missing_ok=True)
