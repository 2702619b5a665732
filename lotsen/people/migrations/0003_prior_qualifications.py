"""Qualifications gained earlier or elsewhere, with their proofs; what they say never changes."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PRIOR_GUARD = """
CREATE FUNCTION people_prior_guard() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL
     AND to_jsonb(OLD) - ARRAY['qualification_id', 'withdrawn_at', 'withdrawn_by_id',
                               'withdrawal_reason']
       = to_jsonb(NEW) - ARRAY['qualification_id', 'withdrawn_at', 'withdrawn_by_id',
                               'withdrawal_reason'] THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION '% on % refused: an entry is only withdrawn', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'people_prior_frozen';
END $$;
CREATE TRIGGER people_prior_frozen BEFORE UPDATE OR DELETE ON people_priorqualification
  FOR EACH ROW EXECUTE FUNCTION people_prior_guard();
ALTER TABLE people_priorqualification ENABLE ALWAYS TRIGGER people_prior_frozen;
CREATE TRIGGER people_prooffile_frozen BEFORE UPDATE OR DELETE ON people_prooffile
  FOR EACH ROW EXECUTE FUNCTION core_refuse_change();
ALTER TABLE people_prooffile ENABLE ALWAYS TRIGGER people_prooffile_frozen;
"""
PRIOR_UNGUARD = """
DROP TRIGGER people_prooffile_frozen ON people_prooffile;
DROP TRIGGER people_prior_frozen ON people_priorqualification;
DROP FUNCTION people_prior_guard();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_guard_search_path"),
        ("kommunen", "0004_file_may_come_again"),
        ("people", "0002_email_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PriorQualification",
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
                (
                    "organisation",
                    models.CharField(
                        max_length=120, verbose_name="Bildungsträger oder Veranstalter"
                    ),
                ),
                ("proof", models.CharField(max_length=200, verbose_name="Nachweis")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="Bemerkung")),
                ("recorded_at", models.DateTimeField(verbose_name="Eingetragen am")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="Zurückgenommen am"),
                ),
                (
                    "withdrawal_reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="Grund der Rücknahme"
                    ),
                ),
                (
                    "kommune",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prior_qualifications",
                        to="kommunen.kommune",
                        verbose_name="Kommune",
                    ),
                ),
                (
                    "lotse",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prior_qualifications",
                        to="people.lotse",
                        verbose_name="Person",
                    ),
                ),
                (
                    "qualification",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prior",
                        to="people.qualification",
                        verbose_name="Qualifizierung",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Eingetragen von",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Zurückgenommen von",
                    ),
                ),
            ],
            options={
                "verbose_name": "Nachgetragene Qualifizierung",
                "verbose_name_plural": "Nachgetragene Qualifizierungen",
                "ordering": ["-recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ProofFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="Eingetragen am")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Eingetragen von",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                        verbose_name="Datei",
                    ),
                ),
                (
                    "prior",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="people.priorqualification",
                        verbose_name="Qualifizierung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Datei eines Nachweises",
                "verbose_name_plural": "Dateien eines Nachweises",
                "ordering": ["added_at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="priorqualification",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["basis", "aufbau", "inhouse"])),
                name="prior_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="priorqualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proof", ""), _negated=True),
                    models.Q(("organisation", ""), _negated=True),
                ),
                name="prior_has_proof",
            ),
        ),
        migrations.AddConstraint(
            model_name="priorqualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("qualification__isnull", False),
                        ("withdrawal_reason", ""),
                        ("withdrawn_at", None),
                        ("withdrawn_by", None),
                    ),
                    models.Q(
                        ("qualification", None),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="prior_stands_or_is_withdrawn",
            ),
        ),
        migrations.RunSQL(PRIOR_GUARD, PRIOR_UNGUARD),
    ]
