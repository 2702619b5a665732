"""Whether a Kommune changed its Kreis is a fact of its own: a later name says nothing about it."""

import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

# By the rule that held until now, the same name in another Kreis; and who was renamed since, by
# the edition that moved it.
MOVED = """
UPDATE kommunen_kommune AS old SET changed_kreis = true
    FROM kommunen_kommune AS new
    WHERE new.key = old.successor_id AND left(new.key, 5) <> left(old.key, 5)
        AND (new.name = old.name OR EXISTS (
            SELECT FROM kommunen_editionchange AS change
                JOIN kommunen_registryedition AS edition ON edition.id = change.edition_id
                WHERE edition.state = 'applied' AND change.accepted AND change."group" = 'moved'
                    AND change.key = old.key AND change.after ->> 'key' = new.key
                    AND edition.effective_on = old.dissolved_on
        ))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kommunen", "0005_moved_bodies"),
    ]

    operations = [
        migrations.AddField(
            model_name="kommune",
            name="changed_kreis",
            field=models.BooleanField(default=False, verbose_name="Hat den Kreis gewechselt"),
        ),
        migrations.RunSQL(MOVED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("changed_kreis", False),
                    models.Q(
                        ("successor__isnull", False),
                        models.Q(
                            django.db.models.lookups.Exact(
                                django.db.models.functions.text.Left("key", 5),
                                django.db.models.functions.text.Left("successor", 5),
                            ),
                            _negated=True,
                        ),
                    ),
                    _connector="OR",
                ),
                name="kommune_changed_kreis_has_successor",
            ),
        ),
    ]
