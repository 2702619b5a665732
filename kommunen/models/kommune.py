"""The Kommune and its dated figures."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from kommunen.enums import KINDS_IN_A_LANDKREIS, FigureKind, KommuneKind
from kommunen.models.areas import Regierungsbezirk, Region, Verband
from lotsen.core.models import UUIDModel

_IN_A_LANDKREIS = [kind.value for kind in KINDS_IN_A_LANDKREIS]
_IS_A_KREIS = [KommuneKind.STADTKREIS.value, KommuneKind.LANDKREIS.value]


class Kommune(models.Model):
    """A Gemeinde, Stadt, Stadtkreis or Landkreis: a body that may send Lotsen.

    `key` is the AGS; a Landkreis has its five-digit key and "000" (docs/programme.md § 3). No AGS
    is equal to that: a Landkreis and a Stadtkreis never share the first five digits. `label`,
    `sort_key` and `search_text` are derived by `kommunen.rules` when the registry is loaded.
    `changed_kreis`: only the key ended, the same body goes on as `successor` under the key of
    another Kreis, whatever it is called later.
    """

    key = models.CharField("Schlüssel", max_length=8, primary_key=True)
    ars = models.CharField("Regionalschlüssel", max_length=12)
    kind = models.CharField("Art", max_length=17, choices=KommuneKind)
    name = models.CharField("Name", max_length=80)
    display_name = models.CharField("Anzeigename", max_length=100)
    label = models.CharField("Eindeutige Bezeichnung", max_length=160)
    landkreis = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="gemeinden",
        verbose_name="Landkreis",
        null=True,
        blank=True,
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="kommunen", verbose_name="Region"
    )
    regierungsbezirk = models.ForeignKey(
        Regierungsbezirk, models.PROTECT, related_name="kommunen", verbose_name="Regierungsbezirk"
    )
    verband = models.ForeignKey(
        Verband,
        models.PROTECT,
        related_name="members",
        verbose_name="Verwaltungsgemeinschaft",
        null=True,
        blank=True,
    )
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    seat = models.CharField("Verwaltungssitz", max_length=60, blank=True)
    latitude = models.DecimalField("Breite", max_digits=8, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField("Länge", max_digits=8, decimal_places=6, null=True, blank=True)
    area_ha = models.IntegerField("Fläche in Hektar")
    kfz = models.CharField("Kfz-Kennzeichen", max_length=3, blank=True)
    sort_key = models.CharField(max_length=160, editable=False)
    search_text = models.CharField(max_length=300, editable=False)
    organisation = models.OneToOneField(
        "accounts.Organisation",
        models.PROTECT,
        related_name="kommune",
        verbose_name="Organisation",
    )
    dissolved_on = models.DateField("Aufgelöst am", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="predecessors",
        verbose_name="Nachfolgerin",
        null=True,
        blank=True,
    )
    changed_kreis = models.BooleanField("Hat den Kreis gewechselt", default=False)

    # Filled by `queries.with_population`, nowhere else.
    population: int | None
    # Filled by `queries.figures.with_population_source`: day and base of that figure.
    population_on: date | None
    population_base: str | None
    # Filled by `queries.search.no_more`: the living body that a dissolved one belongs to.
    today: "Kommune | None"

    class Meta:
        verbose_name = "Kommune"
        verbose_name_plural = "Kommunen"
        ordering = ["sort_key", "key"]
        indexes = [
            models.Index(name="kommune_sort", fields=["sort_key", "key"]),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="kommune_search_trigram"),
        ]
        constraints = [
            models.UniqueConstraint(name="kommune_ars_unique", fields=["ars"]),
            models.UniqueConstraint(
                name="kommune_label_unique", fields=["label"], condition=Q(dissolved_on=None)
            ),
            models.CheckConstraint(
                name="kommune_key_format", condition=Q(key__regex=r"^08[0-9]{6}$")
            ),
            models.CheckConstraint(
                name="kommune_ars_format", condition=Q(ars__regex=r"^08[0-9]{10}$")
            ),
            models.CheckConstraint(
                name="kommune_ars_fits_key",
                condition=Q(Exact(Left("ars", 5), Left("key", 5))),
            ),
            # Also refuses kinds that do not exist.
            models.CheckConstraint(
                name="kommune_key_fits_kind",
                condition=Q(kind__in=_IS_A_KREIS, key__endswith="000")
                | (Q(kind__in=_IN_A_LANDKREIS) & ~Q(key__endswith="000")),
            ),
            models.CheckConstraint(
                name="kommune_landkreis_fits_kind",
                condition=Q(kind__in=_IS_A_KREIS, landkreis=None)
                | Q(kind__in=_IN_A_LANDKREIS, landkreis__isnull=False),
            ),
            models.CheckConstraint(
                name="kommune_key_starts_with_landkreis",
                condition=Q(landkreis=None) | Q(Exact(Left("key", 5), Left("landkreis", 5))),
            ),
            models.CheckConstraint(
                name="kommune_in_its_region",
                condition=Q(Exact(Left("key", 4), F("region")))
                & Q(Exact(Left("key", 3), F("regierungsbezirk"))),
            ),
            models.CheckConstraint(
                name="kommune_verband_fits_ars",
                condition=Q(verband=None) | Q(Exact(Left("ars", 9), F("verband"))),
            ),
            models.CheckConstraint(
                name="kommune_postcode_format", condition=Q(postcode__regex=r"^([0-9]{5})?$")
            ),
            models.CheckConstraint(
                name="kommune_centre_complete",
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(47, 50),
                    longitude__range=(7, 11),
                ),
            ),
            models.CheckConstraint(name="kommune_area_not_negative", condition=Q(area_ha__gte=0)),
            models.CheckConstraint(
                name="kommune_successor_only_when_dissolved",
                condition=Q(successor=None)
                | (Q(dissolved_on__isnull=False) & ~Q(successor=F("key"))),
            ),
            models.CheckConstraint(
                name="kommune_changed_kreis_has_successor",
                condition=Q(changed_kreis=False)
                | (Q(successor__isnull=False) & ~Q(Exact(Left("key", 5), Left("successor", 5)))),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_landkreis(self) -> bool:
        return self.kind == KommuneKind.LANDKREIS

    @property
    def area_km2(self) -> Decimal:
        return Decimal(self.area_ha) / 100

    @property
    def is_dissolved(self) -> bool:
        return self.dissolved_on is not None


class Figure(UUIDModel):
    """A counted fact of a Kommune with its date and statistical base, e.g. the population."""

    kommune = models.ForeignKey(
        Kommune, models.CASCADE, related_name="figures", verbose_name="Kommune"
    )
    kind = models.CharField("Art", max_length=12, choices=FigureKind)
    value = models.IntegerField("Wert")
    as_of = models.DateField("Stichtag")
    base = models.CharField("Basis", max_length=60)

    class Meta:
        verbose_name = "Kennzahl"
        verbose_name_plural = "Kennzahlen"
        ordering = ["kommune", "kind", "-as_of"]
        constraints = [
            models.UniqueConstraint(
                name="figure_once_per_date", fields=["kommune", "kind", "as_of"]
            ),
            models.CheckConstraint(name="figure_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="figure_kind_known", condition=Q(kind__in=FigureKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.as_of:%d.%m.%Y}: {self.value}"
