"""What the database role of the application may not do, and whether it really may not.

Tables belong to the owner, who only migrates. Web server and worker come as another role: it adds
to the ledger, the audit trail and the documents, reads what the triggers keep, and works freely
in all other tables. `manage.py grant_rights` gives exactly these rights (docs/operations.md).
"""

from django.db import connection

from vouchers.queries.guards import guarded_tables

ADD_ONLY = (
    "core_auditentry",
    "core_document",
    "vouchers_journalentry",
    "vouchers_posting",
)
"""Rows are added and read, never changed."""

READ_ONLY = (
    "django_migrations",
    "vouchers_balance",
    "vouchers_daytotal",
    "vouchers_ledgerhead",
    "vouchers_seal",
    "vouchers_voucherbalance",
    "vouchers_yearhead",
)
"""Kept by triggers, which write with the rights of the owner, or by migrations."""


def is_owner() -> bool:
    """Whether this connection could change the tables themselves: nothing can be denied to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class"
            " WHERE oid = 'public.vouchers_journalentry'::regclass"
        )
        return bool(cursor.fetchone()[0])


def surplus_rights() -> list[str]:
    """Rights that the application must not have; empty for the owner, who has them all."""
    if is_owner():
        return []
    denied = [(table, right) for table in READ_ONLY for right in ("INSERT", "UPDATE", "DELETE")]
    denied += [(table, right) for table in ADD_ONLY for right in ("UPDATE", "DELETE")]
    denied += [(table, right) for table in guarded_tables() for right in ("TRUNCATE", "TRIGGER")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%%s auf %%s', d.denied, d.place) FROM"
            " unnest(%s::text[], %s::text[]) d(place, denied)"
            " WHERE has_table_privilege('public.' || d.place, d.denied)"
            " OR (d.denied IN ('INSERT', 'UPDATE')"
            "     AND has_any_column_privilege('public.' || d.place, d.denied))"
            " UNION ALL SELECT 'CREATE im Schema public'"
            " WHERE has_schema_privilege('public', 'CREATE')"
            " UNION ALL SELECT d.denied || ' in der Datenbank' FROM unnest(%s::text[]) d(denied)"
            " WHERE has_database_privilege(current_database(), d.denied)",
            [[place for place, _ in denied], [right for _, right in denied], ["CREATE", "TEMP"]],
        )
        return [f"Die Datenbankrolle der Anwendung darf {right}" for (right,) in cursor.fetchall()]
