"""Builds `static/build/` from the packages pinned in `package-lock.json`.

    python -m lotsen.devstack.frontend [--production]

Third-party files are dependencies, never copies in the repository. The folder is complete or
absent: it is built beside its place and renamed. Nothing happens when it is up to date.
"""

import fcntl
import hashlib
import json
import logging
import shutil
import subprocess
import sys
from pathlib import Path

from lotsen.devstack import layout
from lotsen.devstack.node import npm_environment
from lotsen.devstack.problems import Problem

INPUTS = ("package-lock.json", "lotsen/devstack/frontend.py", "lotsen/devstack/fonts.py")
MODULES = layout.ROOT / "node_modules"
KERN = MODULES / "@kern-ux" / "native"
SCRIPT = MODULES / "htmx.org" / "dist" / "htmx.min.js"
# (package, folder in node_modules, licence file)
PACKAGES = (
    ("@kern-ux/native", "@kern-ux/native", "LICENSE.md"),
    ("htmx.org", "htmx.org", "LICENSE"),
    ("@fontsource/noto-sans", "@fontsource/noto-sans", "LICENSE"),
    ("@fontsource/noto-serif", "@fontsource/noto-serif", "LICENSE"),
)
SPDX = {"BSD-0-Clause": "0BSD"}


def fingerprint() -> str:
    """Changes whenever the built folder would."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((layout.ROOT / name).read_bytes())
    return digest.hexdigest()


def is_current(target: Path = layout.STATIC_BUILD) -> bool:
    """Whether the built folder belongs to the present lock file and build code."""
    stamp = target / ".stamp"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint()


def ensure_built(*, production: bool = False) -> bool:
    """Builds if needed and returns whether it did; raises `Problem` when packages cannot be had."""
    if is_current():
        return False
    target = layout.STATIC_BUILD
    target.parent.mkdir(exist_ok=True)
    layout.VAR.mkdir(exist_ok=True)
    with (layout.VAR / "frontend.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_current():  # somebody else built it while we waited
            return False
        _install_packages(production=production)
        _build_and_swap(target)
    return True


def _install_packages(*, production: bool) -> None:
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if production:
        command.append("--omit=dev")
    env = npm_environment()
    npm = shutil.which("npm", path=env.get("PATH")) or "npm"
    done = subprocess.run(
        [npm, *command[1:]], cwd=layout.ROOT, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        detail = (done.stderr or done.stdout).strip()[-2000:]
        raise Problem(f"Die Oberflächen-Pakete konnten nicht geladen werden:\n{detail}")


def _build_and_swap(target: Path) -> None:
    fresh, old = target.with_name("build.new"), target.with_name("build.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir()
    _build(fresh)
    (fresh / ".stamp").write_text(fingerprint(), encoding="utf-8")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _build(target: Path) -> None:
    from lotsen.devstack import fonts  # needs fontTools, which the check above does not

    logging.disable(logging.WARNING)  # fontTools remarks on the state of other people's fonts
    shutil.copyfile(KERN / "dist" / "kern.min.css", target / "kern.min.css")
    shutil.copyfile(SCRIPT, target / "htmx.min.js")
    fonts.build_page_fonts(KERN / "dist" / "fonts" / "fira-sans", target)
    fonts.build_pdf_fonts(MODULES / "@fontsource", target)
    _write_licences(target / "licenses")


def _write_licences(target: Path) -> None:
    target.mkdir()
    entries = []
    for name, folder, licence in PACKAGES:
        manifest = json.loads((MODULES / folder / "package.json").read_text(encoding="utf-8"))
        text = (MODULES / folder / licence).read_text(encoding="utf-8")
        spdx = SPDX.get(manifest["license"], manifest["license"])
        entries.append(_licence(target, name, manifest["version"], spdx, text))
    entries.append(_fira_licence(target))
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    (target / "licenses.json").write_text(text, encoding="utf-8")


def _licence(target: Path, name: str, version: str, spdx: str, text: str) -> dict[str, str]:
    file = name.strip("@").replace("/", "-").replace(" ", "-").lower() + ".txt"
    (target / file).write_text(text, encoding="utf-8")
    return {"name": name, "version": version, "license": spdx, "file": file}


def _fira_licence(target: Path) -> dict[str, str]:
    """Fira Sans comes inside KERN without its own licence file; its name table states it."""
    from fontTools.ttLib import TTFont

    names = TTFont(KERN / "dist" / "fonts" / "fira-sans" / "FiraSans-Regular.woff2")["name"]
    ofl = (MODULES / "@fontsource" / "noto-sans" / "LICENSE").read_text(encoding="utf-8")
    text = f"{names.getDebugName(0)}\n\n{ofl[ofl.index('This Font Software') :]}"
    version = str(names.getDebugName(5)).removeprefix("Version ").split(";")[0]
    return _licence(target, "Fira Sans", version, "OFL-1.1", text)


def main() -> int:
    try:
        built = ensure_built(production="--production" in sys.argv[1:])
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    print("static/build gebaut" if built else "static/build ist aktuell")
    return 0


if __name__ == "__main__":
    sys.exit(main())
