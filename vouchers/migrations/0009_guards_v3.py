"""The triggers write their tables with the owner's rights; see `vouchers/sql/guards_v3.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0008_checks_with_values")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v3.sql").read_text(encoding="utf-8"),
            (SQL / "drop_guards_v3.sql").read_text(encoding="utf-8"),
        )
    ]
