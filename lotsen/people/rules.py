"""What a person's official data may look like, and who may change them."""

import re
import unicodedata
from datetime import date

from kommunen.models import Kommune
from kommunen.queries import may_act_for
from lotsen.core import clock
from lotsen.core.actor import Actor
from lotsen.core.errors import DomainError
from lotsen.core.folding import search_form, sort_key
from lotsen.core.phone import PHONE_LENGTH as PHONE_LENGTH
from lotsen.core.phone import clean_phone as clean_phone
from lotsen.core.roles import Role

NAME_LENGTH = 80
DEPARTMENT_LENGTH = 120
PROGRAMME_BEGAN = date(2018, 11, 1)
"""The month of the first seminars (docs/programme.md § 1)."""

NAME_LETTERS = (
    "Bitte verwenden Sie für Namen nur lateinische Buchstaben, Leerzeichen, Bindestrich,"
    " Apostroph und Punkt."
)

_NAME_MARKS = frozenset(" -'’ʼʹʺ`.·‐")
_SPACES = re.compile(r"\s+")


def clean_name(text: str) -> str:
    """A name in normal form: composed letters, single spaces.

    Latin letters as in DIN 91379, which also has letters with a combining mark. Raises
    `DomainError` when nothing is left, it is longer than 80 characters or has other characters.
    """
    name = _line(text)
    if not name:
        raise DomainError("Bitte geben Sie Vornamen und Nachnamen an.")
    if len(name) > NAME_LENGTH:
        raise DomainError(f"Ein Name darf höchstens {NAME_LENGTH} Zeichen lang sein.")
    if not all(_may_be_in_a_name(char) for char in name) or not _has_letter(name):
        raise DomainError(NAME_LETTERS)
    return name


def clean_email(text: str) -> str:
    """The address in lower case without spaces around; its form is checked by the form."""
    return text.strip().lower()


def clean_department(text: str) -> str:
    """The name of the organisational unit on one line. Raises `DomainError` when too long."""
    department = _line(text)
    if len(department) > DEPARTMENT_LENGTH:
        raise DomainError(
            f"Die Organisationseinheit darf höchstens {DEPARTMENT_LENGTH} Zeichen lang sein."
        )
    return department


def sort_key_of(given_name: str, family_name: str) -> str:
    """Key that sorts people by family name, then given name (DIN 5007-1)."""
    return sort_key(family_name, given_name)


def search_text_of(given_name: str, family_name: str) -> str:
    """Text that the search compares with; a space stands before every word."""
    return f" {search_form(family_name)} {search_form(given_name)}"


def may_manage_people_of(actor: Actor, kommune: Kommune) -> bool:
    """Whether `actor` may register and change employees of `kommune`: its HR, or the office."""
    if actor.is_system or actor.role == Role.OFFICE:
        return True
    return actor.role == Role.HR and may_act_for(actor, kommune)


def may_record_qualifications(actor: Actor) -> bool:
    """The provider records by confirming attendance, the office what was done elsewhere."""
    return actor.is_system or actor.role in (Role.OFFICE, Role.PROVIDER)


def may_record_prior(actor: Actor) -> bool:
    """What was gained before or elsewhere is entered by the office alone, with the proof."""
    return actor.role == Role.OFFICE


def check_completed_on(day: date) -> date:
    """The day itself. Raises `DomainError` unless it lies between the programme's first month and
    today."""
    if day > clock.today():
        raise DomainError("Eine Qualifizierung kann nicht in der Zukunft abgeschlossen sein.")
    if day < PROGRAMME_BEGAN:
        raise DomainError(
            "Das Programm begann im November 2018. Bitte prüfen Sie das Datum des Abschlusses."
        )
    return day


def _line(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _has_letter(name: str) -> bool:
    return any(char.isalpha() for char in name)


def _may_be_in_a_name(char: str) -> bool:
    if char in _NAME_MARKS or unicodedata.combining(char):
        return True
    return char.isalpha() and unicodedata.name(char, "").startswith("LATIN ")
