"""Who wrote what we build on: read from the installed packages, so the list cannot go stale."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

from django.conf import settings

LICENCE_KEYS = ("License-Expression", "License")


@dataclass(frozen=True, slots=True)
class Notice:
    """One third-party package with its licence as the package itself states it."""

    name: str
    version: str
    licence: str
    text: str = ""


@cache
def python_packages() -> tuple[Notice, ...]:
    """All Python packages of this installation, by name."""
    found = {_notice(distribution) for distribution in distributions()}
    return tuple(sorted(found, key=lambda notice: notice.name.lower()))


@cache
def front_end_packages() -> tuple[Notice, ...]:
    """The packages behind stylesheet, script and fonts, with their licence texts."""
    folder = settings.BASE_DIR / "static" / "build" / "licenses"
    index = folder / "licenses.json"
    if not index.exists():
        return ()
    rows = json.loads(index.read_text(encoding="utf-8"))
    return tuple(
        Notice(row["name"], row["version"], row["license"], _text(folder / row.get("file", "")))
        for row in rows
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _notice(distribution: Distribution) -> Notice:
    metadata = distribution.metadata
    stated = [_short(value) for key in LICENCE_KEYS for value in metadata.get_all(key) or []]
    licence = next((value for value in stated if value), "")
    if not licence:
        classifiers = metadata.get_all("Classifier") or []
        names = [c.rsplit(" :: ", 1)[-1] for c in classifiers if c.startswith("License ::")]
        licence = ", ".join(names) or "siehe Paket"
    return Notice(metadata["Name"] or "", distribution.version, licence)


def _short(value: str) -> str:
    return value.strip().splitlines()[0][:80] if value.strip() else ""
