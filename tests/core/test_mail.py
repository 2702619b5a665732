"""The outbox: at most once per key, wiped codes, patience with mail servers."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage

from lotsen.core import clock, jobs, mail, tasks
from lotsen.core.actor import SYSTEM
from lotsen.core.enums import JobState, MailState
from lotsen.core.models import Job, Mail

pytestmark = pytest.mark.django_db


def queue(key: str = "k1", confidential: bool = False) -> Mail:
    return mail.queue_text(
        key=key,
        to="person@stelle.example",
        subject="Ihr\nBetreff",
        body="Code 123456",
        actor=SYSTEM,
        confidential=confidential,
    )


def job_of(queued: Mail) -> Job:
    return Job.objects.get(kind="mail.send", key=str(queued.pk))


def test_mail_is_sent_once_however_often_it_is_queued_and_delivered() -> None:
    first = queue()
    assert queue().pk == first.pk
    jobs.run(job_of(first).pk)
    mail.deliver(first.pk)
    assert [message.subject for message in django_mail.outbox] == ["Ihr Betreff"]
    first.refresh_from_db()
    assert first.state == MailState.SENT


def test_confidential_text_is_wiped_after_sending() -> None:
    secret = queue(confidential=True)
    mail.deliver(secret.pk)
    secret.refresh_from_db()
    assert "123456" not in secret.body
    assert django_mail.outbox[0].body == "Code 123456"


def test_mail_waits_while_the_server_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    queued = queue()

    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", refuse)
    jobs.run(job_of(queued).pk)
    job = job_of(queued)
    assert (job.state, job.attempts) == (JobState.QUEUED, 0)
    monkeypatch.undo()
    with clock.at(clock.now() + mail.TRY_AGAIN_AFTER + timedelta(seconds=1)):
        jobs.run(job.pk)
    assert len(django_mail.outbox) == 1


def test_refused_recipient_is_shown_and_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    queued = queue()

    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise smtplib.SMTPRecipientsRefused({})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    jobs.run(job_of(queued).pk)
    queued.refresh_from_db()
    assert queued.state == MailState.FAILED
    assert job_of(queued).state == JobState.DONE


def test_the_handler_is_registered() -> None:
    assert jobs._handlers["mail.send"].function is tasks.send_mail
