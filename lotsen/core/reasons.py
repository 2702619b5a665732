"""What somebody writes when an act needs a reason."""

from lotsen.core.errors import DomainError

REASON_LENGTH = 500
CALL_OFF_LENGTH = 300
"""The reason why a seminar or an event does not take place: it stands in mails and on its page."""


def clean_reason(
    reason: str, *, ask: str = "Bitte nennen Sie den Grund.", most: int = REASON_LENGTH
) -> str:
    """The reason without blanks around it.

    Raises `DomainError` with `ask` when there is none, and for more than `most` characters.
    """
    text = reason.strip()
    if not text:
        raise DomainError(ask)
    if len(text) > most:
        raise DomainError(f"Der Grund darf höchstens {most} Zeichen haben.")
    return text
