"""The outbox: at most once per key, wiped codes, patience with mail servers."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage

from lotsen.core import clock, jobs, mail, tasks
from lotsen.core.actor import SYSTEM
from lotsen.core.enums import JobState, MailState
from lotsen.core.models import Job, Mail
from lotsen.core.roles import Role
from tests.factories.accounts import client_of, make_actor

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
        raise smtplib.SMTPRecipientsRefused({"person@stelle.example": (550, b"unknown")})

    monkeypatch.setattr(EmailMessage, "send", refuse)
    jobs.run(job_of(queued).pk)
    queued.refresh_from_db()
    assert queued.state == MailState.FAILED
    assert job_of(queued).state == JobState.DONE


def test_the_handler_is_registered() -> None:
    assert jobs._handlers["mail.send"].function is tasks.send_mail


GREYLISTED = smtplib.SMTPRecipientsRefused({"person@stelle.example": (450, b"4.2.0 Greylisted")})


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (GREYLISTED, MailState.QUEUED),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"unknown")}), MailState.FAILED),
        (smtplib.SMTPDataError(451, b"try later"), MailState.QUEUED),
        (smtplib.SMTPDataError(554, b"refused as spam"), MailState.FAILED),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), MailState.QUEUED),
    ],
)
def test_only_a_final_refusal_ends_a_mail(
    monkeypatch: pytest.MonkeyPatch, answer: Exception, state: str
) -> None:
    """Town halls greylist: the first try is refused with 450 and a later one accepted."""
    queued = queue(confidential=True)

    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise answer

    monkeypatch.setattr(EmailMessage, "send", refuse)
    jobs.run(job_of(queued).pk)
    queued.refresh_from_db()
    assert queued.state == state
    assert ("123456" in queued.body) == (state == MailState.QUEUED)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ADMIN])
def test_nobody_reads_the_codes_of_others_in_the_outbox(role: Role) -> None:
    """Else the office could ask for a code of the ministry and sign in with it."""
    secret, letter = queue(confidential=True), queue("k2")
    client = client_of(make_actor(role))
    assert "123456" not in client.get(f"/postausgang/{secret.pk}/").content.decode()
    assert "123456" in client.get(f"/postausgang/{letter.pk}/").content.decode()


def test_the_demonstration_shows_codes(settings: Any) -> None:
    settings.DEMO_MODE = True
    secret = queue(confidential=True)
    client = client_of(make_actor(Role.HR))
    assert "123456" in client.get(f"/postausgang/{secret.pk}/").content.decode()
