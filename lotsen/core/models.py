"""Tables that belong to no subject: audit log, jobs, outgoing mail, stored documents, sequences."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from lotsen.core.enums import (
    JOB_STATE_KINDS,
    MAIL_STATE_KINDS,
    OPEN_JOB_STATES,
    JobState,
    MailState,
)


class UUIDModel(models.Model):
    """Primary key for everything that appears in an address: not guessable, not countable."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class AuditEntry(models.Model):
    """One act of one person. Rows are only ever added (trigger `core_auditentry_frozen`)."""

    at = models.DateTimeField("Zeitpunkt")
    recorded_at = models.DateTimeField("Erfasst", db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="Person"
    )
    membership_id = models.UUIDField("Rolle (Schlüssel)", null=True)
    role = models.CharField("Rolle", max_length=20, blank=True)
    signature = models.CharField("Zusatz", max_length=10, blank=True)
    action = models.CharField("Vorgang", max_length=60)
    target_type = models.CharField("Art des Gegenstands", max_length=60)
    target_id = models.CharField("Schlüssel des Gegenstands", max_length=60)
    facts = models.JSONField("Angaben", default=dict)
    request_id = models.CharField("Anfrage", max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["target_type", "target_id"], name="audit_by_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.target_type} {self.target_id}"


class Document(UUIDModel):
    """A stored file, never changed and never made again (trigger `core_document_frozen`)."""

    kind = models.CharField("Art", max_length=40)
    filename = models.CharField("Dateiname", max_length=120)
    content_type = models.CharField("Dateityp", max_length=80)
    content = models.BinaryField("Inhalt")
    size = models.PositiveIntegerField("Größe in Byte")
    sha256 = models.CharField("Prüfsumme", max_length=64)
    created_at = models.DateTimeField("Erstellt")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="document_hash_is_hex", condition=Q(sha256__regex="^[0-9a-f]{64}$")
            )
        ]

    def __str__(self) -> str:
        return self.filename


class Job(UUIDModel):
    """A piece of background work. This row is the truth; Celery only rings the bell."""

    kind = models.CharField("Art", max_length=60)
    key = models.CharField("Schlüssel", max_length=150)
    title = models.CharField("Auftrag", max_length=200)
    payload = models.JSONField("Auftragsdaten", default=dict)
    state = models.CharField("Stand", max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    not_before = models.DateTimeField("Nicht vor", null=True, blank=True)
    locked_until = models.DateTimeField("In Arbeit bis", null=True, blank=True)
    progress_done = models.PositiveIntegerField("Erledigt", default=0)
    progress_total = models.PositiveIntegerField("Gesamt", default=0)
    message = models.CharField("Meldung", max_length=500, blank=True)
    last_error = models.TextField("Letzter Fehler", blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    organisation_id = models.UUIDField("Organisation", null=True, blank=True)
    created_at = models.DateTimeField("Angelegt")
    finished_at = models.DateTimeField("Beendet", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="job_key_once", fields=["kind", "key"]),
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(
                name="job_finished_has_time",
                condition=Q(state__in=OPEN_JOB_STATES, finished_at=None)
                | (~Q(state__in=OPEN_JOB_STATES) & Q(finished_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="job_open")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """True while something may still happen by itself."""
        return self.state in OPEN_JOB_STATES

    @property
    def is_failed(self) -> bool:
        """True when somebody has to look at it."""
        return self.state == JobState.PARKED

    @property
    def state_kind(self) -> str:
        """How loud the state is shown (docs/ui.md)."""
        return JOB_STATE_KINDS[self.state]


class Mail(UUIDModel):
    """The outbox. A row is written with the business act and sent afterwards, at most once."""

    key = models.CharField("Schlüssel", max_length=150)
    to = models.EmailField("An", max_length=254)
    subject = models.CharField("Betreff", max_length=200)
    body = models.TextField("Text")
    confidential = models.BooleanField("Text nach dem Versand löschen", default=False)
    state = models.CharField("Stand", max_length=10, choices=MailState, default=MailState.QUEUED)
    message_id = models.CharField("Message-ID", max_length=120)
    error = models.CharField("Fehler", max_length=300, blank=True)
    related_type = models.CharField("Anlass (Art)", max_length=60, blank=True)
    related_id = models.CharField("Anlass (Schlüssel)", max_length=60, blank=True)
    created_at = models.DateTimeField("Angelegt")
    sent_at = models.DateTimeField("Versendet", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mail_key_once", fields=["key"]),
            models.UniqueConstraint(name="mail_message_id_once", fields=["message_id"]),
            models.CheckConstraint(
                name="mail_sent_has_time",
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["-created_at"], name="mail_newest")]

    def __str__(self) -> str:
        return self.subject

    @property
    def state_kind(self) -> str:
        """How loud the state is shown (docs/ui.md)."""
        return MAIL_STATE_KINDS[self.state]


class Sequence(models.Model):
    """Gap-free numbers: the row is locked until the number is used (`core/sequence.py`)."""

    name = models.CharField("Name", max_length=40)
    year = models.PositiveSmallIntegerField("Jahr")
    last = models.PositiveIntegerField("Letzte Nummer", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="sequence_once", fields=["name", "year"])]

    def __str__(self) -> str:
        return f"{self.name} {self.year}: {self.last}"


class PeriodicRun(models.Model):
    """One row per periodic task and period, so that two schedulers do the work once."""

    name = models.CharField("Aufgabe", max_length=60)
    period = models.CharField("Zeitraum", max_length=40)
    started_at = models.DateTimeField("Begonnen")

    class Meta:
        constraints = [models.UniqueConstraint(name="periodic_run_once", fields=["name", "period"])]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"
