"""The guards of the seminars as raw SQL; see `lotsen/seminars/sql/guards_v1.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("seminars", "0001_initial"), ("vouchers", "0002_ledger_guards")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v1.sql").read_text(encoding="utf-8"),
            (SQL / "drop_guards_v1.sql").read_text(encoding="utf-8"),
        )
    ]
