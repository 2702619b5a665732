"""A bank account that does not count yet can be withdrawn, also by the person who named it."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

STATES = ["proposed", "confirmed", "rejected", "withdrawn"]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("core", "0002_guards"),
        ("vouchers", "0010_guards_v4"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="bankaccount",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "wartet auf Bestätigung"),
                    ("confirmed", "bestätigt"),
                    ("rejected", "abgelehnt"),
                    ("withdrawn", "zurückgezogen"),
                ],
                default="proposed",
                max_length=10,
                verbose_name="Stand",
            ),
        ),
        migrations.RemoveConstraint("bankaccount", "bank_account_state_known"),
        migrations.RemoveConstraint("bankaccount", "bank_account_four_eyes"),
        migrations.RemoveConstraint("bankaccount", "bank_account_decision_complete"),
        migrations.AddConstraint(
            "bankaccount",
            models.CheckConstraint(
                name="bank_account_state_known",
                condition=Q(state__in=STATES),
            ),
        ),
        migrations.AddConstraint(
            "bankaccount",
            models.CheckConstraint(
                name="bank_account_four_eyes",
                condition=Q(state="withdrawn")
                | Q(decided_by=None)
                | ~Q(decided_by=F("proposed_by")),
            ),
        ),
        migrations.AddConstraint(
            "bankaccount",
            models.CheckConstraint(
                name="bank_account_decision_complete",
                condition=Q(state="proposed", decided_by=None, decided_at=None, valid_from=None)
                | Q(
                    state="confirmed",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    valid_from__isnull=False,
                )
                | (
                    Q(
                        state="rejected",
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                        valid_from=None,
                    )
                    & ~Q(decision_reason="")
                )
                | Q(
                    state="withdrawn",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    valid_from=None,
                ),
            ),
        ),
    ]
