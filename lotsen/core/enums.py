"""States of jobs and mails."""

from django.db import models


class JobState(models.TextChoices):
    QUEUED = "queued", "wartet"
    RUNNING = "running", "läuft"
    DONE = "done", "erledigt"
    PARKED = "parked", "angehalten"


OPEN_JOB_STATES = (JobState.QUEUED, JobState.RUNNING)


class MailState(models.TextChoices):
    QUEUED = "queued", "wartet"
    SENT = "sent", "versendet"
    FAILED = "failed", "nicht zustellbar"
