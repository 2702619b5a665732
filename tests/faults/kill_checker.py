"""Compares what was acknowledged with what is stored. Knows SQL and nothing of the programme."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg

STORED = """SELECT e.id::text, e.idempotency_key, e.content_hash FROM vouchers_journalentry e
    JOIN vouchers_seal s ON s.entry_id = e.id WHERE s.seq > %s"""
DOUBLED = """SELECT voucher_id || ' day ' || day_number FROM vouchers_posting p
    JOIN vouchers_journalentry e ON e.id = p.entry_id WHERE e.kind = 'redeem' AND account = 'due'
    GROUP BY voucher_id, day_number HAVING count(*) > 1
    UNION ALL
    SELECT 'vouchers of person ' || lotse_id FROM vouchers_voucher GROUP BY lotse_id
    HAVING count(*) > 1"""


@dataclass(frozen=True, slots=True)
class Found:
    """Counts of bookings; `problems` names the ones that are wrong."""

    acknowledged: int
    stored: int
    lost: int
    doubled: int
    unknown: int
    absorbed: int
    problems: list[str]


def check(url: str, diaries: Path, since: int) -> Found:
    """Hold the writers' diaries against all bookings after seal `since`."""
    lines = [json.loads(line) for file in diaries.glob("*.jsonl") for line in file.open()]
    with psycopg.connect(url) as connection:
        rows = connection.execute(STORED, [since]).fetchall()
        doubled = [name for (name,) in connection.execute(DOUBLED)]
    stored = {key: (entry, content) for entry, key, content in rows}
    told = Counter(line["key"] for line in lines)
    lost = [line["key"] for line in lines if stored.get(line["key"]) != (line["id"], line["hash"])]
    doubled += [key for key, count in told.items() if count > 1]
    unknown = stored.keys() - told.keys()
    problems = [f"lost: {key}" for key in lost]
    problems += [f"booked twice: {name}" for name in doubled]
    problems += [f"stored, but nobody was told: {key}" for key in sorted(unknown)]
    absorbed = sum(line["absorbed"] for line in lines)
    return Found(len(lines), len(rows), len(lost), len(doubled), len(unknown), absorbed, problems)
