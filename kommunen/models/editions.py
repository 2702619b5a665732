"""Editions of the official directory: what was loaded, and what each of them changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kommunen.enums import ChangeGroup, EditionState
from kommunen.models.kommune import Kommune
from lotsen.core.models import Document, UUIDModel

LIVE_STATES = (EditionState.STAGED, EditionState.APPLIED)


class RegistryEdition(UUIDModel):
    """One edition with its dates, its publisher's line and its hash.

    Every fact on a page of the registry can name its date and its source from here. The snapshot
    of the project is applied when it is loaded; an uploaded file is staged first, compared with
    the edition `base`, and applied by a person with the day from which it counts.
    """

    attribution = models.TextField("Quellenangabe")
    as_of = models.DateField("Gebietsstand")
    area_as_of = models.DateField("Stand der Flächen")
    centre_as_of = models.DateField("Stand der Mittelpunkte")
    population_as_of = models.DateField("Stand der Einwohnerzahlen", null=True, blank=True)
    population_base = models.CharField("Basis der Einwohnerzahlen", max_length=60, blank=True)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    loaded_at = models.DateTimeField("Geladen am")
    state = models.CharField(
        "Stand", max_length=10, choices=EditionState, default=EditionState.APPLIED
    )
    file = models.ForeignKey(
        Document, models.PROTECT, related_name="+", verbose_name="Datei", null=True, blank=True
    )
    base = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="+",
        verbose_name="Verglichen mit",
        null=True,
        blank=True,
    )
    doubts = models.JSONField("Auffälligkeiten", default=list)
    effective_on = models.DateField("Gilt ab", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Hochgeladen von",
        null=True,
        blank=True,
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Übernommen von",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField("Übernommen am", null=True, blank=True)

    class Meta:
        verbose_name = "Ausgabe des Gemeindeverzeichnisses"
        verbose_name_plural = "Ausgaben des Gemeindeverzeichnisses"
        ordering = ["-as_of", "-loaded_at"]
        get_latest_by = ["as_of", "loaded_at"]
        constraints = [
            models.UniqueConstraint(
                name="edition_loaded_once",
                fields=["sha256"],
                condition=Q(state__in=LIVE_STATES),
            ),
            models.UniqueConstraint(
                name="edition_one_staged",
                fields=["state"],
                condition=Q(state=EditionState.STAGED),
            ),
            models.CheckConstraint(
                name="edition_sha256_format", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="edition_state_known", condition=Q(state__in=EditionState.values)
            ),
            models.CheckConstraint(
                name="edition_staged_has_base",
                condition=~Q(state=EditionState.STAGED) | Q(base__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Gebietsstand {self.as_of:%d.%m.%Y}"

    @property
    def is_staged(self) -> bool:
        return self.state == EditionState.STAGED


class EditionChange(models.Model):
    """One difference between an edition and the registry, as it was when it was staged.

    `before` and `after` are the facts as JSON (see `kommunen.files.model`). `accepted`: a person
    wants it; `successor`: named by a person for a Kommune that is dissolved.
    """

    edition = models.ForeignKey(
        RegistryEdition, models.CASCADE, related_name="changes", verbose_name="Ausgabe"
    )
    position = models.PositiveIntegerField("Position")
    group = models.CharField("Gruppe", max_length=10, choices=ChangeGroup)
    key = models.CharField("Schlüssel", max_length=9)
    before = models.JSONField("Vorher", null=True)
    after = models.JSONField("Nachher", null=True)
    accepted = models.BooleanField("Wird übernommen", default=True)
    successor = models.ForeignKey(
        Kommune,
        models.PROTECT,
        related_name="+",
        verbose_name="Nachfolgerin",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "Änderung einer Ausgabe"
        verbose_name_plural = "Änderungen einer Ausgabe"
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(name="change_position_once", fields=["edition", "position"]),
            models.UniqueConstraint(
                name="change_once_per_group", fields=["edition", "group", "key"]
            ),
            models.CheckConstraint(
                name="change_group_known", condition=Q(group__in=ChangeGroup.values)
            ),
            models.CheckConstraint(
                name="change_successor_only_for_dissolved",
                condition=Q(successor=None) | Q(group=ChangeGroup.DISSOLVED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.key}"

    @property
    def name(self) -> str:
        """Name of the body, the new one where it has one."""
        return str((self.after or self.before or {}).get("name", self.key))
