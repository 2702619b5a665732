"""Databases of the first version get the search path that 0002 gives new ones.

The check of the guards compares definitions, so an old function would stop the start.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0002_guards")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION core_refuse_change() SET search_path = public, pg_temp",
            migrations.RunSQL.noop,
        )
    ]
