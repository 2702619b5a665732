"""Which snapshot of the official directory the registry shows."""

from django.db import models
from django.db.models import Q

from lotsen.core.models import UUIDModel


class RegistryEdition(UUIDModel):
    """One snapshot that was loaded, with its dates, its publisher's line and its hash.

    Every fact on a page of the registry can name its date and its source from here.
    """

    attribution = models.TextField("Quellenangabe")
    as_of = models.DateField("Gebietsstand")
    area_as_of = models.DateField("Stand der Flächen")
    centre_as_of = models.DateField("Stand der Mittelpunkte")
    sha256 = models.CharField("Prüfsumme", max_length=64)
    loaded_at = models.DateTimeField("Geladen am")

    class Meta:
        verbose_name = "Ausgabe des Gemeindeverzeichnisses"
        verbose_name_plural = "Ausgaben des Gemeindeverzeichnisses"
        ordering = ["-as_of", "-loaded_at"]
        get_latest_by = ["as_of", "loaded_at"]
        constraints = [
            models.UniqueConstraint(name="edition_loaded_once", fields=["sha256"]),
            models.CheckConstraint(
                name="edition_sha256_format", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"Gebietsstand {self.as_of:%d.%m.%Y}"
