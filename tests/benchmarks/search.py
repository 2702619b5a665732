"""Milliseconds of the search with 1,136 bodies and 100,000 people, per role and kind of text.

    .venv/bin/python -m tests.benchmarks.search [--people 100000] [--vouchers 50000] [--rounds 30]

Starts its own PostgreSQL and asks the whole site (middleware, session, templates) in this process,
once for the suggestions and once for the page of results. "search" is the search alone.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.crowd import crowd

if TYPE_CHECKING:
    from django.test import Client

    from lotsen.core.actor import Actor

SUGGESTIONS, RESULTS = "/suche/vorschlaege/", "/suche/"
GOAL_MS = 20
FREQUENT_PART = "vielleicht"
"""One name in twenty has it, and is similar to every misspelt one that has it too."""


def main() -> None:
    with crowd(__doc__) as (course, rounds):
        measure(cast_of(course), texts(), rounds)


def texts() -> dict[str, str]:
    """What callers quote, from the data that was made."""
    from lotsen.people.models import Lotse
    from vouchers.models import Voucher

    someone = Lotse.objects.get(email__startswith="person.50@")
    frequent = Lotse.objects.filter(family_name__endswith=FREQUENT_PART).order_by("email")[0]
    voucher = Voucher.objects.order_by("pk")[1_000]
    return {
        "Kommune": "muhl",
        "Kommune, typing error": "Mühlaker",
        "AGS, beginning": "08221",
        "two letters": "mu",
        "frequent name": "muster",
        "whole name": f"{someone.given_name} {someone.family_name}",
        "name, typing error": misspelt(someone.family_name),
        "frequent part, error": misspelt(frequent.family_name),
        "e-mail address": someone.email,
        "voucher ID": voucher.pk,
        "voucher ID, beginning": f"{voucher.kommune_id}-",
        "contract": "wv 2027 123",
        "contracts of a year": "WV-2027",
        "seminar": "basisqualifizierung",
        "nothing": "qxqxqxqx",
    }


def misspelt(name: str) -> str:
    """One letter is missing."""
    return name[:5] + name[6:]


def cast_of(course: object) -> "dict[str, Actor | None]":
    """A visitor and everybody who searches."""
    from lotsen.core.roles import Role
    from tests.factories.accounts import make_actor
    from tests.factories.seminars import Course

    assert isinstance(course, Course)
    return {
        "visitor": None,
        "HR": course.cast.hr,
        "provider": course.trainer,
        "office": course.cast.office,
        "auditor": make_actor(Role.AUDITOR),
    }


def measure(cast: "dict[str, Actor | None]", quoted: dict[str, str], rounds: int) -> None:
    """One line per role and text: median and 95th percentile of search, suggestions and page."""
    from django.test import Client

    from tests.factories.accounts import client_of

    print(f"{'':10}{'':24}{'search':>24}{'suggestions':>24}{'page':>24}")
    print(f"{'ms':>34}" + 3 * f"{'p50':>8}{'p95':>8}{'cpu':>8}")
    slow = []
    for role, actor in cast.items():
        client = client_of(actor) if actor else Client()
        client.defaults["SERVER_NAME"] = "localhost"
        for name, text in quoted.items():
            asked = [
                timed(partial(opened, client, SUGGESTIONS, text), rounds),
                timed(partial(opened, client, RESULTS, text), rounds),
            ]
            alone = timed(partial(searched, actor, text), rounds)
            print(f"{role:10}{name:24}" + "".join(map(str, (alone, *asked))))
            if max(row.cpu for row in asked) > GOAL_MS:
                slow.append(f"{role}: {name}")
    print(f"above {GOAL_MS} ms of processor: {', '.join(slow) or 'none'}")


def opened(client: "Client", path: str, text: str) -> None:
    """Ask the site as a browser does."""
    status = client.get(path, {"q": text}).status_code
    if status not in (200, 302):
        raise SystemExit(f"{path}: {status}")


def searched(actor: "Actor | None", text: str) -> None:
    """The search alone, without session and templates."""
    from lotsen.core.search import find, read

    find(actor, read(text, limit=4))


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds: median, 95th percentile, and processor time of this process and PostgreSQL.

    On a busy machine the processor time tells more than the clock.
    """

    p50: float
    p95: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.p50:8.1f}{self.p95:8.1f}{self.cpu:8.1f}"


def timed(act: Callable[[], object], rounds: int) -> Timing:
    """How long it takes, after a warm-up."""
    act()
    begun_cpu, times = _processor_ms(), []
    for _ in range(rounds):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1000)
    cpu = (_processor_ms() - begun_cpu) / rounds
    return Timing(statistics.median(times), statistics.quantiles(times, n=20)[-1], cpu)


def _processor_ms() -> float:
    """Used by this process and by the server process of its connection (in steps of 10 ms)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text(encoding="ascii")
    user, system = stat.rpartition(")")[2].split()[11:13]
    ticks = (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")
    return time.process_time() * 1000 + ticks


if __name__ == "__main__":
    main()
