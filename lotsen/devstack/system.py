"""System packages: the PDF libraries and the browser of the tests."""

import ctypes
import os
import platform
import shutil
import subprocess

from lotsen.devstack.terminal import remark

PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
PANGO_LIBRARIES = {
    "Linux": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
    "Darwin": ("libpango-1.0.0.dylib", "libpangoft2-1.0.0.dylib"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def ensure_pdf_libraries() -> bool:
    """Whether PDFs can be made; installs Pango where it may, otherwise says how."""
    if _has_pango():
        return True
    if platform.system() == "Darwin":
        remark("Für PDF-Dokumente fehlt Pango. Bitte:  brew install pango")
        return False
    remark("Für PDF-Dokumente fehlt die Bibliothek Pango.")
    if _install(PANGO_PACKAGES) and _has_pango():
        return True
    command = f"sudo apt-get install -y --no-install-recommends {' '.join(PANGO_PACKAGES)}"
    remark(f"Bitte installieren:  {command}")
    remark("Bis dahin läuft alles außer den Dokumenten; sie erscheinen als fehlgeschlagen.")
    return False


def find_browser() -> str | None:
    """Path of a Chromium for the browser tests."""
    named = os.environ.get("LOTSEN_BROWSER")
    if named:
        return shutil.which(named)
    for name in (*BROWSERS, MAC_BROWSER):
        path = shutil.which(name)
        if path:
            return path
    return None


def ensure_browser() -> str | None:
    """Path of a Chromium, installed from the distribution where we may."""
    found = find_browser()
    if found:
        return found
    remark("Für die Browser-Tests fehlt ein Chromium.")
    return find_browser() if _install(("chromium",)) else None


def _has_pango() -> bool:
    for name in PANGO_LIBRARIES.get(platform.system(), ()):
        if not any(_loads(path) for path in (name, f"/opt/homebrew/lib/{name}")):
            return False
    return True


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _install(packages: tuple[str, ...]) -> bool:
    """Installs Debian packages without asking anybody; False where we may not or cannot."""
    prefix = _root_prefix()
    if prefix is None:
        return False
    remark(f"Wird mit apt-get installiert: {', '.join(packages)} …")
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    install = [*prefix, *environment, "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    for command in ([*prefix, "apt-get", "update", "-qq"], [*install, *packages]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode and command[-1] != "-qq":  # a stale list may still do
            remark(f"Das ging nicht: {done.stderr.strip()[-500:]}")
            return False
    return True


def _root_prefix() -> list[str] | None:
    """How to run a command as root without a password, None where that is not possible."""
    if os.environ.get("LOTSEN_NO_SYSTEM_PACKAGES") == "1" or not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if allowed.returncode == 0 else None
