from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations


class Migration(migrations.Migration):
    """Parts of an e-mail address are found through an index, like parts of a name."""

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="lotse",
            index=GinIndex(OpClass("email", name="gin_trgm_ops"), name="lotse_email_trigram"),
        ),
    ]
