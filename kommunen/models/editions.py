"""Editions of the official directory: what was loaded, and what each of them changed."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from kommunen.enums import ChangeGroup, EditionState, KommuneKind, UploadState
from kommunen.files.centres import in_words, metres_between
from kommunen.files.plausible import jumps
from lotsen.core.formatting import number
from lotsen.core.models import Document, UUIDModel


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
            # A file may come again after others; the snapshot is loaded at every start.
            models.UniqueConstraint(
                name="edition_loaded_once", fields=["sha256"], condition=Q(file=None)
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

    @property
    def source_line(self) -> str:
        """The publisher's line. A file without centres leaves those of before on the pages, so
        their date is owed as well; the line of the snapshot says everything itself.
        """
        if self.base_id is None or self.centre_as_of == self.as_of:
            return self.attribution
        return (
            f"{self.attribution}; geografische Mittelpunkte: Gebietsstand"
            f" {self.centre_as_of:%d.%m.%Y}"
        )


class EditionChange(models.Model):
    """One difference between an edition and the registry, as it was when it was staged.

    `before` and `after` are the facts as JSON (see `kommunen.files.model`). `accepted`: a person
    wants it; `successor_key`: named by a person for a Kommune that is dissolved; it may be new in
    the same edition; `carried`: what belonged to the body went along with its new key.
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
    successor_key = models.CharField("Schlüssel der Nachfolgerin", max_length=8, blank=True)
    carried = models.BooleanField("Zugänge und Angaben gingen mit", default=False)

    # Filled by `queries.editions.changed_groups`: what the keys of the Verbände mean.
    verband_names: Mapping[str, str] = {}
    # Filled by `queries.preview.named_groups`: display names of the Kreise by their five digits.
    kreis_names: Mapping[str, str] = {}
    # Filled by the same: what those are called that follow one that ends, by their keys.
    kommune_labels: Mapping[str, str] = {}
    # Filled by the same for a new Kommune whose key had ended before: how it did.
    had_ended = ""
    # Filled by `queries.preview.with_holdings` for one that ends or comes back.
    held = ""

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
                condition=Q(successor_key="") | Q(group=ChangeGroup.DISSOLVED),
            ),
            models.CheckConstraint(
                name="change_carried_only_when_moved",
                condition=Q(carried=False) | Q(group=ChangeGroup.MOVED, accepted=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_group_display()}: {self.key}"

    @property
    def name(self) -> str:
        """Name of the body, the new one where it has one; "Landkreis Calw" where that is known."""
        facts = self.after or self.before or {}
        name = str(facts.get("name", self.key))
        if facts.get("kind") == KommuneKind.LANDKREIS:
            return self.kreis_names.get(str(facts["key"])[:5], name)
        return name

    @property
    def is_unusual(self) -> bool:
        """Whether the number of inhabitants differs by an implausible amount."""
        if self.group != ChangeGroup.POPULATION or not self.before or not self.after:
            return False
        return jumps(self.before["population"], self.after["population"])

    @property
    def ends_in(self) -> str:
        """Key of the body that follows one that is dissolved or moved; empty: none is named."""
        return str(self.after["key"]) if self.after else self.successor_key

    @property
    def before_text(self) -> str:
        """What the group is about, as it was."""
        return self.had_ended or self._text(self.before)

    @property
    def after_text(self) -> str:
        """What the group is about, as it is in the edition."""
        text = self._text(self.after)
        if self.group == ChangeGroup.CENTRE and self.before and self.before.get("centre"):
            assert self.after is not None
            metres = metres_between(self.before["centre"], self.after["centre"])
            return f"{text}, {number(metres)} m entfernt"
        if self.group == ChangeGroup.DISSOLVED and self.successor_key:
            return f"Teil von {self.kommune_labels.get(self.successor_key, self.successor_key)}"
        return f"wieder da: {text}" if self.had_ended else text

    def _text(self, facts: dict[str, Any] | None) -> str:
        if facts is None:
            return "–"
        if self.group == ChangeGroup.POPULATION:
            return number(facts["population"])
        if self.group == ChangeGroup.KIND:
            return str(KommuneKind(facts["kind"]).label)
        if self.group == ChangeGroup.VERBAND:
            key = str(facts["ars"])[:9]
            free = key[5] == "0"  # code 0nnn: the Gemeinde administers itself
            return "keine" if free else self.verband_names.get(key, key)
        if self.group == ChangeGroup.PLACE:
            place = " ".join(part for part in (facts["postcode"], facts["seat"]) if part)
            area = f"{number(facts['area_ha'])} ha"
            return f"{place}, {area}" if place else area
        if self.group == ChangeGroup.CENTRE:
            return in_words(facts["centre"]) if facts.get("centre") else "–"
        if self.group == ChangeGroup.MOVED:
            kreis = self.kreis_names.get(str(facts["key"])[:5], str(facts["name"]))
            return f"{kreis} ({facts['key']})"
        if self.group in (ChangeGroup.NEW, ChangeGroup.DISSOLVED):
            kind = KommuneKind(facts["kind"]).label
            return f"{kind}, {number(facts['population'])} Einwohner"
        return str(facts["name"])


class RegistryUpload(UUIDModel):
    """A file as somebody handed it in, and what came of it: an edition, or reasons against it.

    The dates stand in the publisher's notes beside the file, not in it. `waits_for`: the edition
    that has to be decided first; nothing is wrong with the file itself.
    """

    file = models.OneToOneField(
        Document, models.PROTECT, related_name="registry_upload", verbose_name="Datei"
    )
    population_as_of = models.DateField("Stand der Einwohnerzahlen")
    population_base = models.CharField("Basis der Einwohnerzahlen", max_length=60)
    area_as_of = models.DateField("Stand der Flächen")
    state = models.CharField(
        "Stand", max_length=10, choices=UploadState, default=UploadState.WAITING
    )
    problems = models.JSONField("Gründe der Ablehnung", default=list)
    waits_for = models.ForeignKey(
        RegistryEdition,
        models.PROTECT,
        related_name="+",
        verbose_name="Wartet auf die Entscheidung über",
        null=True,
        blank=True,
    )
    edition = models.ForeignKey(
        RegistryEdition,
        models.PROTECT,
        related_name="uploads",
        verbose_name="Ausgabe",
        null=True,
        blank=True,
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Hochgeladen von",
        null=True,
        blank=True,
    )
    uploaded_at = models.DateTimeField("Hochgeladen am")

    class Meta:
        verbose_name = "Hochgeladenes Gemeindeverzeichnis"
        verbose_name_plural = "Hochgeladene Gemeindeverzeichnisse"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                name="upload_state_known", condition=Q(state__in=UploadState.values)
            ),
            models.CheckConstraint(
                name="upload_outcome_fits_state",
                condition=Q(state=UploadState.WAITING, edition=None, problems=[])
                | Q(state=UploadState.STAGED, edition__isnull=False, problems=[])
                | (Q(state=UploadState.REFUSED, edition=None) & ~Q(problems=[])),
            ),
            models.CheckConstraint(
                name="upload_waits_only_when_refused",
                condition=Q(waits_for=None) | Q(state=UploadState.REFUSED),
            ),
        ]

    def __str__(self) -> str:
        return self.file.filename

    @property
    def is_waiting(self) -> bool:
        return self.state == UploadState.WAITING

    @property
    def is_refused(self) -> bool:
        return self.state == UploadState.REFUSED
