"""Choice of the port: a wish is kept to or refused, the default may move on."""

import socket
from collections.abc import Iterator

import pytest

from lotsen.devstack import ports
from lotsen.devstack.problems import Problem


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def free_port() -> int:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port: int = server.getsockname()[1]
        return port


def test_wished_port_that_is_free_is_used() -> None:
    port = free_port()

    assert ports.choose(str(port)) == (port, "")


def test_wished_port_that_is_taken_is_refused_with_its_number(taken_port: int) -> None:
    with pytest.raises(Problem, match=f"Port {taken_port} ist belegt"):
        ports.choose(str(taken_port))


def test_taken_default_moves_on_and_says_so(
    taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "DEFAULT_PORT", taken_port)

    port, sentence = ports.choose("")

    assert port > taken_port
    assert sentence == f"Port {taken_port} ist belegt, es wird {port}."


@pytest.mark.parametrize("wish", ["abc", "0", "65536", "-1", "80.5", "８０００"])
def test_nonsense_is_refused(wish: str) -> None:
    with pytest.raises(Problem, match="PORT muss eine Zahl"):
        ports.choose(wish)


def test_address_of_another_machine_is_refused() -> None:
    with pytest.raises(Problem, match="HOST"):
        ports.choose(str(free_port()), "192.0.2.1")
