import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("seminars", "0003_vouchers_in_use")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="seminars.enrolment",
                verbose_name="Ersatz für",
            ),
        ),
    ]
