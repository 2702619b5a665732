"""Bookings per second: redeeming one day through the service, and the same rows by hand.

Every client is a process with its own connection, as a web worker is. "By hand" is psycopg with
the same advisory lock and the same rows, known beforehand, nothing read and nothing checked: once
everything that the service writes into the real tables (whose guards run), once only entry and
postings into bare copies without triggers and foreign keys.
"""

import multiprocessing
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import LiteralString
from uuid import uuid4

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model
from psycopg.types.json import Jsonb

from lotsen.core.actor import Actor
from lotsen.core.models import AuditEntry
from tests.factories.vouchers import Cast
from vouchers import services
from vouchers.models import JournalEntry, Posting, Voucher, VoucherBalance
from vouchers.services.booking import LEDGER_LOCK

Day = tuple[str, int]
Act = Callable[[], None]
Way = Callable[[list[Day]], Act]
Statement = tuple[LiteralString, list[object]]
DAY_ON = date(2026, 3, 2)
TURNS = 5
UPDATE: LiteralString = """UPDATE vouchers_voucher SET redeemed_days = redeemed_days + 1,
    state = CASE WHEN redeemed_days + released_days + 1 = days THEN 'redeemed'
                 ELSE 'partly_redeemed' END WHERE id = %s"""
BARE = {"vouchers_journalentry": "bare_entry", "vouchers_posting": "bare_posting"}


@dataclass(frozen=True, slots=True)
class Speed:
    """Bookings per second with so many clients."""

    clients: int
    service: float
    guarded: float
    bare: float


def measure(cast: Cast, *, clients: int, bookings: int) -> Speed:
    """The service and the guarded tables redeem `bookings` open voucher days each.

    In short turns, so that what else the machine does slows all ways alike.
    """
    _make_bare_tables()
    ways: dict[str, Way] = {
        "service": partial(_through_service, cast.office),
        "guarded": _by_hand,
        "bare": partial(_by_hand, names=BARE),
    }
    turns = max(1, min(TURNS, bookings // (2 * clients)))
    each = bookings // turns
    seconds = dict.fromkeys(ways, 0.0)
    for _ in range(turns):
        for name, way in ways.items():
            seconds[name] += _run(way, clients, each)
    return Speed(clients, **{name: turns * each / taken for name, taken in seconds.items()})


def days_needed(clients: Sequence[int], bookings: int) -> int:
    """Open voucher days that measuring with so many clients uses up."""
    return bookings * (2 * len(clients) + 1)


def _run(prepare: Way, clients: int, bookings: int) -> float:
    """Seconds for so many bookings; every client prepares what it needs before the clock starts."""
    open_days = VoucherBalance.objects.filter(account="committed", cents__gt=0)
    open_days = open_days.order_by("day_number", "voucher_id")
    days = list(open_days.values_list("voucher_id", "day_number")[:bookings])
    processes = multiprocessing.get_context("fork")
    start = processes.Barrier(clients + 1)

    def work(part: list[Day]) -> None:
        # Not an inherited one, which all clients would share. Closing it before the fork is not
        # enough: beside Playwright's loop Django keeps connections elsewhere, and the fork, having
        # no loop, finds again the one from before the loop started.
        connections[DEFAULT_DB_ALIAS] = connection.copy()
        act = prepare(part)
        start.wait()
        act()

    crew = [
        processes.Process(target=work, args=(days[number::clients],)) for number in range(clients)
    ]
    for one in crew:
        one.start()
    start.wait()
    begun = time.perf_counter()
    for one in crew:
        one.join()
    elapsed = time.perf_counter() - begun
    if any(one.exitcode for one in crew):
        raise SystemExit("A client failed.")
    return elapsed


def _through_service(actor: Actor, days: list[Day]) -> Act:
    connection.ensure_connection()

    def act() -> None:
        for voucher_id, day_number in days:
            services.redeem_day(
                voucher_id=voucher_id,
                day_number=day_number,
                seminar_day_on=DAY_ON,
                actor=actor,
                idempotency_key=f"benchmark:{voucher_id}:{day_number}",
            )

    return act


def _by_hand(days: list[Day], names: Mapping[str, str] = MappingProxyType({})) -> Act:
    statements = [_statements(*day, names) for day in days]
    parameters = connection.get_connection_params()
    raw = psycopg.connect(**{name: parameters[name] for name in ("dbname", "user", "host")})

    def act() -> None:
        for both in statements:
            with raw.transaction():
                raw.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
                for statement, values in both:
                    raw.execute(statement, values)

    return act


def _statements(voucher_id: str, day_number: int, names: Mapping[str, str]) -> list[Statement]:
    """What the service would send: entry, postings, voucher and audit, or only entry and postings.

    The values are those of an earlier redemption, made another voucher's.
    """
    voucher = Voucher.objects.select_related("lotse").get(pk=voucher_id)
    sample = JournalEntry.objects.filter(kind="redeem").select_related(None)[0]
    entry = _values(sample, "number", "recorded_at") | {
        "id": uuid4(),
        "year_id": voucher.budget_year_id,
        "idempotency_key": f"by hand:{uuid4()}",
    }
    own = {
        "entry_id": entry["id"],
        "year_id": voucher.budget_year_id,
        "voucher_id": voucher_id,
        "day_number": day_number,
        "kommune_id": voucher.kommune_id,
        "provider_id": voucher.provider_id,
        "person": voucher.lotse.pseudonym,
    }
    postings = [_values(posting, "id") | own for posting in sample.postings.order_by("position")]
    statements = [
        _insert(names.get(JournalEntry._meta.db_table, JournalEntry._meta.db_table), [entry]),
        _insert(names.get(Posting._meta.db_table, Posting._meta.db_table), postings),
    ]
    if names:
        return statements
    note = AuditEntry.objects.filter(action="voucher.day_redeemed")[0]
    audit = _values(note, "id", "recorded_at") | {"target_id": voucher_id, "facts": Jsonb({})}
    return [*statements, (UPDATE, [voucher_id]), _insert(AuditEntry._meta.db_table, [audit])]


def _values(row: Model, *left_out: str) -> dict[str, object]:
    """Columns of a row; the ones left out are given by the database."""
    columns = [field.attname for field in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in columns if name not in left_out}


def _insert(table: str, rows: list[dict[str, object]]) -> Statement:
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    statement = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES {', '.join([one] * len(rows))}"  # noqa: S608
    return statement, [v for row in rows for v in row.values()]


def _make_bare_tables() -> None:
    """Copies with the checks and indexes, but without triggers and foreign keys."""
    with connection.cursor() as cursor:
        for table, bare in BARE.items():
            cursor.execute(f"DROP TABLE IF EXISTS {bare}")
            cursor.execute(f"CREATE TABLE {bare} (LIKE {table} INCLUDING ALL)")
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS bare_number")
        cursor.execute("ALTER TABLE bare_entry ALTER number SET DEFAULT nextval('bare_number')")
