"""Substitutes and added vouchers; see `lotsen/seminars/sql/guards_v2.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("seminars", "0004_enrolment_replaces")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v2.sql").read_text(encoding="utf-8"),
            (SQL / "drop_guards_v2.sql").read_text(encoding="utf-8"),
        )
    ]
