"""How django-allauth behaves here: no open registration, every mail through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from lotsen.core import mail
from lotsen.core.actor import SYSTEM


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations only; mails are rows first (docs/architecture.md)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render allauth's plain-text templates and queue them; codes are wiped after sending."""
        message = self.render_mail(template_prefix, email, context)
        mail.queue_text(
            key=mail.unique_key(template_prefix.rsplit("/", 1)[-1]),
            to=email,
            subject=message.subject,
            body=str(message.body),
            actor=SYSTEM,
            confidential=True,
        )

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)
