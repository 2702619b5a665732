"""Audit log and stored documents are append-only, for everybody, the table owner included.

Raw SQL on purpose: a guard must not be switchable from Python. `ENABLE ALWAYS` keeps it alive
under `session_replication_role = replica`. Other apps use `core_refuse_change()` for their tables.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% on % refused: rows are only ever added', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_frozen';
END $$;
"""

GUARD = """
CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_frozen;
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate;
"""

UNGUARD = """
DROP TRIGGER {table}_frozen ON {table};
DROP TRIGGER {table}_no_truncate ON {table};
"""


def guard(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(GUARD.format(table=table), UNGUARD.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION core_refuse_change();"),
        guard("core_auditentry"),
        guard("core_document"),
    ]
