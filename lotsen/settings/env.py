"""The only reader of the environment, typed. Secrets may come from a file named by `NAME_FILE`."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

TRUE_WORDS = frozenset({"1", "true", "yes", "on", "ja"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off", "nein"})


class MissingSetting(RuntimeError):
    """A setting without a safe default is absent, or its value cannot be read."""


def text(name: str, default: str | None = None) -> str:
    """Value of `name`; raises `MissingSetting` when it is absent and there is no default."""
    value = os.environ.get(name)
    if value is None:
        if default is None:
            raise MissingSetting(f"Environment variable {name} is required (see .env.example).")
        return default
    return value


def secret(name: str, default: str | None = None) -> str:
    """Like `text`, but the content of the file named by `NAME_FILE` wins (container secrets)."""
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        return Path(file_name).read_text(encoding="utf-8").strip()
    return text(name, default)


def flag(name: str, default: bool = False) -> bool:
    """Boolean of `name`: 1/true/yes/on/ja or 0/false/no/off/nein."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise MissingSetting(f"Environment variable {name} must be 0 or 1, not {value!r}.")


def number(name: str, default: int) -> int:
    """Whole number of `name`."""
    value = os.environ.get(name, "")
    try:
        return int(value) if value else default
    except ValueError as error:
        raise MissingSetting(f"{name} must be a whole number, not {value!r}.") from error


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated list of `name`, blanks removed."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, object]:
    """Django's database dictionary for a `postgresql://` URL; `?host=/dir` means a unix socket."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise MissingSetting("DATABASE_URL must begin with postgresql:// (PostgreSQL only).")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or secret("DATABASE_PASSWORD", ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": query.get("port") or str(parts.port or ""),
    }
