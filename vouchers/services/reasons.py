"""What somebody writes when an act needs a reason."""

from lotsen.core.errors import DomainError

REASON_LENGTH = 500


def clean_reason(reason: str, *, ask: str = "Bitte nennen Sie den Grund.") -> str:
    """The reason without blanks around it. Raises `DomainError` with `ask` when there is none."""
    text = reason.strip()
    if not text:
        raise DomainError(ask)
    if len(text) > REASON_LENGTH:
        raise DomainError(f"Der Grund darf höchstens {REASON_LENGTH} Zeichen haben.")
    return text
