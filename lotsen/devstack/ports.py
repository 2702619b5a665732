"""Which port the site gets."""

import errno
import socket

from lotsen.devstack.problems import Problem

DEFAULT_PORT = 8000
CANDIDATES = 50


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether nobody listens on `port`, on any address of this machine that a browser may try."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as client:
                client.settimeout(0.5)
                if client.connect_ex((address, port)) == 0:
                    return False
        except OSError:  # no IPv6 here
            continue
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as server:
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((host, port))
    except OSError as error:
        if error.errno == errno.EACCES:
            raise Problem(f"Port {port} ist auf diesem Rechner dem System vorbehalten.") from error
        if error.errno == errno.EADDRNOTAVAIL:
            raise Problem(f"Die Adresse {host} (HOST) gibt es auf diesem Rechner nicht.") from error
        return False
    return True


def choose(wish: str, host: str = "127.0.0.1") -> tuple[int, str]:
    """The port and, if it is not the usual one, a sentence about it.

    `wish` is the content of `PORT`: a wish is kept to or refused, the default may move on.
    """
    if wish:
        if not wish.isascii() or not wish.isdigit() or not 1 <= int(wish) <= 65535:
            raise Problem(f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{wish}“.")
        if not is_free(int(wish), host):
            raise Problem(f"Port {wish} ist belegt. Bitte einen anderen wählen: PORT=… ./run")
        return int(wish), ""
    for port in range(DEFAULT_PORT, DEFAULT_PORT + CANDIDATES):
        if is_free(port, host):
            moved = port != DEFAULT_PORT
            return port, f"Port {DEFAULT_PORT} ist belegt, es wird {port}." if moved else ""
    raise Problem(f"Von {DEFAULT_PORT} an ist kein Port frei. Bitte einen wählen: PORT=… ./run")
