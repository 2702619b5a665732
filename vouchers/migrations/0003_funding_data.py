"""Rules of the programme as rows (docs/programme.md § 4).

Assumed, and therefore data: the split into two periods with its date, the conditions version names
and the letters of the voucher IDs.
"""

from datetime import date
from typing import Any

from django.db import migrations

PERIODS = [
    ("Förderzeitraum 2018–2022", date(2018, 11, 1), date(2022, 12, 31), "overlap", "2018-1"),
    ("Förderzeitraum ab 2023", date(2023, 1, 1), None, "strict", "2023-1"),
]
LINES: list[dict[str, Any]] = [
    {
        "kind": "basis",
        "name": "Basisqualifizierung",
        "rate_kind": "fixed_per_day",
        "day_rate_cents": 100_00,
        "max_days": 3,
        "letter": "B",
        "open_for_contracts": True,
    },
    {
        "kind": "aufbau",
        "name": "Aufbauprogramm",
        "rate_kind": "capped_per_day",
        "day_rate_cents": 50_00,
        "max_days": None,
        "letter": "A",
        "needs_basis": True,
    },
    {
        "kind": "inhouse",
        "name": "Inhouse-Schulung",
        "rate_kind": "share",
        "day_rate_cents": 1_700_00,
        "share_percent": 50,
        "max_days": 3,
        "min_kommunen": 2,
        "letter": "I",
    },
]
QUOTA = [
    ("gemeinde", 1, 9_999, 1),
    ("gemeinde", 10_000, 30_000, 2),
    ("gemeinde", 30_001, 130_000, 3),
    ("kreis", 0, 175_000, 4),
    ("kreis", 175_001, None, 5),
]


def create(apps: Any, schema_editor: Any) -> None:
    period_model = apps.get_model("vouchers", "FundingPeriod")
    line_model = apps.get_model("vouchers", "FundingLine")
    rule_model = apps.get_model("vouchers", "QuotaRule")
    for name, starts_on, ends_on, rule, version in PERIODS:
        period = period_model.objects.create(
            name=name, starts_on=starts_on, ends_on=ends_on, contract_rule=rule
        )
        for values in LINES:
            line = line_model.objects.create(
                period=period,
                valid_from=starts_on,
                valid_until=ends_on,
                conditions_version=version,
                **values,
            )
            if line.kind == "basis":
                rule_model.objects.bulk_create(
                    rule_model(
                        line=line,
                        group=group,
                        min_population=low,
                        max_population=high,
                        places=places,
                    )
                    for group, low, high, places in QUOTA
                )


def remove(apps: Any, schema_editor: Any) -> None:
    apps.get_model("vouchers", "FundingLine").objects.all().delete()
    apps.get_model("vouchers", "FundingPeriod").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0002_ledger_guards")]

    operations = [migrations.RunPython(create, remove)]
