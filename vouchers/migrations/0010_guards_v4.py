"""A carried day can be taken back; a posting finds its balance. See `vouchers/sql/guards_v4.sql`."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql"


def as_in_version_2(function: str) -> str:
    """The statement of guards_v2.sql that version 4 replaced."""
    statements = (SQL / "guards_v2.sql").read_text(encoding="utf-8")
    _, head, rest = statements.partition(f"CREATE OR REPLACE FUNCTION {function}()")
    body, end, _ = rest.partition("END $$;")
    return head + body + end


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0009_guards_v3")]

    operations = [
        migrations.RunSQL(
            (SQL / "guards_v4.sql").read_text(encoding="utf-8"),
            [
                as_in_version_2("ledger_entry_opens"),
                as_in_version_2("ledger_postings_added"),
                (SQL / "guards_v3.sql").read_text(encoding="utf-8"),  # the owner's rights again
            ],
        )
    ]
