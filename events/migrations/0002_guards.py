"""The guards of the places as raw SQL; see `events/sql/guards_v1.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v1.sql").read_text(encoding="utf-8"),
            (SQL / "drop_guards_v1.sql").read_text(encoding="utf-8"),
        )
    ]
