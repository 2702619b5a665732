"""Who was there, what the provider confirmed, and the certificate that follows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lotsen.core.models import Document, UUIDModel
from lotsen.seminars.models.enrolment import Enrolment
from lotsen.seminars.models.seminar import SeminarDay


class Attendance(models.Model):
    """Whether one person was there on one day; frozen once the day is confirmed (trigger)."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="attendances", verbose_name="Anmeldung"
    )
    day = models.ForeignKey(
        SeminarDay, models.CASCADE, related_name="attendances", verbose_name="Seminartag"
    )
    present = models.BooleanField("Anwesend")

    class Meta:
        verbose_name = "Teilnahme"
        verbose_name_plural = "Teilnahmen"
        ordering = ["enrolment", "day"]
        constraints = [
            models.UniqueConstraint(name="attendance_once_per_day", fields=["enrolment", "day"])
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.day_id} · {'ja' if self.present else 'nein'}"


class DayConfirmation(models.Model):
    """The provider's binding word on one day; moves money and is never taken back (trigger)."""

    day = models.OneToOneField(
        SeminarDay, models.PROTECT, related_name="confirmation", verbose_name="Seminartag"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Bestätigt von"
    )
    confirmed_at = models.DateTimeField("Bestätigt am")

    class Meta:
        verbose_name = "Bestätigung eines Seminartags"
        verbose_name_plural = "Bestätigungen von Seminartagen"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day_id} am {self.confirmed_at:%d.%m.%Y}"


class Certificate(UUIDModel):
    """Proof of a completed seminar. Number and code never change, the file is made once."""

    number = models.CharField("Zertifikatsnummer", max_length=20)
    code = models.CharField("Prüfcode", max_length=20)
    enrolment = models.OneToOneField(
        Enrolment, models.PROTECT, related_name="certificate", verbose_name="Anmeldung"
    )
    issued_on = models.DateField("Ausgestellt am")
    document = models.OneToOneField(
        Document,
        models.PROTECT,
        related_name="certificate",
        verbose_name="Datei",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "Zertifikat"
        verbose_name_plural = "Zertifikate"
        ordering = ["-issued_on", "number"]
        constraints = [
            models.UniqueConstraint(name="certificate_number_once", fields=["number"]),
            models.CheckConstraint(
                name="certificate_number_format",
                condition=Q(number__regex=r"^DL-[0-9]{4}-[0-9]{5,}$"),
            ),
            models.CheckConstraint(
                name="certificate_code_format",
                condition=Q(code__regex=r"^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_ready(self) -> bool:
        """Whether the file can be downloaded."""
        return self.document_id is not None
