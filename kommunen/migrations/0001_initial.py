import uuid

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Regierungsbezirk",
            fields=[
                (
                    "key",
                    models.CharField(
                        max_length=3, primary_key=True, serialize=False, verbose_name="Schlüssel"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
            ],
            options={
                "verbose_name": "Regierungsbezirk",
                "verbose_name_plural": "Regierungsbezirke",
                "ordering": ["key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^08[0-9]$")),
                        name="regierungsbezirk_key_format",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "key",
                    models.CharField(
                        max_length=4, primary_key=True, serialize=False, verbose_name="Schlüssel"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="Name")),
                ("seat", models.CharField(max_length=60, verbose_name="Sitz")),
                (
                    "regierungsbezirk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="regions",
                        to="kommunen.regierungsbezirk",
                        verbose_name="Regierungsbezirk",
                    ),
                ),
            ],
            options={
                "verbose_name": "Region",
                "verbose_name_plural": "Regionen",
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="RegistryEdition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("attribution", models.TextField(verbose_name="Quellenangabe")),
                ("as_of", models.DateField(verbose_name="Gebietsstand")),
                ("area_as_of", models.DateField(verbose_name="Stand der Flächen")),
                ("centre_as_of", models.DateField(verbose_name="Stand der Mittelpunkte")),
                ("sha256", models.CharField(max_length=64, verbose_name="Prüfsumme")),
                ("loaded_at", models.DateTimeField(verbose_name="Geladen am")),
            ],
            options={
                "verbose_name": "Ausgabe des Gemeindeverzeichnisses",
                "verbose_name_plural": "Ausgaben des Gemeindeverzeichnisses",
                "ordering": ["-as_of", "-loaded_at"],
                "get_latest_by": ["as_of", "loaded_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("sha256",), name="edition_loaded_once"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="edition_sha256_format",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Verband",
            fields=[
                (
                    "key",
                    models.CharField(
                        max_length=9, primary_key=True, serialize=False, verbose_name="Schlüssel"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("vvg", "Vereinbarte Verwaltungsgemeinschaft"),
                            ("gvv", "Gemeindeverwaltungsverband"),
                        ],
                        max_length=3,
                        verbose_name="Art",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="Name")),
                ("seat", models.CharField(max_length=60, verbose_name="Sitz")),
            ],
            options={
                "verbose_name": "Verwaltungsgemeinschaft",
                "verbose_name_plural": "Verwaltungsgemeinschaften",
                "ordering": ["key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^08[0-9]{7}$")),
                        name="verband_key_format",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["vvg", "gvv"])), name="verband_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Kommune",
            fields=[
                (
                    "key",
                    models.CharField(
                        max_length=8, primary_key=True, serialize=False, verbose_name="Schlüssel"
                    ),
                ),
                ("ars", models.CharField(max_length=12, verbose_name="Regionalschlüssel")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("gemeinde", "Gemeinde"),
                            ("stadt", "Stadt"),
                            ("grosse_kreisstadt", "Große Kreisstadt"),
                            ("stadtkreis", "Stadtkreis"),
                            ("landkreis", "Landkreis"),
                        ],
                        max_length=17,
                        verbose_name="Art",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="Name")),
                ("display_name", models.CharField(max_length=100, verbose_name="Anzeigename")),
                ("label", models.CharField(max_length=160, verbose_name="Eindeutige Bezeichnung")),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=5, verbose_name="Postleitzahl"),
                ),
                (
                    "seat",
                    models.CharField(blank=True, max_length=60, verbose_name="Verwaltungssitz"),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="Breite"
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=8, null=True, verbose_name="Länge"
                    ),
                ),
                ("area_ha", models.IntegerField(verbose_name="Fläche in Hektar")),
                ("kfz", models.CharField(blank=True, max_length=3, verbose_name="Kfz-Kennzeichen")),
                ("sort_key", models.CharField(editable=False, max_length=160)),
                ("search_text", models.CharField(editable=False, max_length=300)),
                (
                    "dissolved_on",
                    models.DateField(blank=True, null=True, verbose_name="Aufgelöst am"),
                ),
                (
                    "landkreis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gemeinden",
                        to="kommunen.kommune",
                        verbose_name="Landkreis",
                    ),
                ),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kommune",
                        to="accounts.organisation",
                        verbose_name="Organisation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="kommunen.kommune",
                        verbose_name="Nachfolgerin",
                    ),
                ),
                (
                    "regierungsbezirk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kommunen",
                        to="kommunen.regierungsbezirk",
                        verbose_name="Regierungsbezirk",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kommunen",
                        to="kommunen.region",
                        verbose_name="Region",
                    ),
                ),
                (
                    "verband",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="kommunen.verband",
                        verbose_name="Verwaltungsgemeinschaft",
                    ),
                ),
            ],
            options={
                "verbose_name": "Kommune",
                "verbose_name_plural": "Kommunen",
                "ordering": ["sort_key", "key"],
            },
        ),
        migrations.CreateModel(
            name="Figure",
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
                        choices=[("population", "Einwohnerzahl")], max_length=12, verbose_name="Art"
                    ),
                ),
                ("value", models.IntegerField(verbose_name="Wert")),
                ("as_of", models.DateField(verbose_name="Stichtag")),
                ("base", models.CharField(max_length=60, verbose_name="Basis")),
                (
                    "kommune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="kommunen.kommune",
                        verbose_name="Kommune",
                    ),
                ),
            ],
            options={
                "verbose_name": "Kennzahl",
                "verbose_name_plural": "Kennzahlen",
                "ordering": ["kommune", "kind", "-as_of"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kommune", "kind", "as_of"), name="figure_once_per_date"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="figure_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["population"])), name="figure_kind_known"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^08[0-9]{2}$")), name="region_key_format"
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Left("key", 3), models.F("regierungsbezirk")
                    )
                ),
                name="region_in_its_regierungsbezirk",
            ),
        ),
        migrations.AddIndex(
            model_name="kommune",
            index=models.Index(fields=["sort_key", "key"], name="kommune_sort"),
        ),
        migrations.AddIndex(
            model_name="kommune",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search_text", name="gin_trgm_ops"),
                name="kommune_search_trigram",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.UniqueConstraint(fields=("ars",), name="kommune_ars_unique"),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dissolved_on", None)),
                fields=("label",),
                name="kommune_label_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^08[0-9]{6}$")), name="kommune_key_format"
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(("ars__regex", "^08[0-9]{10}$")), name="kommune_ars_format"
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Left("ars", 5),
                        django.db.models.functions.text.Left("key", 5),
                    )
                ),
                name="kommune_ars_fits_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key__endswith", "000"), ("kind__in", ["stadtkreis", "landkreis"])),
                    models.Q(
                        ("kind__in", ["gemeinde", "stadt", "grosse_kreisstadt"]),
                        models.Q(("key__endswith", "000"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="kommune_key_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["stadtkreis", "landkreis"]), ("landkreis", None)),
                    models.Q(
                        ("kind__in", ["gemeinde", "stadt", "grosse_kreisstadt"]),
                        ("landkreis__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="kommune_landkreis_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("landkreis", None),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Left("key", 5),
                        django.db.models.functions.text.Left("landkreis", 5),
                    ),
                    _connector="OR",
                ),
                name="kommune_key_starts_with_landkreis",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Left("key", 4), models.F("region")
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Left("key", 3), models.F("regierungsbezirk")
                    ),
                ),
                name="kommune_in_its_region",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verband", None),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Left("ars", 9), models.F("verband")
                    ),
                    _connector="OR",
                ),
                name="kommune_verband_fits_ars",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(("postcode__regex", "^([0-9]{5})?$")),
                name="kommune_postcode_format",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (47, 50)),
                        ("longitude__isnull", False),
                        ("longitude__range", (7, 11)),
                    ),
                    _connector="OR",
                ),
                name="kommune_centre_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(("area_ha__gte", 0)), name="kommune_area_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="kommune",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor", None),
                    models.Q(
                        ("dissolved_on__isnull", False),
                        models.Q(("successor", models.F("key")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="kommune_successor_only_when_dissolved",
            ),
        ),
    ]
