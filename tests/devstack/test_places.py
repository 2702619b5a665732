"""Data and sockets lie where the account of PostgreSQL reaches them."""

from pathlib import Path

import pytest

from lotsen.devstack import layout, places


def test_closed_parent_is_noticed_and_not_changed(tmp_path: Path) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)

    assert not places.everybody_reaches(closed / "checkout" / "var")
    assert closed.stat().st_mode & 0o777 == 0o700


def test_open_folder_is_reached() -> None:
    assert places.everybody_reaches(Path("/usr/bin"))


def test_long_path_moves_the_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(layout, "VAR", tmp_path / ("x" * 90))
    monkeypatch.setattr(places, "postgres_account", lambda: None)

    socket = str(places.socket_home() / places.SOCKET_NAME)

    assert len(socket) <= places.LONGEST_SOCKET
    assert "x" * 90 not in socket
