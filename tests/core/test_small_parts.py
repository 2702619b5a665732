"""Clock, gap-free numbers, paging, the environment reader."""

from datetime import date, datetime

import pytest
from django.test import RequestFactory

from lotsen.core import clock
from lotsen.core.db import advisory_lock
from lotsen.core.paging import paginate
from lotsen.core.sequence import next_number
from lotsen.settings import env


def test_today_is_the_day_in_berlin() -> None:
    with clock.at(datetime.fromisoformat("2026-12-31T23:30:00+00:00")):
        assert clock.today() == date(2027, 1, 1)


@pytest.mark.django_db
def test_numbers_have_no_gaps_and_are_counted_per_year() -> None:
    assert [next_number("test", 2026) for _ in range(3)] == [1, 2, 3]
    assert next_number("test", 2027) == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_and_locks_insist_on_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        next_number("test", 2026)
    with pytest.raises(RuntimeError):
        advisory_lock(1)


@pytest.mark.parametrize(("asked", "shown"), [("2", 2), ("abc", 1), ("", 1), ("99", 3), ("-1", 3)])
def test_page_number_is_forgiving(asked: str, shown: int) -> None:
    request = RequestFactory().get("/", {"seite": asked})
    page = paginate(request, list(range(55)))
    assert page.number == shown


def test_secret_may_come_from_a_file(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret"  # type: ignore[operator]
    path.write_text("geheim\n")
    monkeypatch.setenv("PROBE_FILE", str(path))
    assert env.secret("PROBE") == "geheim"


def test_missing_or_odd_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(env.MissingSetting, match="PROBE_X"):
        env.text("PROBE_X")
    monkeypatch.setenv("PROBE_X", "vielleicht")
    with pytest.raises(env.MissingSetting, match="0 or 1"):
        env.flag("PROBE_X")
    with pytest.raises(env.MissingSetting, match="PostgreSQL only"):
        env.database("sqlite:///x")


def test_database_url_may_name_a_socket_folder() -> None:
    assert env.database("postgresql://lotsen@/lotsen?host=/run/pg")["HOST"] == "/run/pg"
