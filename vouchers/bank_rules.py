"""Bank accounts and bank days as pure functions; the check digits are python-stdnum's.

The SEPA file names nobody's address: that is allowed within the European Economic Area only, so an
account elsewhere is refused when it is typed and not when the bank returns the file.
"""

import re
import unicodedata
from datetime import date, timedelta

from dateutil.easter import easter
from stdnum import bic, iban
from stdnum.exceptions import ValidationError
from text_unidecode import unidecode

from lotsen.core.errors import DomainError
from lotsen.core.formatting import day

HOLDER_LENGTH = 70
IBAN_LENGTH = 34
BIC_LENGTH = 11
FARTHEST_EXECUTION = timedelta(days=30)

EEA = frozenset(
    {"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IS", "IE"}
    | {"IT", "LV", "LI", "LT", "LU", "MT", "NL", "NO", "PL", "PT", "RO", "SK", "SI", "ES", "SE"}
)

IBAN_LETTERS = (
    "Diese IBAN kann nicht stimmen. Eine deutsche IBAN hat 22 Stellen und beginnt mit DE, zum"
    " Beispiel DE12 3456 7890 1234 5678 90."
)
IBAN_DIGITS = (
    "Diese IBAN hat einen Tippfehler: Die Prüfziffern passen nicht. Bitte vergleichen Sie."
)
IBAN_ABROAD = (
    "Auszahlungen gehen nur auf Konten im Europäischen Wirtschaftsraum. Bitte geben Sie eine solche"
    " IBAN an."
)
BIC_FORM = "Ein BIC hat 8 oder 11 Zeichen, zum Beispiel SOLADEST600. Er darf auch leer bleiben."
HOLDER_FORM = "Bitte geben Sie den Kontoinhaber so an, wie er bei der Bank steht."

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_SPACES = re.compile(r"\s+")
# What German banks take in a SEPA file (Deutsche Kreditwirtschaft); anything else is replaced.
_NOT_SEPA = re.compile(r"[^A-Za-z0-9ÄÖÜäöüß&*$%/?:().,'+ -]")


def clean_iban(text: str) -> str:
    """The IBAN in capitals without spaces. Raises `DomainError` saying what is wrong with it."""
    compact = _SPACES.sub("", text).upper()
    if not _IBAN.fullmatch(compact) or (compact.startswith("DE") and len(compact) != 22):
        raise DomainError(IBAN_LETTERS)
    try:
        compact = iban.validate(compact)
    except ValidationError as error:
        raise DomainError(IBAN_DIGITS) from error
    if compact[:2] not in EEA:
        raise DomainError(IBAN_ABROAD)
    return compact


def clean_bic(text: str) -> str:
    """The BIC in capitals, empty when none is given. Raises `DomainError`."""
    compact = _SPACES.sub("", text).upper()
    if not compact:
        return ""
    if not _BIC.fullmatch(compact) or not bic.is_valid(compact):
        raise DomainError(BIC_FORM)
    return compact


def clean_holder(text: str) -> str:
    """The name of the account holder with single spaces. Raises `DomainError`."""
    holder = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if not any(char.isalpha() for char in sepa_text(holder)):
        raise DomainError(HOLDER_FORM)
    if len(holder) > HOLDER_LENGTH:
        raise DomainError(f"Der Kontoinhaber darf höchstens {HOLDER_LENGTH} Zeichen haben.")
    return holder


def sepa_text(text: str) -> str:
    """`text` in the characters a SEPA file may have: umlauts stay, ş becomes s."""
    return "".join(_sepa_char(char) for char in unicodedata.normalize("NFC", text)).strip()


def masked(iban: str) -> str:
    """First four and last four characters, as everybody but the bank reads it."""
    return f"{iban[:4]} … {iban[-4:]}"


def is_bank_day(on: date) -> bool:
    """Whether TARGET, the system behind SEPA transfers, is open on a day."""
    fixed = {(1, 1), (5, 1), (12, 25), (12, 26)}
    sunday = easter(on.year)
    around_easter = {sunday - timedelta(days=2), sunday + timedelta(days=1)}
    return on.weekday() < 5 and (on.month, on.day) not in fixed and on not in around_easter


def next_bank_day(on: date) -> date:
    """The first bank day after `on`."""
    following = on + timedelta(days=1)
    while not is_bank_day(following):
        following += timedelta(days=1)
    return following


def check_execution_day(on: date, *, today: date) -> None:
    """Raise `DomainError` for a day in the past, too far ahead, or on which no bank works."""
    if on < today:
        raise DomainError("Der Tag der Ausführung darf nicht in der Vergangenheit liegen.")
    if on > today + FARTHEST_EXECUTION:
        raise DomainError(f"Bitte nennen Sie einen Tag bis zum {day(today + FARTHEST_EXECUTION)}.")
    if not is_bank_day(on):
        raise DomainError(
            f"Am {day(on)} arbeiten die Banken nicht. Der nächste Bankarbeitstag ist der"
            f" {day(next_bank_day(on))}."
        )


def _sepa_char(char: str) -> str:
    return _NOT_SEPA.sub(" ", unidecode(char)) if _NOT_SEPA.match(char) else char
