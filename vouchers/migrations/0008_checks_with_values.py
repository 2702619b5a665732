"""A comparison with an empty value neither holds nor fails: these rules ask for the value too."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("core", "0002_guards"),
        ("kommunen", "0001_initial"),
        ("people", "0001_initial"),
        ("vouchers", "0007_money_data"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="budgetproposal",
            name="proposal_amount_fits_kind",
        ),
        migrations.RemoveConstraint(
            model_name="fundingline",
            name="funding_line_share_fits_rate",
        ),
        migrations.RemoveConstraint(
            model_name="posting",
            name="posting_dimensions_fit_account",
        ),
        migrations.RemoveConstraint(
            model_name="reclaim",
            name="reclaim_repayment_complete",
        ),
        migrations.RemoveConstraint(
            model_name="voucher",
            name="voucher_invoice_complete",
        ),
        migrations.AddConstraint(
            model_name="budgetproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cents", None), ("kind", "close"), ("line", None)),
                    models.Q(
                        models.Q(("kind", "close"), _negated=True),
                        ("carries_available", False),
                        ("cents__gt", 0),
                        ("cents__isnull", False),
                        ("line__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="proposal_amount_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="fundingline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("rate_kind", "share"),
                        ("share_percent__isnull", False),
                        ("share_percent__range", (1, 100)),
                    ),
                    models.Q(
                        ("rate_kind__in", ["fixed_per_day", "capped_per_day"]),
                        ("share_percent", None),
                    ),
                    _connector="OR",
                ),
                name="funding_line_share_fits_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("account__in", ("external", "available")),
                        ("day_number", None),
                        ("kommune", None),
                        ("person", None),
                        ("provider", None),
                        ("voucher", None),
                    ),
                    models.Q(
                        models.Q(("account__in", ("external", "available")), _negated=True),
                        ("day_number__gte", 1),
                        ("day_number__isnull", False),
                        ("kommune__isnull", False),
                        ("person__isnull", False),
                        ("provider__isnull", False),
                        ("voucher__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="posting_dimensions_fit_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="reclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("interest_cents__gte", 0),
                        ("interest_cents__isnull", False),
                        ("repaid_on__isnull", False),
                        ("state", "repaid"),
                    ),
                    models.Q(
                        models.Q(("state", "repaid"), _negated=True),
                        ("interest_cents", None),
                        ("repaid_on", None),
                    ),
                    _connector="OR",
                ),
                name="reclaim_repayment_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="voucher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("invoice_cents", None), ("invoice_number", ""), ("invoiced_on", None)
                    ),
                    models.Q(
                        ("invoice_cents__gte", 0),
                        ("invoice_cents__isnull", False),
                        ("invoiced_on__isnull", False),
                        models.Q(("invoice_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="voucher_invoice_complete",
            ),
        ),
    ]
