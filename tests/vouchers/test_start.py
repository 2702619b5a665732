"""The site does not start or call itself ready while a guard of the ledger is missing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.vouchers.by_hand import run
from vouchers.queries import readiness

DROPPED = "ALTER TABLE vouchers_balance DROP CONSTRAINT budget_not_overdrawn"


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get(reverse("pages:healthz"))
    return response.status_code, json.loads(response.content)


def url_of_the_test_database() -> str:
    name = connection.settings_dict["NAME"]
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def _no_memory() -> Iterator[None]:
    readiness.forget()
    yield
    readiness.forget()


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_memory")
def test_readiness_tells_whether_the_guards_stand(client: Client) -> None:
    status, report = ready(client)
    assert (status, report["ready"], report["guards"]) == (200, True, True)
    run(DROPPED)
    assert readiness.start_problems() == ["Regel budget_not_overdrawn auf vouchers_balance fehlt"]
    readiness.forget()
    status, report = ready(client)
    assert (status, report["ready"], report["guards"]) == (503, False, False)
    assert "budget_not_overdrawn" not in str(report)


@pytest.mark.django_db(transaction=True)
def test_run_stops_with_a_sentence(tmp_path: Path) -> None:
    """The step of `./run` between the servers and the programs."""
    run(DROPPED)
    connection.close()
    command = [sys.executable, "-m", "lotsen.devstack.prepare", str(tmp_path / "report.json")]
    done = subprocess.run(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url_of_the_test_database()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Regel budget_not_overdrawn auf vouchers_balance fehlt" in done.stderr
    assert "So wird nicht gestartet" in done.stderr
    assert not (tmp_path / "report.json").exists()


def test_containers_check_before_they_work() -> None:
    root = Path(settings.BASE_DIR)
    assert 'CMD ["docker/start.sh", "granian"' in (root / "Dockerfile").read_text("utf-8")
    compose = (root / "docker-compose.yml").read_text("utf-8")
    assert 'command: ["docker/start.sh", "celery", "-A", "lotsen.celery:app", "worker"' in compose
    assert "verify_ledger --guards" in (root / "docker" / "start.sh").read_text("utf-8")
