"""The calendar of the demonstration: whoever shows the programme may turn it forward."""

from django.db import models
from django.db.models import Q

FURTHEST_DAYS = 800
"""Two year-ends ahead: closing a budget year can be shown as well."""


class Calendar(models.Model):
    """One row: how many days the demonstration is ahead of the real date. Never used outside it."""

    days_ahead = models.PositiveSmallIntegerField("Tage voraus", default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="demo_calendar_single", condition=Q(id=1)),
            models.CheckConstraint(
                name="demo_calendar_in_range", condition=Q(days_ahead__lte=FURTHEST_DAYS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days_ahead} Tage voraus"
