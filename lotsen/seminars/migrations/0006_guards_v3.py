"""Seminars of one to three days on lines without fixed days; see `sql/guards_v3.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("seminars", "0005_guards_v2"), ("vouchers", "0005_money")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v3.sql").read_text(encoding="utf-8"),
            (SQL / "drop_guards_v3.sql").read_text(encoding="utf-8"),
        )
    ]
