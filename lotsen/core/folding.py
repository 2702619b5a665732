"""Folding of names for sorting and searching, because PostgreSQL has no German collation here.

The embedded database is built without ICU and sorts by code point; sort keys are therefore stored.
"""

import re
import unicodedata

# Letters of DIN 91379 that no Unicode decomposition takes apart.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŀ": "l",
        "ŋ": "n",
        "ŧ": "t",
        "þ": "th",
        "ĸ": "k",
        "ə": "e",
    }
)
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_UMLAUT_PAIR = re.compile(r"([aou])e")
_SANKT = re.compile(r"\bsankt\b")


def sort_key(*parts: str) -> str:
    """Key that sorts names in dictionary order (DIN 5007-1: ä like a, ß like ss).

    Parts rank one after the other, e.g. family name before given name; two spaces between them
    sort before everything a name can go on with.
    """
    return "  ".join(_letters_and_digits(part) for part in parts)


def search_form(text: str) -> str:
    """Form in which differently typed names meet: "Mühl", "Muehl" and "muhl" become "muhl".

    Also "Sankt" and "St." become "st", punctuation becomes one space. The form of a beginning of a
    word is always a beginning of the form of the word, so searching while typing works.
    """
    folded = _SANKT.sub("st", _letters_and_digits(text))
    return _UMLAUT_PAIR.sub(r"\1", folded)


def _letters_and_digits(text: str) -> str:
    lowered = text.casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", lowered)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", plain.translate(_LETTERS)).strip()
