"""The guards of claims, payments, year-end and reclaims; see `vouchers/sql/guards_v2.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0005_money")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v2.sql").read_text(encoding="utf-8"),
            (SQL / "drop_guards_v2.sql").read_text(encoding="utf-8"),
        )
    ]
