"""The areas above a Kommune: Regierungsbezirk, Region, Verband. All keyed officially."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from kommunen.enums import VerbandKind


class Regierungsbezirk(models.Model):
    """One of the four Regierungsbezirke, key "081" to "084"."""

    key = models.CharField("Schlüssel", max_length=3, primary_key=True)
    name = models.CharField("Name", max_length=60)

    class Meta:
        verbose_name = "Regierungsbezirk"
        verbose_name_plural = "Regierungsbezirke"
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="regierungsbezirk_key_format", condition=Q(key__regex=r"^08[0-9]$")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Region(models.Model):
    """One of the twelve planning regions, key "0811" to "0843"."""

    key = models.CharField("Schlüssel", max_length=4, primary_key=True)
    name = models.CharField("Name", max_length=60)
    seat = models.CharField("Sitz", max_length=60)
    regierungsbezirk = models.ForeignKey(
        Regierungsbezirk, models.PROTECT, related_name="regions", verbose_name="Regierungsbezirk"
    )

    class Meta:
        verbose_name = "Region"
        verbose_name_plural = "Regionen"
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="region_key_format", condition=Q(key__regex=r"^08[0-9]{2}$")
            ),
            models.CheckConstraint(
                name="region_in_its_regierungsbezirk",
                condition=Q(Exact(Left("key", 3), models.F("regierungsbezirk"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Verband(models.Model):
    """A Verwaltungsgemeinschaft of Gemeinden of one Kreis; key = first nine digits of the ARS."""

    key = models.CharField("Schlüssel", max_length=9, primary_key=True)
    kind = models.CharField("Art", max_length=3, choices=VerbandKind)
    name = models.CharField("Name", max_length=80)
    seat = models.CharField("Sitz", max_length=60)

    class Meta:
        verbose_name = "Verwaltungsgemeinschaft"
        verbose_name_plural = "Verwaltungsgemeinschaften"
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                name="verband_key_format", condition=Q(key__regex=r"^08[0-9]{7}$")
            ),
            models.CheckConstraint(
                name="verband_kind_known", condition=Q(kind__in=VerbandKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name
