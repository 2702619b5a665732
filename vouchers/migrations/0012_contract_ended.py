"""An agreed contract is ended with a reason as long as its vouchers are not issued."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

STATES = ["submitted", "agreed", "rejected", "withdrawn", "ended"]


class Migration(migrations.Migration):
    dependencies = [
        ("vouchers", "0011_bank_account_withdrawn"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("transfercontract", "contract_state_known"),
        migrations.RemoveConstraint("transfercontract", "contract_decision_complete"),
        migrations.RemoveConstraint("transfercontract", "contract_document_only_when_agreed"),
        migrations.AddField(
            model_name="transfercontract",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="Aufgehoben am"),
        ),
        migrations.AddField(
            model_name="transfercontract",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Aufgehoben von",
            ),
        ),
        migrations.AlterField(
            model_name="transfercontract",
            name="state",
            field=models.CharField(
                choices=[
                    ("submitted", "eingereicht"),
                    ("agreed", "vereinbart"),
                    ("rejected", "abgelehnt"),
                    ("withdrawn", "zurückgezogen"),
                    ("ended", "aufgehoben"),
                ],
                default="submitted",
                max_length=10,
                verbose_name="Stand",
            ),
        ),
        migrations.AddConstraint(
            "transfercontract",
            models.CheckConstraint(name="contract_state_known", condition=Q(state__in=STATES)),
        ),
        migrations.AddConstraint(
            "transfercontract",
            models.CheckConstraint(
                name="contract_decision_complete",
                condition=Q(
                    state__in=["agreed", "rejected", "ended"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(state__in=["submitted", "withdrawn"], decided_by=None, decided_at=None),
            ),
        ),
        migrations.AddConstraint(
            "transfercontract",
            models.CheckConstraint(
                name="contract_ending_complete",
                condition=Q(
                    ~Q(reason=""),
                    state="ended",
                    ended_by__isnull=False,
                    ended_at__isnull=False,
                )
                | (~Q(state="ended") & Q(ended_by=None, ended_at=None)),
            ),
        ),
        migrations.AddConstraint(
            "transfercontract",
            models.CheckConstraint(
                name="contract_document_only_when_agreed",
                condition=Q(document=None) | Q(state__in=["agreed", "ended"]),
            ),
        ),
    ]
