"""Golden list of the guards in the database, compared with what is really there."""

import re
from pathlib import Path

from django.db import connection

TRIGGERS = {
    "vouchers_journalentry": (
        "ledger_entry_frozen",
        "ledger_entry_not_truncated",
        "ledger_entry_opens",
        "ledger_entry_seals",
    ),
    "vouchers_posting": (
        "ledger_posting_frozen",
        "ledger_posting_not_truncated",
        "ledger_postings_added",
    ),
    "vouchers_seal": ("ledger_seal_frozen", "ledger_seal_not_truncated", "ledger_seal_kept"),
    "vouchers_balance": ("ledger_balance_kept", "ledger_balance_not_truncated"),
    "vouchers_voucherbalance": (
        "ledger_voucherbalance_kept",
        "ledger_voucherbalance_not_truncated",
    ),
    "vouchers_yearhead": ("ledger_yearhead_kept", "ledger_yearhead_not_truncated"),
    "vouchers_ledgerhead": ("ledger_head_kept", "ledger_head_not_truncated"),
    "vouchers_budgetyear": ("ledger_year_stays_closed",),
    "vouchers_voucher": ("ledger_voucher_fixed",),
}
"""Triggers that must exist as written in the SQL file and be enabled ALWAYS, by table."""

CONSTRAINTS = (
    "balance_not_negative",
    "balance_once",
    "budget_not_overdrawn",
    "entry_four_eyes",
    "entry_idempotency_key_once",
    "entry_number_once",
    "entry_number_positive",
    "entry_reason_where_needed",
    "entry_reversal_names_entry",
    "entry_reversed_once",
    "ledger_head_single",
    "posting_dimensions_fit_account",
    "posting_not_zero",
    "posting_position_once",
    "voucher_balance_once",
    "voucher_day_taken_once",
)

GUARDS_SQL = Path(__file__).resolve().parent.parent / "sql" / "guards_v1.sql"
SEARCH_PATH = ["search_path=public, pg_temp"]
"""Setting of every guard function: no table of the session stands in for one that it reads."""

_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(.*?\bAS \$\$(.*?)\$\$", re.DOTALL)


def missing_guards() -> list[str]:
    """What is missing, switched off or rewritten; empty when all guards stand."""
    source = GUARDS_SQL.read_text(encoding="utf-8")
    standing, functions = _triggers(" ".join(source.split())), _functions()
    constraints = _constraints()
    triggers = [
        f"Trigger {name} auf {table} fehlt, ist abgeschaltet oder weicht vom Programmstand ab"
        for table, names in TRIGGERS.items()
        for name in names
        if (table, name) not in standing
    ]
    rules = [f"Regel {name} fehlt" for name in CONSTRAINTS if name not in constraints]
    rewritten = [
        f"Funktion {name} weicht vom Programmstand ab"
        for name, body in sorted(_FUNCTION.findall(source))
        if functions.get(name) != (body.strip(), SEARCH_PATH)
    ]
    return triggers + rules + rewritten


def _triggers(source: str) -> set[tuple[str, str]]:
    """Table and name of the triggers that are enabled ALWAYS and defined as in `source`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid, true)"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE 'ledger\\_%%' AND t.tgenabled = 'A'",
            [],
        )
        return {(table, name) for table, name, text in cursor.fetchall() if f"{text};" in source}


def _constraints() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conname = ANY(%s) AND convalidated",
            [list(CONSTRAINTS)],
        )
        return {name for (name,) in cursor.fetchall()}


def _functions() -> dict[str, tuple[str, list[str]]]:
    """Body and settings of the guard functions by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, prosrc, proconfig FROM pg_proc WHERE proname LIKE 'ledger\\_%%'", []
        )
        return {name: (body.strip(), config or []) for name, body, config in cursor.fetchall()}
