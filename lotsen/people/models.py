"""People: who they are officially, where they work, what they have completed.

Only official data: no birth date, no private address (docs/programme.md § 8). Person, login and
the HR clerk who enrols are three different things; the login (`user`) is optional.
"""

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower

from kommunen.models import Kommune
from lotsen.core.models import Document, UUIDModel
from lotsen.core.reasons import REASON_LENGTH
from lotsen.people.enums import QualificationKind


class Lotse(UUIDModel):
    """An employee of a Kommune who is, or may become, a Digitallotse.

    `pseudonym` is what the ledger stores instead of the person, so that erasing a person never
    touches a booking. `version` counts changes, so that a page opened earlier cannot undo one.
    """

    given_name = models.CharField("Vorname", max_length=80)
    family_name = models.CharField("Nachname", max_length=80)
    email = models.EmailField("Dienstliche E-Mail-Adresse", max_length=254)
    phone = models.CharField("Dienstliche Telefonnummer", max_length=40, blank=True)
    department = models.CharField("Organisationseinheit", max_length=120, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="lotse",
        verbose_name="Anmeldung",
        null=True,
        blank=True,
    )
    pseudonym = models.UUIDField("Pseudonym", default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("Fassung", default=1, editable=False)
    sort_key = models.CharField(max_length=330, editable=False)
    search_text = models.CharField(max_length=330, editable=False)

    # Filled by `queries.with_details`, nowhere else.
    open_employments: "list[Employment]"
    earned: "list[Qualification]"
    # Filled by `queries.with_basis`.
    basis_on: date | None

    class Meta:
        verbose_name = "Person"
        verbose_name_plural = "Personen"
        ordering = ["sort_key", "id"]
        indexes = [
            models.Index(name="lotse_sort", fields=["sort_key", "id"]),
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="lotse_search_trigram"),
            GinIndex(OpClass("email", name="gin_trgm_ops"), name="lotse_email_trigram"),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="lotse_email_unique"),
            models.UniqueConstraint(name="lotse_pseudonym_unique", fields=["pseudonym"]),
            models.CheckConstraint(
                name="lotse_names_not_empty",
                condition=~Q(given_name="") & ~Q(family_name=""),
            ),
            models.CheckConstraint(name="lotse_email_not_empty", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Employment(models.Model):
    """From when until when a person works for a Kommune; `ends_on` is the last day, or open."""

    lotse = models.ForeignKey(
        Lotse, models.CASCADE, related_name="employments", verbose_name="Person"
    )
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="employments", verbose_name="Kommune"
    )
    starts_on = models.DateField("Von")
    ends_on = models.DateField("Bis", null=True, blank=True)

    class Meta:
        verbose_name = "Beschäftigung"
        verbose_name_plural = "Beschäftigungen"
        ordering = ["lotse", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                name="employment_one_open_per_lotse", fields=["lotse"], condition=Q(ends_on=None)
            ),
            models.CheckConstraint(
                name="employment_dates_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="employment_periods_do_not_overlap",
                expressions=[
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            Value("[]"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("lotse", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lotse_id} · {self.kommune_id} · ab {self.starts_on:%d.%m.%Y}"


class Qualification(UUIDModel):
    """A completed course, with or without state money; counted apart by `funded`.

    `kommune` is the employer on that day and does not change when the person moves.
    """

    lotse = models.ForeignKey(
        Lotse, models.PROTECT, related_name="qualifications", verbose_name="Person"
    )
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="qualifications", verbose_name="Kommune"
    )
    kind = models.CharField("Art", max_length=7, choices=QualificationKind)
    completed_on = models.DateField("Abgeschlossen am")
    funded = models.BooleanField("Gefördert")
    proof = models.CharField("Nachweis", max_length=200, blank=True)

    class Meta:
        verbose_name = "Qualifizierung"
        verbose_name_plural = "Qualifizierungen"
        ordering = ["completed_on", "id"]
        indexes = [
            models.Index(name="qualification_by_date", fields=["kind", "completed_on", "funded"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="qualification_basis_once",
                fields=["lotse"],
                condition=Q(kind=QualificationKind.BASIS),
            ),
            models.UniqueConstraint(
                name="qualification_once_per_day", fields=["lotse", "kind", "completed_on"]
            ),
            models.CheckConstraint(
                name="qualification_kind_known", condition=Q(kind__in=QualificationKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} am {self.completed_on:%d.%m.%Y}"


class PriorQualification(UUIDModel):
    """A qualification gained earlier or elsewhere, which the office entered with its proof.

    What it says never changes (trigger `people_prior_frozen`). A wrong entry is withdrawn with a
    reason: the `qualification` that it made is gone then, this row stays. The key is the token of
    the form, so that a form which is sent twice is one entry.
    """

    lotse = models.ForeignKey(
        Lotse, models.PROTECT, related_name="prior_qualifications", verbose_name="Person"
    )
    kommune = models.ForeignKey(
        Kommune, models.PROTECT, related_name="prior_qualifications", verbose_name="Kommune"
    )
    kind = models.CharField("Art", max_length=7, choices=QualificationKind)
    completed_on = models.DateField("Abgeschlossen am")
    funded = models.BooleanField("Gefördert")
    organisation = models.CharField("Bildungsträger oder Veranstalter", max_length=120)
    proof = models.CharField("Nachweis", max_length=200)
    remark = models.CharField("Bemerkung", max_length=500, blank=True)
    qualification = models.OneToOneField(
        Qualification,
        models.PROTECT,
        related_name="prior",
        verbose_name="Qualifizierung",
        null=True,
        blank=True,
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Eingetragen von"
    )
    recorded_at = models.DateTimeField("Eingetragen am")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Zurückgenommen von",
        null=True,
        blank=True,
    )
    withdrawn_at = models.DateTimeField("Zurückgenommen am", null=True, blank=True)
    withdrawal_reason = models.CharField(
        "Grund der Rücknahme", max_length=REASON_LENGTH, blank=True
    )

    class Meta:
        verbose_name = "Nachgetragene Qualifizierung"
        verbose_name_plural = "Nachgetragene Qualifizierungen"
        ordering = ["-recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="prior_kind_known", condition=Q(kind__in=QualificationKind.values)
            ),
            models.CheckConstraint(
                name="prior_has_proof", condition=~Q(proof="") & ~Q(organisation="")
            ),
            models.CheckConstraint(
                name="prior_stands_or_is_withdrawn",
                condition=Q(
                    qualification__isnull=False,
                    withdrawn_at=None,
                    withdrawn_by=None,
                    withdrawal_reason="",
                )
                | (
                    Q(qualification=None, withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & ~Q(withdrawal_reason="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} am {self.completed_on:%d.%m.%Y}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class ProofFile(UUIDModel):
    """A scanned proof of a prior qualification; rows are only ever added."""

    prior = models.ForeignKey(
        PriorQualification, models.PROTECT, related_name="files", verbose_name="Qualifizierung"
    )
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="+", verbose_name="Datei"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Eingetragen von"
    )
    added_at = models.DateTimeField("Eingetragen am")

    class Meta:
        verbose_name = "Datei eines Nachweises"
        verbose_name_plural = "Dateien eines Nachweises"
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return f"Nachweis zu {self.prior_id}"


class PriorList(UUIDModel):
    """A list of earlier qualifications that was read without a mistake and waits for its decision.

    `rows` are the rows as they were read; once recorded, only the keys of their entries, so that
    no second copy of personal data stays. The same file is one list.
    """

    filename = models.CharField("Dateiname", max_length=120)
    sha256 = models.CharField("Prüfsumme", max_length=64)
    rows = models.JSONField("Zeilen", default=list)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Hochgeladen von"
    )
    uploaded_at = models.DateTimeField("Hochgeladen am")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="Eingetragen von",
        null=True,
        blank=True,
    )
    recorded_at = models.DateTimeField("Eingetragen am", null=True, blank=True)

    class Meta:
        verbose_name = "Liste früherer Qualifizierungen"
        verbose_name_plural = "Listen früherer Qualifizierungen"
        ordering = ["-uploaded_at", "id"]
        constraints = [
            models.UniqueConstraint(name="prior_list_once", fields=["sha256"]),
            models.CheckConstraint(
                name="prior_list_recorded_by_somebody",
                condition=Q(recorded_at=None, recorded_by=None)
                | Q(recorded_at__isnull=False, recorded_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_waiting(self) -> bool:
        return self.recorded_at is None
