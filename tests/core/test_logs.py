"""The log tells what happened, where and to which thing, and never to whom by name."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from lotsen.accounts.models import User
from lotsen.core import jobs
from lotsen.core.actor import SYSTEM
from lotsen.core.logs import JsonFormatter
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor, make_user
from tests.factories.kommunen import make_kommune
from tests.factories.people import make_lotse

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel@kommune.example"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that any logger writes, as production formats it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def parsed(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_failing_job_is_traced_without_the_data_in_the_error(lines: io.StringIO) -> None:
    """PostgreSQL names the offending values in its DETAIL: an address would be in the log."""

    @jobs.handler("test.canary")
    def fail(run: jobs.JobRun) -> None:
        make_user(email=CANARY)
        User.objects.create(email=CANARY, name="Zweimal")

    job = jobs.enqueue(kind="test.canary", key="c", payload={}, actor=SYSTEM, title="Probe")
    jobs.run(job.pk)
    jobs._handlers.pop("test.canary")
    assert CANARY not in lines.getvalue()
    [line] = [line for line in parsed(lines) if line["message"] == "job failed"]
    assert "IntegrityError (accounts_user_email_key)" in line["exception"]
    assert "test_logs.py" in line["exception"]


def test_the_chain_of_causes_is_kept() -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise IntegrityError(CANARY) from error
    except IntegrityError as error:
        record = logging.makeLogRecord(
            {"msg": "x", "exc_info": (type(error), error, error.__traceback__)}
        )
    text = json.loads(JsonFormatter().format(record))["exception"]
    assert CANARY not in text
    assert text.index("KeyError") < text.index("IntegrityError")


def test_no_address_with_a_secret_is_written(lines: io.StringIO) -> None:
    Client().get("/konto/einladung/geheimes-wort/")
    Client().get("/gibt-es-nicht/geheimes-wort/")
    Client(enforce_csrf_checks=True).post("/konto/einladung/geheimes-wort/")
    assert "geheimes-wort" not in lines.getvalue()
    assert any(line.get("route") == "accounts:accept-invitation" for line in parsed(lines))


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.AUDITOR])
def test_who_reviewed_whose_case_is_in_the_log(role: Role, lines: io.StringIO) -> None:
    lotse, reviewer = make_lotse(make_kommune()), make_actor(role)
    client_of(reviewer).get(f"/personen/{lotse.pk}/")
    [line] = [line for line in parsed(lines) if line["message"] == "person.viewed"]
    assert line["user"] == reviewer.user_id
    assert line["lotse"] == str(lotse.pk)
    assert lotse.family_name not in lines.getvalue()
