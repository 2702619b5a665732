"""States of jobs and mails, and how loud each is shown."""

from django.db import models


class JobState(models.TextChoices):
    QUEUED = "queued", "wartet"
    RUNNING = "running", "läuft"
    DONE = "done", "erledigt"
    PARKED = "parked", "angehalten"


OPEN_JOB_STATES = (JobState.QUEUED, JobState.RUNNING)

JOB_STATE_KINDS: dict[str, str] = {
    JobState.QUEUED: "",
    JobState.RUNNING: "info",
    JobState.DONE: "done",
    JobState.PARKED: "danger",
}


class MailState(models.TextChoices):
    QUEUED = "queued", "wartet"
    SENT = "sent", "versendet"
    FAILED = "failed", "nicht zustellbar"


MAIL_STATE_KINDS: dict[str, str] = {
    MailState.QUEUED: "",
    MailState.SENT: "done",
    MailState.FAILED: "danger",
}
