"""Health of a container: `python docker/healthcheck.py web|worker|beat`, exit code 0 or 1."""

import http.client
import os
import subprocess
import sys
import time
from pathlib import Path

BEAT_SCHEDULE = Path(os.environ.get("CELERY_BEAT_SCHEDULE_FILENAME", "/tmp/beat-schedule"))  # noqa: S108
BEAT_PATIENCE = 600  # seconds; beat writes its schedule every three minutes


def web() -> bool:
    """Whether `/healthz` answers 200, asked as one of the allowed hosts."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=8)
    headers = {"Host": host.lstrip("."), "X-Forwarded-Proto": "https"}
    connection.request("GET", "/healthz", headers=headers)
    return connection.getresponse().status == http.client.OK


def worker() -> bool:
    """Whether this container's worker answers over the queue."""
    name = f"celery@{os.uname().nodename}"
    command = ["celery", "-A", "lotsen.celery:app", "inspect", "ping", "-d", name, "-t", "8"]
    return subprocess.run(command, capture_output=True, timeout=25, check=False).returncode == 0


def beat() -> bool:
    """Whether beat has written its schedule lately."""
    newest = max(file.stat().st_mtime for file in BEAT_SCHEDULE.parent.glob("beat-schedule*"))
    return time.time() - newest < BEAT_PATIENCE


def main() -> int:
    check = {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]
    try:
        return 0 if check() else 1
    except (OSError, ValueError, http.client.HTTPException, subprocess.SubprocessError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
