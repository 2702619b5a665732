"""How the names of a Kommune are derived from the official facts. Pure functions."""

from stdnum.de import leitweg
from stdnum.exceptions import InvalidChecksum, ValidationError

from kommunen.enums import KommuneKind
from lotsen.core.errors import DomainError
from lotsen.core.folding import search_form

NO_LEITWEG_ID = (
    "Das ist keine Leitweg-ID. Sie beginnt mit dem Schlüssel der Kommune und endet mit zwei"
    " Prüfziffern, zum Beispiel 08236040-A123-13."
)
WRONG_CHECK_DIGITS = (
    "Die letzten beiden Ziffern passen nicht zur Leitweg-ID. Bitte prüfen Sie alle Stellen."
)

#: Ends the name inside a search text, so that an exact match can be told from a longer name.
NAME_END = ";"


def landkreis_display_name(name: str) -> str:
    """ "Calw" becomes "Landkreis Calw"; "Enzkreis" and "Alb-Donau-Kreis" stay as they are."""
    return name if name.lower().endswith("kreis") else f"Landkreis {name}"


def label(*, kind: str, name: str, kreis: str) -> str:
    """Name that is unambiguous in the whole Land, because eight names occur twice.

    `kreis` is the display name of the Landkreis, empty where the body is a Kreis itself.
    """
    if kind == KommuneKind.LANDKREIS:
        return landkreis_display_name(name)
    addition = kreis or KommuneKind.STADTKREIS.label
    return f"{name}, {addition}" if name.endswith(")") else f"{name} ({addition})"


def search_text(*, key: str, name: str, display_name: str, kreis: str) -> str:
    """Text that the search compares with, e.g. ` altheim; alb donau kreis; 08425005`.

    Every word has a space before it, so that " word" finds beginnings of words; the name ends
    with `NAME_END`. The further parts let "altheim biberach" and "landkreis calw" be found.
    """
    more = display_name if display_name != name else kreis
    parts = [search_form(name), search_form(more), key]
    return " " + f"{NAME_END} ".join(part for part in parts if part)


def clean_leitweg_id(text: str) -> str:
    """A Leitweg-ID in capitals without spaces, or nothing. Raises `DomainError`.

    Format and check digits (ISO 7064 MOD 97-10) as in the specification of leitweg-id.de.
    """
    number = "".join(text.split()).upper().replace("–", "-")
    if not number:
        return ""
    try:
        return str(leitweg.validate(number))
    except InvalidChecksum as error:
        raise DomainError(WRONG_CHECK_DIGITS) from error
    except ValidationError as error:
        raise DomainError(NO_LEITWEG_ID) from error
