"""Phone numbers as people type them, for every form and service that takes one."""

import re
import unicodedata

from lotsen.core.errors import DomainError

PHONE_LENGTH = 40
PHONE_FORM = "Bitte geben Sie die Telefonnummer mit Ziffern an, zum Beispiel 07041 876-10."

_PHONE = re.compile(r"\+?[0-9 ()/.\-–]+")
_SPACES = re.compile(r"\s+")


def clean_phone(text: str) -> str:
    """A phone number as typed, with single spaces; empty is fine. Raises `DomainError`."""
    phone = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if not phone:
        return ""
    digits = sum(char.isdigit() for char in phone)
    if not _PHONE.fullmatch(phone) or not 3 <= digits <= 20 or len(phone) > PHONE_LENGTH:
        raise DomainError(PHONE_FORM)
    return phone
