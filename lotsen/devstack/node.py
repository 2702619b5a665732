"""Finds an npm, or fetches Node from a wheel into `.node/` (hash-pinned, requirements/node.txt)."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from lotsen.devstack import layout
from lotsen.devstack.problems import Problem

OLDEST_NODE = 18
NODE_ENVIRONMENT = layout.ROOT / ".node"


def npm_environment() -> dict[str, str]:
    """Environment in which `npm` is found; raises `Problem` when Node cannot be fetched."""
    env = dict(os.environ)
    if "SSL_CERT_FILE" in env:
        env.setdefault("NODE_EXTRA_CA_CERTS", env["SSL_CERT_FILE"])
    if not _usable_node(env):
        env["PATH"] = f"{_node_from_wheel()}{os.pathsep}{env.get('PATH', '')}"
    return env


def _usable_node(env: dict[str, str]) -> bool:
    if not shutil.which("npm", path=env.get("PATH")):
        return False
    try:
        answer = subprocess.run(
            ["node", "--version"], env=env, capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    version = re.match(r"v(\d+)\.", answer.stdout)
    return version is not None and int(version[1]) >= OLDEST_NODE


def _node_from_wheel() -> Path:
    programs = NODE_ENVIRONMENT / "bin"
    if (programs / "npm").exists():
        return programs
    print("      Node fehlt auf diesem Rechner und wird als Python-Paket geladen …", flush=True)
    own = str(layout.ROOT / ".uv" / "bin" / "uv")
    uv = shutil.which(os.environ.get("LOTSEN_UV", "uv")) or shutil.which(own)
    lock = str(layout.REQUIREMENTS / "node.txt")
    python = str(programs / "python")
    if uv:
        create = [uv, "venv", "--quiet", "--no-project", "--clear", str(NODE_ENVIRONMENT)]
        install = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, lock]
    else:
        create = [sys.executable, "-m", "venv", str(NODE_ENVIRONMENT)]
        install = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock]
    try:
        subprocess.run(create, check=True)
        subprocess.run(install, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(NODE_ENVIRONMENT, ignore_errors=True)
        raise Problem("Node konnte nicht geladen werden. Ist das Netz erreichbar?") from error
    return programs
