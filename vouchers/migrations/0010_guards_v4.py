"""A carried day can be taken back; a posting finds its balance. See `vouchers/sql/guards_v4.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0009_guards_v3")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v4.sql").read_text(encoding="utf-8"),
            (SQL / "drop_guards_v4.sql").read_text(encoding="utf-8"),
        )
    ]
