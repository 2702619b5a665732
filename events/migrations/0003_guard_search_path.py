"""Databases of the first days get the search path that 0002 gives new ones."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0002_guards")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION events_keep_capacity() SET search_path = public, pg_temp;"
            " ALTER FUNCTION events_keep_places() SET search_path = public, pg_temp",
            migrations.RunSQL.noop,
        )
    ]
