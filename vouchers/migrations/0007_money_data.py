"""Base rates of § 247 BGB as published by the Bundesbank; later ones are added on the page.

The line data of the funding periods that the forms did not know before: Aufbau and Inhouse.
"""

from datetime import date
from typing import Any

from django.db import migrations

SOURCE = "Deutsche Bundesbank, Basiszinssatz nach § 247 BGB"
RATES = [
    (date(2016, 7, 1), -88),
    (date(2023, 1, 1), 162),
    (date(2023, 7, 1), 312),
    (date(2024, 1, 1), 362),
    (date(2024, 7, 1), 337),
    (date(2025, 1, 1), 227),
    (date(2025, 7, 1), 127),
]


def create(apps: Any, schema_editor: Any) -> None:
    rate_model = apps.get_model("vouchers", "InterestRate")
    rate_model.objects.bulk_create(
        rate_model(valid_from=day, base_hundredths=rate, source=SOURCE) for day, rate in RATES
    )
    line_model = apps.get_model("vouchers", "FundingLine")
    line_model.objects.filter(valid_until=None).update(open_for_contracts=True)


def remove(apps: Any, schema_editor: Any) -> None:
    apps.get_model("vouchers", "InterestRate").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("vouchers", "0006_guards_v2")]

    operations = [migrations.RunPython(create, remove)]
