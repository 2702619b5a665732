"""The environment that Django, the worker and the web server get from `./run`."""

import os
import platform
import secrets
from pathlib import Path

from lotsen.devstack import layout

DEFAULT_HOST = "127.0.0.1"


def external(name: str) -> str:
    """`DATABASE_URL` or `REDIS_URL` given by the person, which replaces our server."""
    return os.environ.get(name, "").strip()


def secret_key(path: Path = layout.VAR / "secret-key") -> str:
    """The signing key of this checkout, made once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        fresh.rename(path)
    return path.read_text(encoding="utf-8").strip()


def for_django(servers: dict[str, str], port: int | None = None) -> dict[str, str]:
    """Complete environment for `manage.py`, worker and web server."""
    env = dict(os.environ)
    env.update(servers)
    env["DJANGO_SETTINGS_MODULE"] = "lotsen.settings.dev"
    env.setdefault("SECRET_KEY", secret_key())
    env.setdefault("DEMO_MODE", "1")
    env["PYTHONUNBUFFERED"] = "1"
    if port:
        env["PORT"] = str(port)
        env.setdefault("SITE_URL", f"http://localhost:{port}")
    if platform.system() == "Darwin":  # Homebrew's libraries are not on the standard path
        env.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib:/usr/lib")
    return env
