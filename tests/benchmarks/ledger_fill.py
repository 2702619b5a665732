"""Hundreds of thousands of real bookings in seconds, for a database that is thrown away.

The services write one voucher with its four bookings; SQL multiplies its rows over Kommunen,
providers and years while the triggers are off, and then makes balances, numbers and the hash chain
agree. `verify()` has nothing to say against the result.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from kommunen.services.load import load_registry
from lotsen.core import clock
from lotsen.core.actor import SYSTEM
from tests.factories.accounts import make_organisation
from tests.factories.vouchers import Cast, make_cast, make_grant, make_vouchers
from vouchers import services
from vouchers.models import Voucher

POSTINGS_PER_VOUCHER = 10
"""Four when it is issued, two for each of its three days."""

YEARS = 3
PROVIDERS = 5

PLAN = """CREATE TEMP TABLE plan ON COMMIT DROP AS
    SELECT i, k.key AS kommune, p.id AS provider, %(year)s - i %% %(years)s AS year,
           k.key || '-Z-' || i AS voucher, md5('lotse' || i)::uuid AS lotse,
           md5('person' || i)::uuid AS person, i <= %(redeemed)s AS redeemed,
           %(now)s - make_interval(years => (i %% %(years)s)::int, mins => (i * 37 %% 400000)::int)
               AS at
    FROM generate_series(1, %(redeemed)s + %(open)s) i
    JOIN (SELECT key, row_number() OVER (ORDER BY key) - 1 AS n, count(*) OVER () AS existing
          FROM kommunen_kommune) k ON k.n = i * 7 %% k.existing
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS existing
          FROM accounts_organisation WHERE kind = 'provider') p ON p.n = i * 3 %% p.existing"""

ENTRIES = "SELECT entry_id FROM vouchers_posting WHERE voucher_id = %(voucher)s"
COPIES: tuple[tuple[str, Mapping[str, str], str], ...] = (
    (
        "people_lotse",
        {"id": "plan.lotse", "email": "plan.i || '@kopie.example'", "pseudonym": "plan.person"},
        "FROM people_lotse t, plan WHERE t.id = %(lotse)s",
    ),
    (
        "vouchers_voucher",
        {
            "id": "plan.voucher",
            "serial": "NULL",
            "lotse_id": "plan.lotse",
            "kommune_id": "plan.kommune",
            "provider_id": "plan.provider",
            "budget_year_id": "plan.year",
            "redeemed_days": "CASE WHEN plan.redeemed THEN t.redeemed_days ELSE 0 END",
            "state": "CASE WHEN plan.redeemed THEN t.state ELSE 'issued' END",
        },
        "FROM vouchers_voucher t, plan WHERE t.id = %(voucher)s",
    ),
    (
        "vouchers_journalentry",
        {
            "id": "md5(plan.i || t.idempotency_key)::uuid",
            "number": "(SELECT last_number FROM vouchers_yearhead WHERE year_id = plan.year)"
            " + row_number() OVER (PARTITION BY plan.year ORDER BY plan.i, t.number)",
            "year_id": "plan.year",
            "idempotency_key": "plan.i || t.idempotency_key",
            "booked_at": "plan.at",
        },
        f"""FROM vouchers_journalentry t, plan
            WHERE t.id IN ({ENTRIES}) AND (plan.redeemed OR t.kind = 'issue')""",
    ),
    (
        "vouchers_posting",
        {
            "id": "nextval(pg_get_serial_sequence('vouchers_posting', 'id'))",
            "entry_id": "md5(plan.i || e.idempotency_key)::uuid",
            "year_id": "plan.year",
            "voucher_id": "CASE WHEN t.voucher_id IS NOT NULL THEN plan.voucher END",
            "kommune_id": "CASE WHEN t.voucher_id IS NOT NULL THEN plan.kommune END",
            "provider_id": "CASE WHEN t.voucher_id IS NOT NULL THEN plan.provider END",
            "person": "CASE WHEN t.voucher_id IS NOT NULL THEN plan.person END",
        },
        f"""FROM vouchers_posting t JOIN vouchers_journalentry e ON e.id = t.entry_id, plan
            WHERE e.id IN ({ENTRIES}) AND (plan.redeemed OR e.kind = 'issue')""",
    ),
)
"""Table, the columns that differ from the template row `t`, and which rows to copy."""

BALANCES = """
    DELETE FROM vouchers_balance;
    INSERT INTO vouchers_balance (year_id, line_id, account, kommune_id, provider_id, cents)
        SELECT year_id, line_id, account, kommune_id, provider_id, sum(cents)
        FROM vouchers_posting GROUP BY 1, 2, 3, 4, 5;
    DELETE FROM vouchers_voucherbalance;
    INSERT INTO vouchers_voucherbalance (voucher_id, day_number, account, cents)
        SELECT voucher_id, day_number, account, sum(cents)
        FROM vouchers_posting WHERE voucher_id IS NOT NULL GROUP BY 1, 2, 3;
    DELETE FROM vouchers_daytotal;
    INSERT INTO vouchers_daytotal (booked_on, year_id, line_id, account, cents)
        SELECT (e.booked_at AT TIME ZONE 'Europe/Berlin')::date, p.year_id, p.line_id, p.account,
               sum(p.cents)
        FROM vouchers_posting p JOIN vouchers_journalentry e ON e.id = p.entry_id
        GROUP BY 1, 2, 3, 4;
    UPDATE vouchers_yearhead h SET last_number =
        (SELECT max(number) FROM vouchers_journalentry e WHERE e.year_id = h.year_id)"""

CHAIN = """DO $$
DECLARE
    entry vouchers_journalentry;
    head vouchers_ledgerhead;
BEGIN
    SELECT * INTO head FROM vouchers_ledgerhead;
    FOR entry IN SELECT e.* FROM vouchers_journalentry e
        WHERE NOT EXISTS (SELECT 1 FROM vouchers_seal s WHERE s.entry_id = e.id)
        ORDER BY e.year_id, e.number
    LOOP
        head.seq := head.seq + 1;
        INSERT INTO vouchers_seal (seq, entry_id, previous, hash) VALUES
            (head.seq, entry.id, head.hash, ledger_link(head.hash, ledger_canon_v1(entry)))
            RETURNING hash INTO head.hash;
    END LOOP;
    UPDATE vouchers_ledgerhead SET seq = head.seq, hash = head.hash;
END $$"""


def prepare() -> Cast:
    """Registry, cast, money for everything, and one redeemed voucher made by the services."""
    load_registry(actor=SYSTEM)
    cast = make_cast()
    for _ in range(PROVIDERS - 1):
        make_organisation()
    for back in range(YEARS):
        make_grant(cast, cents=10**11, year=clock.today().year - back)
    [template] = make_vouchers(cast)
    for day in (1, 2, 3):
        services.redeem_day(
            voucher_id=template.pk,
            day_number=day,
            seminar_day_on=date(clock.today().year, 3, day),
            actor=cast.trainer,
            idempotency_key=f"template:{day}",
        )
    return cast


@contextmanager
def copied_database(name: str) -> Iterator[None]:
    """What was prepared, once more under another name; Django works there inside the block."""
    prepared = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{prepared}"')
    connection.settings_dict["NAME"] = name
    yield
    connection.close()
    connection.settings_dict["NAME"] = prepared


@transaction.atomic
def multiply(*, postings: int, open_vouchers: int) -> None:
    """Copy the template until there are about so many postings, and so many vouchers to redeem."""
    template = Voucher.objects.get()
    facts: dict[str, Any] = {
        "redeemed": postings // POSTINGS_PER_VOUCHER,
        "open": open_vouchers,
        "year": clock.today().year,
        "years": YEARS,
        "now": clock.now(),
        "voucher": template.pk,
        "lotse": template.lotse_id,
    }
    with connection.cursor() as cursor, triggers_off():
        cursor.execute(PLAN, facts)
        for table, differences, rows in COPIES:
            cursor.execute(copy_statement(table, differences, rows), facts)
        cursor.execute(BALANCES)
        cursor.execute(CHAIN)


def copy_statement(table: str, differences: Mapping[str, str], rows: str) -> str:
    """All columns of the table, so that a new one needs no change here."""
    with connection.cursor() as cursor:
        columns = [c.name for c in connection.introspection.get_table_description(cursor, table)]
    values = ", ".join(differences.get(column, f"t.{column}") for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} {rows}"


@contextmanager
def triggers_off() -> Iterator[None]:
    """Guards and foreign keys are silent in this transaction, and stand as before at its end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgenabled = 'A'"
        )
        guards = cursor.fetchall()
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        for table, name in guards:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        for table, name in guards:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        cursor.execute("SET LOCAL session_replication_role = origin")
