"""What Django gets from `./run`, the command line, and the answers at the terminal."""

import io
from pathlib import Path

import pytest

from lotsen.devstack import __main__ as cli
from lotsen.devstack import environment, log_watch, preparation, terminal
from lotsen.devstack.preparation import Prepared
from lotsen.devstack.problems import Problem
from lotsen.devstack.serve import Options

SERVERS = {"DATABASE_URL": "postgresql://a", "REDIS_URL": "redis://b"}


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret-key"

    key = environment.secret_key(path)

    assert len(key) >= 50
    assert environment.secret_key(path) == key
    assert path.stat().st_mode & 0o077 == 0


def test_django_gets_servers_port_and_demo_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SITE_URL", "DEMO_MODE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY", "mine")

    env = environment.for_django(SERVERS, 8123)

    assert env["DATABASE_URL"] == "postgresql://a"
    assert env["SITE_URL"] == "http://localhost:8123"
    assert env["DEMO_MODE"] == "1"
    assert env["SECRET_KEY"] == "mine"
    assert env["DJANGO_SETTINGS_MODULE"] == "lotsen.settings.dev"


def test_command_line() -> None:
    assert cli.parse([]) == Options()
    assert cli.parse(["--reset", "--yes", "--no-demo"]) == Options(demo=False, reset=True, yes=True)
    assert cli.parse(["--demo"]).demo is True


@pytest.mark.parametrize("arguments", [["--dmeo"], ["start"], ["--demo", "--no-demo"]])
def test_wrong_command_line_is_explained(arguments: list[str]) -> None:
    with pytest.raises(Problem):
        cli.parse(arguments)


@pytest.mark.parametrize(
    ("typed", "answer"), [("\n", True), ("n\n", False), ("Ja\n", True), ("?\nnein\n", False)]
)
def test_question_takes_german_answers(
    typed: str, answer: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "is_interactive", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))

    assert terminal.ask("Demodaten laden?", default=True) is answer


@pytest.fixture
def declined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "no-demo"
    monkeypatch.setattr(preparation, "DECLINED", path)
    monkeypatch.setattr(terminal, "is_interactive", lambda: False)
    return path


def test_demo_is_loaded_into_an_empty_database_without_a_terminal(declined: Path) -> None:
    assert preparation.wants_demo(None, Prepared(people=False, has_demo=True, accounts=""))
    assert not preparation.wants_demo(None, Prepared(people=True, has_demo=True, accounts=""))


def test_declined_demo_is_not_offered_again_until_it_is_asked_for(declined: Path) -> None:
    empty = Prepared(people=False, has_demo=True, accounts="")

    assert not preparation.wants_demo(False, empty)
    assert not preparation.wants_demo(None, empty)
    assert preparation.wants_demo(True, empty)
    assert preparation.wants_demo(None, empty)


@pytest.mark.parametrize(
    ("line", "loud"),
    [
        ('{"level": "error", "message": "x"}', True),
        ('{"level": "info", "message": "ERROR"}', False),
        ("Traceback (most recent call last):", True),
        ("ready", False),
        ("[1, 2]", False),
    ],
)
def test_only_errors_reach_the_terminal(line: str, loud: bool) -> None:
    assert log_watch.is_loud(line) is loud
