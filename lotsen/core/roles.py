"""The eight roles a person can act in (programme rules § 2)."""

from django.db import models


class Role(models.TextChoices):
    HR = "hr", "Personalstelle"
    PROVIDER = "provider", "Bildungsträger"
    OFFICE = "office", "Programmstelle"
    MINISTRY = "ministry", "Ministerium"
    AUDITOR = "auditor", "Rechnungshof"
    ORGANISER = "organiser", "Veranstalter"
    LOTSE = "lotse", "Digitallotse"
    ADMIN = "admin", "Technische Administration"


ALL_ROLES = frozenset(Role)
"""Everybody who is signed in."""

OVERSIGHT = (Role.OFFICE, Role.MINISTRY, Role.AUDITOR)
"""Those who see the whole programme."""
