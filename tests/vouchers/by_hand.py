"""Plain SQL past the services: what somebody with the rights of the application could send."""

import json
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, connection, transaction

from lotsen.core.db import violated_constraint
from tests.deferred import fire_deferred
from vouchers.models import Voucher

Statement = tuple[str, list[Any]]
Row = tuple[str, int, int | None]
"""Account, cents and day of a posting; without a day it names no voucher."""

HASH = "0" * 64


def run(sql: str, params: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def value(sql: str, params: list[Any] | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    return row and row[0]


def refused_by(sql: str, params: list[Any] | None = None) -> str:
    """Name of the constraint that refuses the statement, at once or at commit."""
    try:
        with transaction.atomic():
            run(sql, params)
            fire_deferred()
    except IntegrityError as error:
        return violated_constraint(error)
    return "nothing"


def another(table: str, where: str, new_key: str, times: int, **changed: Any) -> Statement:
    """Copies of one row of a table with other values in some columns, and `new_key` (SQL)."""
    key = f"|| jsonb_build_object('id', {new_key})" if new_key else ""
    sql = f"""INSERT INTO {table}
              SELECT (jsonb_populate_record(NULL::{table}, to_jsonb(r) {key} || %s::jsonb)).*
              FROM (SELECT * FROM {table} WHERE {where} LIMIT 1) r,
                   generate_series(1, {times}) n"""  # noqa: S608
    return sql, [json.dumps(changed, default=str)]


def entry_sql(voucher: Voucher, **changed: Any) -> Statement:
    """An entry as somebody without the service would write it, in the year of a voucher."""
    values = {
        "id": uuid4(),
        "kind": "grant",
        "year_id": voucher.budget_year_id,
        "actor_id": voucher.contract.submitted_by_id,
        "approver_id": voucher.contract.decided_by_id,
        "idempotency_key": str(uuid4()),
        "content_hash": HASH,
        "as_deputy": False,
        "reason": "am Programm vorbei",
        "booked_at": "2026-01-01T00:00Z",
        **changed,
    }
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    sql = f"INSERT INTO vouchers_journalentry ({names}) VALUES ({marks})"  # noqa: S608
    return sql, list(values.values())


def posting_sql(entry: Any, voucher: Voucher, *rows: Row, first: int = 1, **all_: Any) -> Statement:
    """Postings for an entry; `all_` replaces columns in every row."""
    params: list[Any] = []
    for position, (account, cents, day) in enumerate(rows, start=first):
        values: dict[str, Any] = {
            "entry_id": entry,
            "position": position,
            "account": account,
            "year_id": voucher.budget_year_id,
            "line_id": voucher.line_id,
            "voucher_id": voucher.pk if day is not None else None,
            "day_number": day,
            "kommune_id": voucher.kommune_id if day is not None else None,
            "provider_id": voucher.provider_id if day is not None else None,
            "person": voucher.lotse.pseudonym if day is not None else None,
            "cents": cents,
        } | all_
        params += values.values()
    marks = ", ".join(["(" + ", ".join(["%s"] * 11) + ")"] * len(rows))
    columns = (
        "entry_id, position, account, year_id, line_id, voucher_id,"
        " day_number, kommune_id, provider_id, person, cents"
    )
    sql = f"INSERT INTO vouchers_posting ({columns}) VALUES {marks}"  # noqa: S608
    return sql, params


def booking_sql(voucher: Voucher, *rows: Row, **entry: Any) -> Statement:
    """Entry and postings in one statement; `postings` replaces columns in every posting."""
    key = entry.setdefault("id", uuid4())
    all_ = entry.pop("postings", {})
    first, values = entry_sql(voucher, **entry)
    second, more = posting_sql(key, voucher, *rows, **all_)
    return f"{first}; {second}", values + more
