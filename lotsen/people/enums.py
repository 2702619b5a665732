"""Kinds of the people app."""

from django.db import models


class QualificationKind(models.TextChoices):
    """What a person has completed (docs/programme.md § 4)."""

    BASIS = "basis", "Basisqualifizierung"
    AUFBAU = "aufbau", "Aufbauprogramm"
    INHOUSE = "inhouse", "Inhouse-Schulung"
