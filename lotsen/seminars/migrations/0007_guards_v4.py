"""Databases of the first days get the guards of all others; see `sql/guards_v4.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("seminars", "0006_guards_v3")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v4.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop
        )
    ]
