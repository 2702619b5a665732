import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kommunen", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Lotse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("given_name", models.CharField(max_length=80, verbose_name="Vorname")),
                ("family_name", models.CharField(max_length=80, verbose_name="Nachname")),
                (
                    "email",
                    models.EmailField(max_length=254, verbose_name="Dienstliche E-Mail-Adresse"),
                ),
                (
                    "phone",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="Dienstliche Telefonnummer"
                    ),
                ),
                (
                    "department",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="Organisationseinheit"
                    ),
                ),
                (
                    "pseudonym",
                    models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="Pseudonym"),
                ),
                (
                    "version",
                    models.PositiveIntegerField(default=1, editable=False, verbose_name="Fassung"),
                ),
                ("sort_key", models.CharField(editable=False, max_length=330)),
                ("search_text", models.CharField(editable=False, max_length=330)),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="lotse",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Anmeldung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Person",
                "verbose_name_plural": "Personen",
                "ordering": ["sort_key", "id"],
            },
        ),
        migrations.CreateModel(
            name="Employment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="Von")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="Bis")),
                (
                    "kommune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employments",
                        to="kommunen.kommune",
                        verbose_name="Kommune",
                    ),
                ),
                (
                    "lotse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to="people.lotse",
                        verbose_name="Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Beschäftigung",
                "verbose_name_plural": "Beschäftigungen",
                "ordering": ["lotse", "starts_on"],
            },
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("basis", "Basisqualifizierung"),
                            ("aufbau", "Aufbauprogramm"),
                            ("inhouse", "Inhouse-Schulung"),
                        ],
                        max_length=7,
                        verbose_name="Art",
                    ),
                ),
                ("completed_on", models.DateField(verbose_name="Abgeschlossen am")),
                ("funded", models.BooleanField(verbose_name="Gefördert")),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="Nachweis")),
                (
                    "kommune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="kommunen.kommune",
                        verbose_name="Kommune",
                    ),
                ),
                (
                    "lotse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to="people.lotse",
                        verbose_name="Person",
                    ),
                ),
            ],
            options={
                "verbose_name": "Qualifizierung",
                "verbose_name_plural": "Qualifizierungen",
                "ordering": ["completed_on", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="lotse",
            index=models.Index(fields=["sort_key", "id"], name="lotse_sort"),
        ),
        migrations.AddIndex(
            model_name="lotse",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search_text", name="gin_trgm_ops"),
                name="lotse_search_trigram",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotse",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="lotse_email_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="lotse",
            constraint=models.UniqueConstraint(
                fields=("pseudonym",), name="lotse_pseudonym_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="lotse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_name", ""), _negated=True),
                    models.Q(("family_name", ""), _negated=True),
                ),
                name="lotse_names_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotse",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), _negated=True), name="lotse_email_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("lotse",),
                name="employment_one_open_per_lotse",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="employment_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("starts_on"),
                            models.F("ends_on"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                    ("lotse", "="),
                ],
                name="employment_periods_do_not_overlap",
            ),
        ),
        migrations.AddIndex(
            model_name="qualification",
            index=models.Index(
                fields=["kind", "completed_on", "funded"], name="qualification_by_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "basis")),
                fields=("lotse",),
                name="qualification_basis_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.UniqueConstraint(
                fields=("lotse", "kind", "completed_on"), name="qualification_once_per_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["basis", "aufbau", "inhouse"])),
                name="qualification_kind_known",
            ),
        ),
    ]
