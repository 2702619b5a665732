"""Requests per second and p95 of typical pages against a bare view, in one run.

    .venv/bin/python -m tests.benchmarks.pages [--requests 300] [--clients 4]

Starts its own PostgreSQL and Valkey, loads registry and demo programme, serves with granian as
`./run` does. The bare view reads the session and asks one query (`tests/benchmarks/site.py`).
"""

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from lotsen.devstack import test_servers

BARE = ("bare view", "/bare/", "personalstelle@demo.example")
PAGES = (
    ("Kommunen, list", "/kommunen/", "personalstelle@demo.example"),
    ("Kommune, page", "/kommunen/08231000/", "personalstelle@demo.example"),
    ("HR, overview", "/uebersicht/", "personalstelle@demo.example"),
    ("Office, contracts", "/vertraege/", "programmstelle@demo.example"),
    ("Provider, seminars", "/seminare/", "traeger@demo.example"),
    ("Ministry, dashboard", "/uebersicht/", "ministerium@demo.example"),
)


@dataclass(frozen=True, slots=True)
class Result:
    """What one page reached: requests per second, 95th percentile in milliseconds, bytes."""

    name: str
    per_second: float
    p95_ms: float
    size: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    servers = test_servers.start()
    try:
        environment = os.environ | (servers.environment if servers else {}) | SITE
        for command in (["migrate", "-v0"], ["load_registry"], ["demo"]):
            subprocess.run([sys.executable, "manage.py", *command], env=environment, check=True)
        cookies = session_cookies(environment)
        with granian(environment) as port:
            for row in (BARE, *PAGES):  # warm-up
                load(port, row, cookies, 20, options.clients)
            results = [
                load(port, row, cookies, options.requests, options.clients)
                for row in (BARE, *PAGES)
            ]
        show(results)
    finally:
        if servers:
            servers.stop()


SITE = {"DJANGO_SETTINGS_MODULE": "tests.benchmarks.site", "SECRET_KEY": "b" * 60, "DEMO_MODE": "1"}


def session_cookies(environment: dict[str, str]) -> dict[str, str]:
    """Signed-in sessions of the demo people, made without the sign-in form."""
    emails = sorted({email for _, _, email in (BARE, *PAGES)})
    command = [sys.executable, "-m", "tests.benchmarks.site", *emails]
    lines = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return dict(line.split() for line in lines.stdout.splitlines())


class granian:  # noqa: N801 - used as `with granian(...)`
    """The web server as `./run` starts it, on a free port."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def __enter__(self) -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
        command += ["--workers", "2", "--log-level", "warning", "lotsen.wsgi:application"]
        self.server = subprocess.Popen(
            command, env=self.environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return port
            except OSError:
                time.sleep(0.2)
        raise SystemExit("The web server did not start.")

    def __exit__(self, *error: object) -> None:
        self.server.terminate()
        self.server.wait(20)


def load(
    port: int, row: tuple[str, str, str], cookies: dict[str, str], requests: int, clients: int
) -> Result:
    """Ask one page `requests` times from `clients` connections that stay open."""
    name, path, email = row
    headers = {"Cookie": f"sessionid={cookies[email]}", "Host": "localhost"}
    sizes: list[int] = []

    def client(count: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        times = []
        for _ in range(count):
            begun = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            body = response.read()
            times.append(time.perf_counter() - begun)
            if response.status != 200:
                raise SystemExit(f"{path}: {response.status}")
            sizes.append(len(body))
        connection.close()
        return times

    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        times = [t for part in pool.map(client, [requests // clients] * clients) for t in part]
    elapsed = time.perf_counter() - begun
    p95 = statistics.quantiles(times, n=20)[-1] * 1000
    return Result(name, len(times) / elapsed, p95, sizes[-1])


def show(results: list[Result]) -> None:
    bare = results[0]
    print(f"{'page':24}{'req/s':>9}{'p95 ms':>9}{'KB':>7}{'of bare':>9}")
    for row in results:
        share = row.per_second / bare.per_second
        print(
            f"{row.name:24}{row.per_second:9.1f}{row.p95_ms:9.1f}{row.size / 1024:7.1f}{share:9.0%}"
        )


if __name__ == "__main__":
    main()
