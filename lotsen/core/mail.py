"""The outbox: a mail is a row written with the business act, delivered by a job afterwards."""

import hashlib
import smtplib
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Model
from django.template.loader import render_to_string

from lotsen.core import clock, jobs
from lotsen.core.actor import Actor
from lotsen.core.db import locked
from lotsen.core.enums import MailState
from lotsen.core.models import Mail

TRY_AGAIN_AFTER = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(days=2)
CONFIDENTIAL = "Diesen Text liest nur der Empfänger. Nach dem Versand wird er gelöscht."


def queue(
    *,
    key: str,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    actor: Actor,
    related: Model | None = None,
) -> Mail:
    """Put a mail into the outbox, inside the caller's transaction, at most once per `key`.

    `template` is a plain-text file; `context` holds strings, numbers and dates only, so no
    attribute of an object can be reached from a text.
    """
    body = render_to_string(template, context | {"site_url": settings.SITE_URL}).strip() + "\n"
    return queue_text(key=key, to=to, subject=subject, body=body, actor=actor, related=related)


def queue_text(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    actor: Actor,
    related: Model | None = None,
    confidential: bool = False,
) -> Mail:
    """Like `queue` with a finished text. `confidential` texts are wiped once they are sent."""
    mail, created = Mail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "confidential": confidential,
            "message_id": f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@lotsen>",
            "related_type": related._meta.label_lower if related else "",
            "related_id": str(related.pk) if related else "",
            "created_at": clock.now(),
        },
    )
    if created:
        jobs.enqueue(
            kind="mail.send",
            key=str(mail.pk),
            payload={"mail": str(mail.pk)},
            actor=actor,
            title="E-Mail versenden",
        )
    return mail


def unique_key(prefix: str) -> str:
    """A key for mails that may be asked for again and again (sign-in codes)."""
    return f"{prefix}:{uuid4()}"


def deliver(mail_id: UUID) -> None:
    """Send one mail. A final refusal (SMTP 5xx) ends it as failed, other faults are tried again."""
    mail = locked(Mail.objects).get(pk=mail_id)
    if mail.state != MailState.QUEUED:
        return
    message = EmailMessage(mail.subject, mail.body, to=[mail.to])
    message.extra_headers["Message-ID"] = mail.message_id
    try:
        message.send()
    except OSError as error:  # includes every smtplib error
        if _is_final(error):
            _give_up(mail, "Der Empfänger wurde vom Mailserver abgelehnt.")
            return
        if clock.now() - mail.created_at > GIVE_UP_AFTER:
            _give_up(mail, "Der Mailserver war zu lange nicht erreichbar.")
            return
        raise jobs.TryLater(type(error).__name__, TRY_AGAIN_AFTER) from error
    mail.state, mail.sent_at = MailState.SENT, clock.now()
    _wipe(mail)
    mail.save(update_fields=["state", "sent_at", "body"])


def readable_body(mail: Mail) -> str:
    """What the outbox shows: codes and links of others stay hidden, save in the demonstration."""
    return CONFIDENTIAL if mail.confidential and not settings.DEMO_MODE else mail.body


def _is_final(error: OSError) -> bool:
    """Whether the server refused this recipient or text for good (5xx), not just for now (4xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _give_up(mail: Mail, reason: str) -> None:
    mail.state, mail.error = MailState.FAILED, reason
    _wipe(mail)
    mail.save(update_fields=["state", "error", "body"])


def _wipe(mail: Mail) -> None:
    mail.body = readable_body(mail)
